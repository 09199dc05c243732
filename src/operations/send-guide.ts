import type { Answer } from '../core/answer';
import { platformTitles, type Platform } from '../core/family';
import type { SendGuideRequest } from '../core/request';
import { textAt, type Entity } from '../core/snapshot';
import { GraphRefused, type Graph } from '../ports';
import { findPerson, quoted, sayGroups, type FindPorts, type Found, type PersonFound } from './finding';
import type { Operation } from './operation';

/** «send the Android guide to Sales»: the steps a person follows to get Defender going on a phone, as a card to each. */
export const sendGuide = {
  kind: 'sendGuide',
  title: 'Guides for people',
  words: ['guide', 'guides', 'onboarding', 'steps'],
  role: 'requestor',
  examples: ['send the Android guide to Selma Olsen', 'send the iOS guide to the Pilot group'],
  does: 'asks first, with the number of people (more than 25: approvers only); then you hear who got it',
  families: [],
  reads: [],
  writes: [
    {
      permission: 'TeamsAppInstallation.ReadWriteSelfForUser.All',
      about: 'installing Warden for a person who is sent a guide and does not have it yet',
      docs: 'https://learn.microsoft.com/graph/api/userteamwork-post-installedapps',
    },
    {
      permission: 'AppCatalog.Read.All',
      about: 'finding Warden itself among the apps of the organization',
      docs: 'https://learn.microsoft.com/graph/api/appcatalogs-list-teamsapps',
    },
  ],
} as const satisfies Operation;

/** Platforms whose people have steps to follow. */
export type GuidePlatform = Extract<Platform, 'android' | 'ios'>;

export function guidePlatforms(request: SendGuideRequest): readonly GuidePlatform[] {
  return (request.platforms ?? []).filter((one): one is GuidePlatform => one === 'android' || one === 'ios');
}

/** One card for each platform. The steps follow Microsoft's procedures for phones that are not enrolled. */
export function guideOf(platform: GuidePlatform, from: string): Answer {
  const { broker, store, permissions } = words[platform];
  // A cell of a card holds about a hundred characters.
  const steps = [
    `Install ${broker} from ${store}. It only has to be there: your phone is not enrolled.`,
    'Open Outlook, Teams or another work app and sign in with your work account.',
    `Tap Continue. When the app asks for Microsoft Defender, tap Download: ${store} opens.`,
    'Install Microsoft Defender, go back to the work app and tap Continue, then Launch.',
    `In Defender accept the terms and allow ${permissions}.`,
    'A permission your organization made optional can be skipped and allowed later.',
    'You come back to the work app, which now says that the phone is healthy. Tap Continue.',
  ];
  return {
    title: `Microsoft Defender on your ${platformTitles[platform]} phone`,
    lead: `${from} sends you these steps. They take about five minutes.`,
    table: { columns: ['Step', 'What to do'], rows: steps.map((step, i) => [String(i + 1), step]) },
    note: 'If a step does not work, ask the person who sent this.',
  };
}

const words = {
  android: {
    broker: 'Company Portal',
    store: 'Google Play',
    permissions: 'notifications, storage, accessibility and the local VPN',
  },
  ios: {
    broker: 'Microsoft Authenticator',
    store: 'the App Store',
    permissions: 'notifications and the local VPN',
  },
} as const;

export type Recipients =
  | { readonly kind: 'people'; readonly people: readonly PersonFound[] }
  | { readonly kind: 'which'; readonly say: string; readonly some: readonly PersonFound[]; readonly key: string }
  | { readonly kind: 'problem'; readonly say: string };

/** The people who were named, or those of the groups, each once. A name alone may be either: the other is looked for too. */
export async function recipientsOf(
  ports: FindPorts,
  request: SendGuideRequest,
  chosen: Readonly<Record<string, string>>,
): Promise<Recipients> {
  const people: PersonFound[] = [];
  const names = [
    ...(request.users ?? []).map((typed) => [typed, findPeople] as const),
    ...(request.groups ?? []).map((typed) => [typed, findMembers] as const),
  ];
  for (const [typed, find] of names) {
    const key = `person/${typed}`;
    const found = await find(ports, typed, chosen[key]);
    if (found.kind === 'which') return { ...found, key };
    if (found.kind === 'problem') return found;
    people.push(...found.people);
  }
  return { kind: 'people', people: [...new Map(people.map((one) => [one.id, one])).values()] };
}

type Looked = Exclude<Recipients, { readonly kind: 'which' }> | Extract<Found<PersonFound>, { readonly kind: 'which' }>;

async function findPeople(ports: FindPorts, typed: string, picked: string | undefined): Promise<Looked> {
  const found = await findPerson(ports, typed, picked);
  if (found.kind === 'one') return { kind: 'people', people: [found.one] };
  const group = await membersOf(ports.graph, typed);
  if (group?.kind === 'people') return group;
  return found.some.length > 0 || typed.includes('@') ? found : neither(ports.graph, typed);
}

async function neither(graph: Graph, typed: string): Promise<Looked> {
  const say = `There is no group and no person called «${typed}» in Entra. ${await sayGroups(graph)}`;
  return { kind: 'problem', say };
}

async function findMembers(ports: FindPorts, typed: string, picked: string | undefined): Promise<Looked> {
  const group = picked === undefined ? await membersOf(ports.graph, typed) : undefined;
  if (group) return group;
  const found = await findPerson(ports, typed, picked);
  if (found.kind === 'one') return { kind: 'people', people: [found.one] };
  if (found.some.length > 0) return { ...found, say: `There is no group called «${typed}». Did you mean a person?` };
  return neither(ports.graph, typed);
}

/** The people of the one group of this name; undefined when there is none. */
async function membersOf(graph: Graph, name: string): Promise<Exclude<Looked, { kind: 'which' }> | undefined> {
  const filter = encodeURIComponent(`displayName eq ${quoted(name)}`);
  const [group, ...more] = await graph.list({ version: 'v1.0', path: `/groups?$filter=${filter}&$select=id` });
  if (!group) return undefined;
  if (more.length > 0) return { kind: 'problem', say: `There are several groups called «${name}».` };
  return { kind: 'people', people: await peopleIn(graph, textAt(group, 'id')) };
}

async function peopleIn(graph: Graph, group: string): Promise<readonly PersonFound[]> {
  const path = `/groups/${encodeURIComponent(group)}/transitiveMembers/microsoft.graph.user?$select=id,displayName,userPrincipalName&$count=true&$top=999`;
  const rows = await graph.list({ version: 'v1.0', path, eventual: true });
  return rows.map((row) => ({
    id: textAt(row, 'id'),
    name: textAt(row, 'displayName'),
    detail: textAt(row, 'userPrincipalName'),
  }));
}

/** What it takes to reach somebody who does not have the app. */
export const installPermissions = sendGuide.writes.map(({ permission }) => permission);

/** Id of this app in the catalog of the organization, by the id of its manifest; undefined when it is not there. */
export async function ownApp(graph: Graph, manifest: string): Promise<string | undefined> {
  const filter = encodeURIComponent(`externalId eq ${quoted(manifest)}`);
  const [app] = await graph.list({ version: 'v1.0', path: `/appCatalogs/teamsApps?$filter=${filter}` });
  return app && textAt(app, 'id');
}

/** Installs the app for a person, unless it is there, and gives the id of their chat with it. */
export async function chatWith(
  graph: Graph,
  person: string,
  app: { readonly id: string; readonly manifest: string },
): Promise<string | undefined> {
  const installed = `/users/${encodeURIComponent(person)}/teamwork/installedApps`;
  try {
    const body: Entity = { 'teamsApp@odata.bind': `${graph.root}/v1.0/appCatalogs/teamsApps/${app.id}` };
    await graph.write({ method: 'POST', version: 'v1.0', path: installed, body });
  } catch (error) {
    // It is there already.
    if (!(error instanceof GraphRefused) || error.status !== 409) throw error;
  }
  const filter = encodeURIComponent(`teamsApp/externalId eq ${quoted(app.manifest)}`);
  const [one] = await graph.list({ version: 'v1.0', path: `${installed}?$expand=teamsApp&$filter=${filter}` });
  if (!one) return undefined;
  const chat = await graph.get({ version: 'v1.0', path: `${installed}/${encodeURIComponent(textAt(one, 'id'))}/chat` });
  return textAt(chat, 'id') || undefined;
}
