import { z } from 'zod';
import { stopOf } from '../changes/stop';
import type { Problem } from '../core/problem';
import { complianceWords } from '../core/device';
import type { SyncDeviceRequest } from '../core/request';
import { nearNames } from '../language/names';
import type { Handler } from '../jobs/jobs';
import { findDevice, readDevice, type ManagedDevice } from '../operations/finding';
import { askToSync, hasCheckedIn } from '../operations/sync-device';
import type { Incoming, Reply } from '../ports';
import { askWhich } from './ask-which';
import { rememberAct } from './last-shown';
import type { BotPorts } from './ports';
import { rolesFor } from './roles';
import { sayRefused } from './say-refused';
import type { Known } from './speaker';

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
  const about: Waiting = {
    device: device.id,
    name: device.name,
    askedAt: at,
    conversation: incoming.conversation.id,
    thread: incoming.thread ?? '',
    person,
  };
  await ports.store.transaction(async (records) => {
    await records.audit.append({ at, kind: 'device.synced', actor, facts });
    if (refused !== undefined) return;
    const key = `synced:${device.id}:${incoming.conversation.id}`;
    await records.due.set({ key, at: after(at, looksAfterSeconds[0]), job: 'synced', about: JSON.stringify(about) });
  });
}

function sayAsked(ports: BotPorts, { name, seenAt }: ManagedDevice): string {
  const last = seenAt === '' ? '' : ` It last did ${ports.sayWhen(seenAt)}.`;
  return `I have asked «${name}» to check in.${last} You hear from me when it has.`;
}

/** What is remembered of a device that was asked. */
const Waiting = z.object({
  device: z.string(),
  name: z.string(),
  askedAt: z.string(),
  conversation: z.string(),
  thread: z.string(),
  person: z.object({ objectId: z.string(), name: z.string(), teamsId: z.string() }),
});
type Waiting = z.infer<typeof Waiting>;

/** Most devices that are on answer within a minute or two. */
const looksAfterSeconds = [60, 5 * 60, 15 * 60, 60 * 60] as const;

/** Looks whether a device has checked in since it was asked, and tells who asked. */
export async function lookAtSynced(ports: BotPorts, about: string): ReturnType<Handler> {
  const waiting = Waiting.parse(JSON.parse(about));
  const device = await readDevice(ports.graph, waiting.device);
  const now = ports.clock.now();
  if (device && !hasCheckedIn(device, waiting.askedAt)) {
    const passed = (now.getTime() - Date.parse(waiting.askedAt)) / 1000;
    const next = looksAfterSeconds.find((seconds) => seconds > passed);
    if (next !== undefined) return { again: Math.ceil(next - passed) };
  }
  const text = sayOutcome(ports, waiting, device);
  await ports.store.outbox.add({
    conversation: waiting.conversation,
    what: {
      kind: 'say',
      message: { text, summary: text, mentions: [waiting.person] },
      ...(waiting.thread === '' ? {} : { thread: waiting.thread }),
    },
    dueAt: now.toISOString(),
  });
  return undefined;
}

function sayOutcome(ports: BotPorts, { name, askedAt }: Waiting, device: ManagedDevice | undefined): string {
  const { text } = ports.drawer.say(sentenceOf(ports, name, askedAt, device));
  return text;
}

function sentenceOf(ports: BotPorts, name: string, askedAt: string, device: ManagedDevice | undefined): string {
  if (!device) return `«${name}» is not in Intune any more.`;
  if (!hasCheckedIn(device, askedAt))
    return `«${name}» has not checked in within the hour: it is off, or has no network. It will when it next can.`;
  const compliance = complianceWords[device.compliance] ?? device.compliance;
  return `«${name}» has checked in, ${ports.sayWhen(device.seenAt)}. It is now: ${compliance.toLowerCase()}.`;
}

function after(at: string, seconds: number): string {
  return new Date(Date.parse(at) + seconds * 1000).toISOString();
}
