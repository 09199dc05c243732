import { appIdsOn, shortName, type Apps } from '../core/app';
import type { Moved } from '../core/drift';
import { platformTitles, type Platform } from '../core/family';
import type { Doing, PlanPart } from '../core/plan';
import { refuse } from '../core/problem';
import type { WipeAppDataRequest } from '../core/request';
import { textAt, type Entity, type Snapshot } from '../core/snapshot';
import type { Write } from '../core/writes';
import type { Graph } from '../ports';
import { findPerson, type PersonFound } from './finding';
import {
  plannedOperation,
  refusal,
  whichOf,
  type Choice,
  type DraftContext,
  type Drafted,
  type OperationPorts,
} from './operation';

/** «wipe company data from Bob's phone»: Graph wipes all managed apps of a device, never one; each when it is next opened. */
export const wipeAppData = plannedOperation<WipeAppDataRequest>({
  kind: 'wipeAppData',
  title: 'Company data in apps',
  words: ['wipe', 'selective wipe', 'company data', 'app data'],
  role: 'requestor',
  examples: ['wipe company data for "Selma Olsen"', 'wipe company data for selma.olsen@contoso.com'],
  does: 'becomes a plan that shows each device and its apps; two approvals; cannot be reverted; you hear when it is done',
  families: ['appProtection'],
  reads: [
    {
      permission: 'DeviceManagementApps.Read.All',
      about: 'the apps with company data on the devices of a person',
      docs: 'https://learn.microsoft.com/graph/api/intune-mam-managedappregistration-list',
    },
  ],
  writes: [
    {
      permission: 'DeviceManagementApps.ReadWrite.All',
      about: 'wiping company data from the apps of a device',
      docs: 'https://learn.microsoft.com/graph/api/intune-mam-user-wipemanagedappregistrationsbydevicetag',
    },
  ],
  plan: planWipe,
  hand: (graph, part) => ({
    thing: 'device',
    showsLate: true,
    read: () => readTarget(graph, part),
    namesakes: () => Promise.resolve([]),
    drift: (fresh) => ({ touched: newApps(part, fresh), other: [], done: writesOf(part, fresh).length === 0 }),
    writes: (fresh) => writesOf(part, fresh),
    unmet: (fresh) => (writesOf(part, fresh).length > 0 ? ['the wipe'] : []),
    differing: () => [],
    titleOf: (what) => what,
  }),
  async follow(graph, part) {
    const { apps } = intentOf(part);
    const left = appsIn(await readTarget(graph, part)).filter(({ id }) => apps.some((one) => one.id === id));
    return { left: left.length, of: apps.length };
  },
  undo: (part) =>
    refuse('cannot-be-undone', `The company data of «${part.target.name}» is gone; nothing brings it back.`),
});

interface App {
  readonly id: string;
  readonly name: string;
}

/** An app as it was read: with whether a wipe waits for it. */
interface Registered extends App {
  readonly pending: boolean;
}

interface Device {
  readonly tag: string;
  readonly name: string;
  readonly platform: Platform;
  readonly seenAt: string;
  readonly rooted: boolean;
  readonly apps: readonly Registered[];
}

/** What a part needs to be written, and to be looked at again. */
interface Intent {
  readonly user: string;
  readonly apps: readonly App[];
}

async function planWipe(ports: OperationPorts, request: WipeAppDataRequest, context: DraftContext): Promise<Drafted> {
  const { users } = request;
  if (users === undefined || users.length === 0)
    return refusal(
      'no-person',
      'Whose company data? Say a name or a mail address: wipe company data for selma.olsen@contoso.com.',
    );
  const drafts: PlanPart[] = [];
  const notes: string[] = [];
  for (const typed of users) {
    const key = `person/${typed}`;
    const found = await findPerson(ports, typed, context.chosen[key]);
    if (found.kind === 'which') return whichOf(found, request, { key, chosen: context.chosen });
    const devices = await devicesOf(ports, found.one);
    const meant = meantDevices(found.one, devices, request, context);
    if ('kind' in meant) return meant;
    const waiting = meant.filter(({ apps }) => apps.every(({ pending }) => pending));
    notes.push(...waiting.map(({ name }) => `A wipe of «${name}» is already pending until its apps are next opened.`));
    const rest = meant.filter((device) => !waiting.includes(device));
    if (request.apps !== undefined && rest.length > 0) return offerWhole(ports, request, found.one, rest, context);
    if (meant.length === 0) notes.push(`${found.one.name} has no apps with company data that Intune knows of.`);
    drafts.push(...rest.map((device) => partOf(found.one, device)));
  }
  return { kind: 'parts', parts: drafts.map((part, i) => ({ ...part, key: `p${i + 1}` })), notes };
}

/** The devices of the person, or the one that was named. */
function meantDevices(
  person: PersonFound,
  devices: readonly Device[],
  request: WipeAppDataRequest,
  { chosen }: DraftContext,
): readonly Device[] | Exclude<Drafted, { kind: 'parts' }> {
  const { device: typed } = request;
  const picked = devices.filter(({ tag }) => Object.values(chosen).includes(tag));
  if (typed === undefined || devices.length === 0) return devices;
  const named = devices.filter(({ name }) => name.toLowerCase() === typed.toLowerCase());
  const one = named.filter((device) => picked.includes(device));
  if (one.length > 0) return one;
  if (named.length === 1) return named;
  const several = named.length > 1 ? named : devices;
  const text =
    named.length > 1
      ? `${person.name} has ${named.length} devices called «${typed}». Which one?`
      : `${person.name} has no device called «${typed}» with company data. There is:`;
  const choices = several.map((device): Choice => ({
    label: device.name,
    detail: `${platformTitles[device.platform]}: ${sayNames(device.apps)}`,
    request: { ...request, device: device.name },
    chosen: { ...chosen, [`tag/${person.id}`]: device.tag },
  }));
  return { kind: 'ask', text, choices };
}

/** «only Outlook» cannot be done: what would really go is said, and offered. */
function offerWhole(
  { apps: catalog }: OperationPorts,
  { apps: wanted, ...whole }: WipeAppDataRequest,
  person: PersonFound,
  devices: readonly Device[],
  { chosen }: DraftContext,
): Drafted {
  const names = (wanted ?? []).map((id) => {
    const app = catalog.find((one) => one.id === id);
    return app ? shortName(app) : id;
  });
  const each = devices.map(({ name, apps }) => `on «${name}»: ${sayNames(apps)}`);
  return {
    kind: 'ask',
    text: `Intune wipes all company apps of a device, never ${names.join(' or ')} alone. Of ${person.name} this would go: ${each.join('; ')}. Nothing is proposed yet.`,
    choices: [
      ...devices.map((device): Choice => ({
        label: `Wipe all of «${device.name}»`,
        detail: sayNames(device.apps),
        request: { ...whole, device: device.name },
        chosen: { ...chosen, [`tag/${person.id}`]: device.tag },
      })),
      ...(devices.length > 1 ? [{ label: `Wipe all ${devices.length} devices`, request: whole, chosen }] : []),
    ],
  };
}

function partOf(person: PersonFound, device: Device): PlanPart {
  const apps = device.apps.map(({ id, name }) => ({ id, name }));
  const intent: Intent = { user: person.id, apps };
  const operation: Doing = {
    title: `Company data in apps, ${platformTitles[device.platform]}`,
    lead: 'Removes company data from each of these apps when it is next opened. What is personal stays:',
    rows: [
      { name: 'Person', values: [`${person.name}, ${person.detail}`], personal: true },
      { name: apps.length === 1 ? 'App' : 'Apps', values: apps.map(({ name }) => name), grave: true },
      ...(device.seenAt === '' ? [] : [{ name: 'Last check-in', values: [device.seenAt.slice(0, 10)] }]),
      ...(device.rooted ? [{ name: 'Flagged', values: ['rooted or jailbroken'], grave: true as const }] : []),
    ],
    unnamed: 'a device',
    undo: 'This cannot be reverted',
    final: true,
    steps: ['wipe'],
    intent: { ...intent },
    permissions: ['DeviceManagementApps.ReadWrite.All'],
    direction: 'changes',
    severe: true,
    follows: {
      pending: 'pending until the app is next opened',
      done: `Company data is gone from the apps of «${device.name}».`,
      unit: 'app',
    },
    portal: 'https://intune.microsoft.com/#view/Microsoft_Intune_DeviceSettings/AppsMenu/~/appSelectiveWipe',
  };
  return {
    key: 'p1',
    act: 'wipe',
    family: 'wipeAppData',
    variant: device.platform,
    target: { kind: 'existing', id: device.tag, name: device.name },
    changes: [],
    before: snapshotOf(device.tag, device.name, device.apps),
    operation,
  };
}

/** The apps of a person that hold company data, by device: what they share is the device tag. */
async function devicesOf(ports: OperationPorts, person: PersonFound): Promise<readonly Device[]> {
  const rows = await registrationsOf(ports.graph, person.id);
  const tags = [...new Set(rows.map((row) => textAt(row, 'deviceTag')))].filter((tag) => tag !== '');
  return Promise.all(
    tags.map(async (tag) => {
      const own = rows.filter((row) => textAt(row, 'deviceTag') === tag);
      const [first = {}] = own;
      const platform = platformOf(first);
      return {
        tag,
        name: textAt(first, 'deviceName') || tag,
        platform,
        seenAt:
          own
            .map((row) => textAt(row, 'lastSyncDateTime'))
            .sort()
            .at(-1) ?? '',
        rooted: own.some(isFlagged),
        apps: await Promise.all(
          own.map((row) => registered(ports.graph, row, (id) => nameOf(ports.apps, platform, id))),
        ),
      };
    }),
  );
}

/** https://learn.microsoft.com/graph/api/resources/intune-mam-managedappregistration; the list under a user is in Graph's metadata. */
async function registrationsOf(graph: Graph, user: string): Promise<readonly Entity[]> {
  return graph.list({ version: 'v1.0', path: `/users/${encodeURIComponent(user)}/managedAppRegistrations` });
}

async function registered(graph: Graph, row: Entity, name: (id: string) => string): Promise<Registered> {
  const id = textAt(row, 'id');
  const path = `/deviceAppManagement/managedAppRegistrations/${encodeURIComponent(id)}/operations`;
  const operations = await graph.list({ version: 'v1.0', path });
  return { id, name: name(identifierOf(row)), pending: operations.some(isPending) };
}

/** Graph's words for what has ended are not written down, so all else waits. */
function isPending(operation: Entity): boolean {
  return !/complete|done|success|fail|cancel/i.test(textAt(operation, 'state'));
}

function isFlagged({ flaggedReasons }: Entity): boolean {
  return Array.isArray(flaggedReasons) && flaggedReasons.some((reason) => reason !== 'none');
}

function platformOf(row: Entity): Platform {
  return /ios/i.test(textAt(row, '@odata.type')) ? 'ios' : 'android';
}

function identifierOf({ appIdentifier }: Entity): string {
  const identifier = typeof appIdentifier === 'object' && appIdentifier !== null ? (appIdentifier as Entity) : {}; // an object is all that is asked
  return textAt(identifier, 'packageId') || textAt(identifier, 'bundleId');
}

/** As people call the app; one that the catalog does not have goes by its id. */
function nameOf(catalog: Apps, platform: Platform, id: string): string {
  const app = catalog.find((one) => appIdsOn(one, platform).some((own) => own.toLowerCase() === id.toLowerCase()));
  return app ? shortName(app) : id;
}

async function readTarget(graph: Graph, part: PlanPart): Promise<Snapshot> {
  const { user, apps } = intentOf(part);
  const tag = part.target.kind === 'existing' ? part.target.id : '';
  const rows = (await registrationsOf(graph, user)).filter((row) => textAt(row, 'deviceTag') === tag);
  const known = new Map(apps.map(({ id, name }) => [id, name]));
  const found = await Promise.all(
    rows.map((row) => registered(graph, row, (id) => known.get(textAt(row, 'id')) ?? id)),
  );
  return snapshotOf(tag, part.target.name, found);
}

function snapshotOf(id: string, name: string, apps: readonly Registered[]): Snapshot {
  return { id, name, entity: { registrations: apps } };
}

function appsIn(fresh: Snapshot | null): readonly Registered[] {
  const { registrations } = fresh?.entity ?? {};
  return Array.isArray(registrations) ? (registrations as readonly Registered[]) : []; // written by `snapshotOf`
}

function intentOf({ operation }: PlanPart): Intent {
  return (operation?.intent ?? { user: '', apps: [] }) as unknown as Intent; // written by `partOf`
}

/** One call for the device, as long as one of its apps is there and no wipe waits for it. */
function writesOf(part: PlanPart, fresh: Snapshot | null): readonly Write[] {
  const { user, apps } = intentOf(part);
  const left = appsIn(fresh).filter(({ id, pending }) => !pending && apps.some((one) => one.id === id));
  if (left.length === 0 || part.target.kind !== 'existing') return [];
  const path = `/users/${encodeURIComponent(user)}/wipeManagedAppRegistrationsByDeviceTag`;
  return [{ key: 'wipe', method: 'POST', version: 'v1.0', path, body: { deviceTag: part.target.id } }];
}

/** The wipe takes every app of the device: one that came since nobody has approved. */
function newApps(part: PlanPart, fresh: Snapshot | null): readonly Moved[] {
  const { apps } = intentOf(part);
  const now = appsIn(fresh);
  if (now.every(({ id }) => apps.some((one) => one.id === id))) return [];
  return [{ what: `Apps of ${part.target.name}`, expected: sayNames(apps), found: sayNames(now) }];
}

function sayNames(apps: readonly App[]): string {
  const names = apps.map(({ name }) => name);
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? 'none');
}
