import { textAt, type Entity } from '../core/snapshot';
import { GraphRefused, type Graph } from '../ports';

/** Devices and people by the name a person typed. A near miss is offered, never taken. */

export interface FindPorts {
  readonly graph: Graph;
  /** The one of these names that was typed, or those it may have been meant for. */
  readonly match: (
    typed: string,
    names: readonly string[],
  ) => { readonly exact: string | undefined; readonly near: readonly string[] };
}

/** `which`: a sentence, and those it may have been; none when there is nothing like it. */
export type Found<T> =
  | { readonly kind: 'one'; readonly one: T }
  | { readonly kind: 'which'; readonly say: string; readonly some: readonly T[] };

/** A managed device, as far as operations need it. */
export interface ManagedDevice {
  readonly id: string;
  readonly name: string;
  /** What an admin knows it by: its person, its system, its serial number. */
  readonly detail: string;
  readonly system: string;
  readonly agent: string;
  /** Its object in Entra, by `deviceId`. */
  readonly entraDeviceId: string;
  readonly seenAt: string;
  readonly compliance: string;
}

export interface PersonFound {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
}

const deviceFields = `$select=${[
  'id',
  'deviceName',
  'userPrincipalName',
  'operatingSystem',
  'osVersion',
  'serialNumber',
  'managementAgent',
  'azureADDeviceId',
  'lastSyncDateTime',
  'complianceState',
].join(',')}`;

export async function findDevice(
  ports: FindPorts,
  typed: string,
  picked: string | undefined,
): Promise<Found<ManagedDevice>> {
  if (picked !== undefined) return onePicked(typed, await readDevice(ports.graph, picked));
  const named = await devicesWhere(ports.graph, `deviceName eq ${quoted(typed)}`);
  if (named.length > 0) return oneOf('device', typed, named);
  const part = await devicesWith(ports.graph, typed);
  const all = part.length > 0 ? part : await devicesWhere(ports.graph, undefined);
  return nearest('device', typed, all, ports.match);
}

/** Devices of exactly this name, in any case. */
export async function devicesCalled(graph: Graph, typed: string): Promise<readonly ManagedDevice[]> {
  return (await devicesWith(graph, typed)).filter(({ name }) => name.toLowerCase() === typed.toLowerCase());
}

/** Graph minds the case of whole names, people do not. */
function devicesWith(graph: Graph, part: string): Promise<readonly ManagedDevice[]> {
  return devicesWhere(graph, `contains(deviceName,${quoted(part)})`);
}

/** The device as it is now; undefined when it is not in Intune any more. */
export async function readDevice(graph: Graph, id: string): Promise<ManagedDevice | undefined> {
  const path = `/deviceManagement/managedDevices/${encodeURIComponent(id)}?${deviceFields}`;
  return orGone(graph.get({ version: 'v1.0', path }).then(deviceOf));
}

const personFields = '$select=id,displayName,userPrincipalName';

export async function findPerson(
  ports: FindPorts,
  typed: string,
  picked: string | undefined,
): Promise<Found<PersonFound>> {
  const known = picked ?? (typed.includes('@') ? typed : undefined);
  if (known !== undefined) {
    const path = `/users/${encodeURIComponent(known)}?${personFields}`;
    return onePicked(typed, await orGone(ports.graph.get({ version: 'v1.0', path }).then(personOf)));
  }
  const named = await peopleWhere(ports.graph, `displayName eq ${quoted(typed)}`);
  if (named.length > 0) return oneOf('person', typed, named);
  const words = typed.replace(/["\\]/g, ' ').trim();
  const [first = ''] = words.split(/\s+/);
  const alike = await peopleWhere(ports.graph, `startswith(displayName,${quoted(first.slice(0, 2))})`);
  return nearest('person', typed, alike, ports.match);
}

async function devicesWhere(graph: Graph, filter: string | undefined): Promise<readonly ManagedDevice[]> {
  const where = filter === undefined ? '' : `$filter=${encodeURIComponent(filter)}&`;
  const path = `/deviceManagement/managedDevices?${where}${deviceFields}`;
  return (await graph.list({ version: 'v1.0', path })).map(deviceOf);
}

async function peopleWhere(graph: Graph, filter: string): Promise<readonly PersonFound[]> {
  const path = `/users?$filter=${encodeURIComponent(filter)}&${personFields}&$top=200`;
  return (await graph.list({ version: 'v1.0', path })).map(personOf);
}

function deviceOf(entity: Entity): ManagedDevice {
  const text = (at: string) => textAt(entity, at);
  const known = [text('userPrincipalName'), `${text('operatingSystem')} ${text('osVersion')}`, text('serialNumber')];
  return {
    id: text('id'),
    name: text('deviceName'),
    detail: known.filter((one) => one.trim() !== '').join(', '),
    system: text('operatingSystem'),
    agent: text('managementAgent'),
    entraDeviceId: text('azureADDeviceId'),
    seenAt: text('lastSyncDateTime'),
    compliance: text('complianceState'),
  };
}

function personOf(entity: Entity): PersonFound {
  const text = (at: string) => textAt(entity, at);
  return { id: text('id'), name: text('displayName'), detail: text('userPrincipalName') };
}

interface Named {
  readonly name: string;
}

/** What was picked from a list, unless it is gone since. */
export function onePicked<T>(typed: string, one: T | undefined): Found<T> {
  return one === undefined
    ? { kind: 'which', say: `«${typed}» is not there any more.`, some: [] }
    : { kind: 'one', one };
}

function oneOf<T>(thing: string, typed: string, named: readonly T[]): Found<T> {
  const [one] = named;
  if (one && named.length === 1) return { kind: 'one', one };
  const many = thing === 'person' ? 'people' : `${thing}s`;
  return { kind: 'which', say: `There are ${named.length} ${many} called «${typed}». Which one?`, some: named };
}

const mostOffered = 5;

function nearest<T extends Named>(
  thing: string,
  typed: string,
  all: readonly T[],
  match: FindPorts['match'],
): Found<T> {
  const { exact, near } = match(typed, [...new Set(all.map(({ name }) => name))]);
  const meant = exact === undefined ? near : [exact];
  const some = all.filter(({ name }) => meant.includes(name));
  if (exact !== undefined && some.length > 0) return oneOf(thing, typed, some);
  const none = `There is no ${thing} called «${typed}».`;
  if (some.length === 0) return { kind: 'which', say: none, some: [] };
  return { kind: 'which', say: `${none} Did you mean one of these?`, some: some.slice(0, mostOffered) };
}

export async function orGone<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof GraphRefused && error.status === 404) return undefined;
    throw error;
  }
}

/** A string in an OData filter. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
