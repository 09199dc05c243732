import { z } from 'zod';
import type { Alert, Member } from '../core/alert';
import { sayComplianceSetting } from '../core/compliance-setting';
import type { Clock, Records, Store } from '../ports';

/** People hear of their own devices, where warden.yaml switches that on; once a day for each device, however it flaps. */

const Waiting = z.object({ devices: z.array(z.string()) });

/** Told to a channel now, and for its person to put right. In the transaction that tells the channel. */
export async function noteLater(records: Records, group: number, members: readonly Member[], at: string) {
  const devices = members.filter(({ alert }) => isForPerson(alert)).map(({ alert }) => alert.device);
  if (devices.length === 0) return;
  const known = Waiting.safeParse(await records.marks.get(markOf(group)));
  const waiting = new Set([...(known.success ? known.data.devices : []), ...devices]);
  await records.marks.put(markOf(group), { devices: [...waiting] } satisfies z.input<typeof Waiting>);
  await records.due.set({ key: markOf(group), at, job: 'note', about: String(group) });
}

/** An error or a conflict of policies is nothing its person can put right. */
function isForPerson({ condition, phase, person }: Alert): boolean {
  return condition === 'compliance' && person !== undefined && !['error', 'conflict'].includes(phase);
}

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  /** The chat in which a person is reached alone; a sentence when there is none. */
  readonly chatWith: (person: string) => Promise<{ readonly conversation: string } | { readonly why: string }>;
  readonly sayWhen: (iso: string) => string;
}

export interface Noted {
  readonly sent: number;
  /** Why people could not be reached, each reason once. */
  readonly unreached: readonly string[];
  readonly left: number;
}

/** So many people are reached in one go: Warden may have to be installed for each. */
const mostAtOnce = 20;

export async function sendNotes(ports: Ports, group: number): Promise<Noted> {
  const read = Waiting.safeParse(await ports.store.marks.get(markOf(group)));
  const waiting = read.success ? read.data.devices : [];
  const some = waiting.slice(0, mostAtOnce);
  const alerts = (await ports.store.alerts.find(some)).filter(
    (alert) => alert.state === 'firing' && isForPerson(alert),
  );
  const reached = await Promise.all(alerts.map(async (alert) => ({ alert, chat: await chatOf(ports, alert) })));
  const left = waiting.length - some.length;
  const sent = await ports.store.transaction(async (records) => {
    let sent = 0;
    for (const { alert, chat } of reached)
      if ('conversation' in chat && (await note(ports, records, alert, chat))) sent++;
    await takeOff(records, group, new Set(some));
    return sent;
  });
  const unreached = new Set(reached.flatMap(({ chat }) => ('why' in chat ? [chat.why] : [])));
  return { sent, unreached: [...unreached], left };
}

function chatOf({ chatWith }: Ports, { person }: Alert): ReturnType<Ports['chatWith']> {
  return person ? chatWith(person.id) : Promise.resolve({ why: 'nobody is known to use it' });
}

/** False when its person has heard of it today. */
async function note(
  { clock, sayWhen }: Ports,
  records: Records,
  alert: Alert,
  { conversation }: { readonly conversation: string },
): Promise<boolean> {
  const at = clock.now().toISOString();
  if (!(await records.inbox.claim(`note:${alert.device}:${at.slice(0, 10)}`, at))) return false;
  const text = textOf(alert, sayWhen);
  await records.outbox.add({ conversation, what: { kind: 'say', message: { text, summary: text } }, dueAt: at });
  return true;
}

/** More may have come meanwhile. */
async function takeOff(records: Records, group: number, done: ReadonlySet<string>): Promise<void> {
  const read = Waiting.safeParse(await records.marks.get(markOf(group)));
  const left = (read.success ? read.data.devices : []).filter((device) => !done.has(device));
  if (left.length === 0) await records.marks.remove(markOf(group));
  else await records.marks.put(markOf(group), { devices: left } satisfies z.input<typeof Waiting>);
}

function textOf(alert: Alert, sayWhen: (iso: string) => string): string {
  const { name, phase, graceUntil, reasons = [] } = alert;
  const settings = new Set(reasons.flatMap((reason) => reason.settings).map(sayComplianceSetting));
  const what = settings.size === 0 ? '' : `: ${[...settings].slice(0, 3).join(', ')}`;
  const end =
    phase === 'noncompliant'
      ? 'It may have lost access to mail, files and Teams until that is put right.'
      : graceUntil === undefined
        ? 'It keeps its access for a while only.'
        : `It keeps its access until ${sayWhen(graceUntil)}.`;
  return `Your device ${name} does not meet the rules of your organization${what}. ${end} Company Portal on the device names the steps; afterwards choose «Check access» there.`;
}

function markOf(group: number): string {
  return `notes:${group}`;
}
