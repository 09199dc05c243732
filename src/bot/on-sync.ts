import { stopOf } from '../changes/stop';
import type { Problem } from '../core/problem';
import type { SyncDeviceRequest } from '../core/request';
import { nearNames } from '../language/names';
import { findDevice, type ManagedDevice } from '../operations/finding';
import { askToSync } from '../operations/sync-device';
import type { Incoming, Reply } from '../ports';
import { askWhich } from './ask-which';
import { rememberAct } from './last-shown';
import type { BotPorts } from './ports';
import { rolesFor } from './roles';
import { sayRefused } from './say-refused';
import type { Known } from './speaker';
import { lookLater } from './synced';

export interface AskedSync {
  readonly request: SyncDeviceRequest;
  readonly utterance: string;
  /** The device a person picked. */
  readonly picked: string | undefined;
}

/** Asks a device to check in, at once; whether it did is told when it has, or when it has not within the hour. */
export async function onSync(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  asked: AskedSync,
): Promise<readonly Reply[]> {
  const { drawer, clock } = ports;
  const may = rolesFor(speaker.rights, ['syncDevice']).has('requestor');
  if (!may)
    return sayRefused(
      ports,
      speaker,
      { code: 'not-requestor', say: 'Only requestors have devices check in. An owner can add you.' },
      asked,
    );
  const closed = await whyNoSync(ports);
  if (closed) return sayRefused(ports, speaker, closed, asked);
  const { device: typed } = asked.request;
  if (typed === undefined) return [drawer.say('Which device? Say for example «sync LAPTOP-001».')];
  const found = await findDevice({ graph: ports.graph, match: nearNames }, typed, asked.picked);
  if (found.kind === 'which') return [await which(ports, incoming, speaker, asked, found)];
  const device = found.one;
  const at = clock.now().toISOString();
  const end = await askToSync(ports.graph, device);
  await keep(ports, incoming, speaker, { device, at, refused: end.kind === 'refused' ? end.say : undefined });
  await rememberAct(ports, incoming, { ...asked.request, device: device.name });
  return [drawer.say(end.kind === 'refused' ? end.say : sayAsked(ports, device))];
}

/** A check-in is no policy change, yet it is not asked for while nothing may be written. */
export async function whyNoSync(ports: BotPorts): Promise<Problem | undefined> {
  if (!ports.rules().writes) return { code: 'writes-off', say: 'Writing is switched off here, so no device is asked.' };
  if (await stopOf(ports.store)) return { code: 'stopped', say: 'All changes are stopped, so no device is asked.' };
  return undefined;
}

async function which(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  { request, utterance }: AskedSync,
  { say, some }: { readonly say: string; readonly some: readonly ManagedDevice[] },
): Promise<Reply> {
  if (some.length === 0) return ports.drawer.say(say);
  const choices = some.map(({ id, name, detail }) => ({ label: name, detail, request, chosen: { device: id } }));
  const about = { utterance, readings: [], askedIn: incoming.thread ?? '' };
  return askWhich(ports, incoming, speaker, about, { text: say, choices });
}

/** What was asked is in the audit, and the device is looked at again, in one transaction. */
async function keep(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  {
    device,
    at,
    refused,
  }: { readonly device: ManagedDevice; readonly at: string; readonly refused: string | undefined },
): Promise<void> {
  const { person } = speaker;
  const actor = { objectId: person.objectId, name: person.name };
  const [asked, not] = refused === undefined ? [[device.name], []] : [[], [device.name]];
  const facts = { devices: asked, refused: not, ...(refused === undefined ? {} : { why: refused }) };
  const thread = incoming.thread === undefined ? {} : { thread: incoming.thread };
  const { id: conversation } = incoming.conversation;
  await ports.store.transaction(async (records) => {
    await records.audit.append({ at, kind: 'device.synced', actor, facts });
    if (refused !== undefined) return;
    await lookLater(records, { devices: [device], askedAt: at, conversation, ...thread, person });
  });
}

function sayAsked(ports: BotPorts, { name, seenAt }: ManagedDevice): string {
  const last = seenAt === '' ? '' : ` It last did ${ports.sayWhen(seenAt)}.`;
  return `I have asked «${name}» to check in.${last} You hear from me when it has.`;
}
