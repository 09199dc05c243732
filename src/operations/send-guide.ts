import type { Answer } from '../core/answer';
import { platformTitles, type Platform } from '../core/family';
import type { SendGuideRequest } from '../core/request';
import { textAt, type Entity } from '../core/snapshot';
import { GraphRefused, type Graph } from '../ports';
import { findPerson, quoted, type FindPorts, type Found, type PersonFound } from './finding';
import { findGroup, sayGroups } from './finding-groups';
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
  | { readonly kind: 'which'; readonly say: string; readonly some: readonly Candidate[] }
  | { readonly kind: 'problem'; readonly say: string };

/** A person or a group that a name may stand for, and where it is kept that it was picked. */
export interface Candidate extends PersonFound {
  readonly key: string;
}

/** The people who were named, or those of the groups, each once. */
export async function recipientsOf(
  ports: FindPorts,
  request: SendGuideRequest,
  chosen: Readonly<Record<string, string>>,
): Promise<Recipients> {
  const people: PersonFound[] = [];
  const names = [
    ...(request.users ?? []).map((typed) => ({ typed, order: [person, group] })),
    ...(request.groups ?? []).map((typed) => ({ typed, order: [group, person] })),
  ];
  for (const { typed, order } of names) {
    const found = await lookUp(ports, typed, chosen, typed.includes('@') ? [person] : order);
    if (found.kind !== 'people') return found;
    people.push(...found.people);
  }
  return { kind: 'people', people: [...new Map(people.map((one) => [one.id, one])).values()] };
}

/** A name alone may be a person's or a group's, whatever it was taken for: the other is looked for too. */
async function lookUp(
  ports: FindPorts,
  typed: string,
  chosen: Readonly<Record<string, string>>,
  order: readonly Sort[],
): Promise<Recipients> {
  const near: Candidate[] = [];
  const says: string[] = [];
  for (const sort of order) {
    const key = `${sort.noun}/${typed}`;
    const found = await sort.find(ports, typed, chosen[key]);
    if (found.kind === 'one') return { kind: 'people', people: await sort.people(ports.graph, found.one) };
    const some = found.some.map((one) => ({ ...one, key }));
    const twins = some.some(({ name }) => name.toLowerCase() === typed.toLowerCase());
    if (twins) return { kind: 'which', say: found.say, some };
    near.push(...some);
    says.push(found.say);
  }
  if (order.length === 1) return { kind: 'which', say: says.join(' '), some: near };
  const none = `There is no group and no person called «${typed}» in Entra.`;
  if (near.length === 0) return { kind: 'problem', say: `${none} ${await sayGroups(ports.graph)}` };
  return { kind: 'which', say: `${none} Did you mean one of these?`, some: near };
}

interface Sort {
  readonly noun: 'person' | 'group';
  readonly find: (ports: FindPorts, typed: string, picked: string | undefined) => Promise<Found<PersonFound>>;
  readonly people: (graph: Graph, found: PersonFound) => Promise<readonly PersonFound[]>;
}

const person: Sort = { noun: 'person', find: findPerson, people: (_graph, found) => Promise.resolve([found]) };
const group: Sort = {
  noun: 'group',
  find: ({ graph }, typed, picked) => findGroup(graph, typed, picked),
  people: (graph, { id }) => peopleIn(graph, id),
};

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
