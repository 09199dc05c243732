import { z } from 'zod';
import { complianceWords } from '../core/device';
import { hashOf } from '../core/snapshot';
import type { Handler } from '../jobs/jobs';
import { readDevice, type ManagedDevice } from '../operations/finding';
import { hasCheckedIn } from '../operations/sync-device';
import type { Records } from '../ports';
import type { BotPorts } from './ports';

/** Whether devices that were asked to check in have done so is told when all have, or when the hour is over. */

const Waiting = z.object({
  devices: z.array(z.object({ id: z.string(), name: z.string() })),
  askedAt: z.string(),
  conversation: z.string(),
  /** Where it is told: in a thread, or under the card of an alert. */
  thread: z.string().optional(),
  under: z.string().optional(),
  person: z.object({ objectId: z.string(), name: z.string(), teamsId: z.string() }),
});
type Waiting = z.infer<typeof Waiting>;

/** Most devices that are on answer within a minute or two. */
const looksAfterSeconds = [60, 5 * 60, 15 * 60, 60 * 60] as const;

/** In the transaction that says that they were asked. */
export async function lookLater({ due }: Pick<Records, 'due'>, waiting: Waiting): Promise<void> {
  const key = `synced:${hashOf(waiting.devices.map(({ id }) => id).sort())}:${waiting.conversation}`;
  const at = new Date(Date.parse(waiting.askedAt) + looksAfterSeconds[0] * 1000).toISOString();
  await due.set({ key, at, job: 'synced', about: JSON.stringify(waiting) });
}

export async function lookAtSynced(ports: BotPorts, about: string): ReturnType<Handler> {
  const waiting = Waiting.parse(JSON.parse(about));
  const { conversation, askedAt, thread, under, person } = waiting;
  const devices = await Promise.all(
    waiting.devices.map(async ({ id, name }): Promise<Looked> => ({ name, device: await readDevice(ports.graph, id) })),
  );
  const now = ports.clock.now();
  if (devices.some(({ device }) => device && !hasCheckedIn(device, askedAt))) {
    const passed = (now.getTime() - Date.parse(askedAt)) / 1000;
    const next = looksAfterSeconds.find((seconds) => seconds > passed);
    if (next !== undefined) return { again: Math.ceil(next - passed) };
  }
  const discreet = under !== undefined && (await ports.draw.isDiscreet(conversation));
  const { text } = ports.drawer.say(sayLooked(ports, devices, askedAt, discreet));
  const message = { text, summary: text, ...(discreet ? {} : { mentions: [person] }) };
  const where = { ...(thread === undefined ? {} : { thread }), ...(under === undefined ? {} : { under }) };
  const dueAt = now.toISOString();
  await ports.store.outbox.add({ conversation, what: { kind: 'say', message, ...where }, dueAt });
  return undefined;
}

interface Looked {
  readonly name: string;
  readonly device: ManagedDevice | undefined;
}

function sayLooked(ports: BotPorts, devices: readonly Looked[], askedAt: string, discreet: boolean): string {
  const [one, ...more] = devices;
  return one && more.length === 0 && !discreet ? sayOne(ports, one, askedAt) : saySeveral(devices, askedAt, discreet);
}

function sayOne(ports: BotPorts, { name, device }: Looked, askedAt: string): string {
  if (!device) return `«${name}» is not in Intune any more.`;
  if (!hasCheckedIn(device, askedAt))
    return `«${name}» has not checked in within the hour: it is off, or has no network. It will when it next can.`;
  return `«${name}» has checked in, ${ports.sayWhen(device.seenAt)}. It is now: ${sayCompliance(device)}.`;
}

function saySeveral(devices: readonly Looked[], askedAt: string, discreet: boolean): string {
  const named = (some: readonly Looked[], say: (one: Looked) => string) =>
    discreet ? (some.length === 1 ? '1 device' : `${some.length} devices`) : some.map(say).join(', ');
  const came = devices.filter(({ device }) => device && hasCheckedIn(device, askedAt));
  const missing = devices.filter(({ device }) => device && !hasCheckedIn(device, askedAt));
  const gone = devices.filter(({ device }) => !device);
  return [
    ...(came.length > 0
      ? [`Checked in since they were asked: ${named(came, ({ name, device }) => `${name}${bracketed(device)}`)}.`]
      : []),
    ...(missing.length > 0
      ? [`Not within the hour: ${named(missing, ({ name }) => name)}; off, or without network.`]
      : []),
    ...(gone.length > 0 ? [`Not in Intune any more: ${named(gone, ({ name }) => name)}.`] : []),
  ].join(' ');
}

function bracketed(device: ManagedDevice | undefined): string {
  return device ? ` (${sayCompliance(device)})` : '';
}

function sayCompliance({ compliance }: ManagedDevice): string {
  return (complianceWords[compliance] ?? compliance).toLowerCase();
}
