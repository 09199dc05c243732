import { readReadable } from '../changes/read';
import type { AlertRequest } from '../core/request';
import { nearNames } from '../language/names';
import { devicesCalled, findDevice, findPerson, type Found, type PersonFound } from '../operations/finding';
import type { Question } from '../ports';
import type { BotPorts } from './ports';

/** What the name in «silence …» is the name of: a device, a person or a compliance policy that is known here or in Graph. */

export type SilenceRequest = Extract<AlertRequest, { kind: 'silence' }>;

export type Meant =
  | { readonly kind: 'one'; readonly request: SilenceRequest }
  | { readonly kind: 'which'; readonly say: string; readonly choices: Question['choices'] };

/** One thing of exactly this name is meant; several are asked about, and near ones are offered, never taken. */
export async function meantBy(ports: BotPorts, request: SilenceRequest): Promise<Meant> {
  const said = saidIn(request);
  if (!said) return { kind: 'one', request };
  const exact = await thingsCalled(ports, said.name);
  const own = said.noun === undefined ? exact : exact.filter(({ noun }) => noun === said.noun);
  const [one, ...more] = own;
  if (one && more.length === 0) return { kind: 'one', request: about(request, one) };
  if (one)
    return which(request, `«${said.name}» is the name of ${own.length} things. Which of them shall be quiet?`, own);
  const near = exact.length > 0 ? exact : await thingsLike(ports, said.name);
  const none = `I know no ${said.noun === undefined ? 'device, person or compliance policy' : titles[said.noun]} called «${said.name}», so nothing is silenced.`;
  return which(request, near.length > 0 ? `${none} Did you mean one of these?` : none, near);
}

type Noun = 'device' | 'person' | 'policy';

const titles: Readonly<Record<Noun, string>> = { device: 'device', person: 'person', policy: 'compliance policy' };

interface Thing {
  readonly noun: Noun;
  readonly name: string;
  readonly detail: string;
  /** What tells it from others of its name. */
  readonly key: string;
}

/** A bare name after «silence» stands in the slot for devices, but may be any of these. */
function saidIn({
  device,
  users,
  policy,
}: SilenceRequest): { readonly noun?: Noun; readonly name: string } | undefined {
  if (device !== undefined) return { name: device };
  if (policy !== undefined) return { noun: 'policy', name: policy };
  const [name] = users ?? [];
  return name === undefined ? undefined : { noun: 'person', name };
}

/** The request with this thing in the slot of its sort. */
function about({ device: _, users: __, policy: ___, ...rest }: SilenceRequest, { noun, key }: Thing): SilenceRequest {
  switch (noun) {
    case 'device':
      return { ...rest, device: key };
    case 'person':
      return { ...rest, users: [key] };
    case 'policy':
      return { ...rest, policy: key };
  }
}

function which(request: SilenceRequest, say: string, things: readonly Thing[]): Meant {
  const choices = things.slice(0, mostOffered).map((thing) => ({
    label: thing.name,
    detail: [titles[thing.noun], thing.detail].filter((part) => part !== '').join(', '),
    request: about(request, thing),
    chosen: { silence: thing.noun },
  }));
  return { kind: 'which', say, choices };
}

const mostOffered = 8;

type Sort = (ports: BotPorts, name: string) => Promise<readonly Thing[]>;

/** Things of exactly this name. What Graph did not tell may be what was meant: then nothing is made. */
async function thingsCalled(ports: BotPorts, name: string): Promise<readonly Thing[]> {
  const here = await firingCalled(ports, name);
  const told = await Promise.allSettled([devicesNamed, peopleNamed, policiesNamed].map((sort) => sort(ports, name)));
  const found = [...here, ...told.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))];
  const failed = told.find((one) => one.status === 'rejected');
  if (found.length === 0 && failed) throw failed.reason;
  return onceEach(found);
}

async function thingsLike(ports: BotPorts, name: string): Promise<readonly Thing[]> {
  const told = await Promise.all([devicesLike, peopleLike, policiesLike].map((sort) => sort(ports, name)));
  return onceEach(told.flat());
}

/** A silence goes by names, so devices of one name are quiet together; people of one name are told apart by mail. */
function onceEach(things: readonly Thing[]): readonly Thing[] {
  return [...new Map(things.map((one) => [`${one.noun} ${one.key.toLowerCase()}`, one])).values()];
}

/** Phones that are not enrolled, and flagged apps, are known by their alerts alone. */
async function firingCalled({ store }: BotPorts, name: string): Promise<readonly Thing[]> {
  const firing = await store.alerts.firing(mostLooked);
  const devices = firing.filter((alert) => same(alert.name, name)).map((alert) => thing('device', alert.name));
  const policies = firing.flatMap(({ reasons = [] }) => reasons.filter(({ policy }) => same(policy, name)));
  return [...devices, ...policies.map(({ policy }) => thing('policy', policy))];
}

const mostLooked = 20_000;

const devicesNamed: Sort = async ({ store, graph }, name) => {
  const known = await store.devices.named(name);
  const devices = known.length > 0 ? known : await devicesCalled(graph, name);
  return devices.map((device) => thing('device', device.name));
};

const devicesLike: Sort = async ({ graph }, name) => {
  const found = await findDevice({ graph, match: nearNames }, name, undefined);
  return someOf(found).map((device) => thing('device', device.name, device.detail));
};

const peopleNamed: Sort = async (ports, name) => {
  const people = (await peopleFound(ports, name)).filter((one) => same(one.name, name) || same(one.detail, name));
  const key = ({ name: called, detail }: PersonFound) => (people.length > 1 ? detail : called);
  return people.map((one) => ({ ...thing('person', one.name, one.detail), key: key(one) }));
};

const peopleLike: Sort = async (ports, name) =>
  (await peopleFound(ports, name)).map((one) => ({ ...thing('person', one.name, one.detail), key: one.detail }));

async function peopleFound({ graph }: BotPorts, name: string): Promise<readonly PersonFound[]> {
  return someOf(await findPerson({ graph, match: nearNames }, name, undefined));
}

const policiesNamed: Sort = async (ports, name) =>
  (await compliancePolicies(ports)).filter((one) => same(one, name)).map((one) => thing('policy', one));

const policiesLike: Sort = async (ports, name) =>
  nearNames(name, await compliancePolicies(ports)).near.map((one) => thing('policy', one));

/** Of policies, only those of compliance have alerts. */
export async function compliancePolicies({ graph, rules }: BotPorts): Promise<readonly string[]> {
  const family = rules().families.get('compliance');
  return family ? (await readReadable(graph, [family])).map(({ name }) => name) : [];
}

function someOf<T>(found: Found<T>): readonly T[] {
  return found.kind === 'one' ? [found.one] : found.some;
}

function thing(noun: Noun, name: string, detail = ''): Thing {
  return { noun, name, detail, key: name };
}

/** Case, quotes and dashes of other lengths make no other name. */
function same(name: string, typed: string): boolean {
  return nearNames(typed, [name]).exact !== undefined;
}
