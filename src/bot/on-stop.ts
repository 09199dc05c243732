import { liftStop, stopAll } from '../changes/stop';
import { redraw, type Told } from '../changes/records';
import { openStatuses } from '../core/change';
import { plainReason } from '../language/reasons';
import type { Incoming, Reply } from '../ports';
import type { BotPorts } from './ports';
import { sayRefused } from './say-refused';
import type { Known } from './speaker';

/** What is said of the stop switch. Only these few words throw it: a sentence about policies never does. */
export function readStop(text: string): { readonly kind: 'stop' | 'lift'; readonly why?: string } | undefined {
  const said = text.trim().replace(/\s+/g, ' ');
  const stop = stopping.exec(said);
  if (stop) return { kind: 'stop', ...because(stop.groups?.['why']) };
  const lift = lifting.exec(said);
  return lift ? { kind: 'lift', ...because(lift.groups?.['why']) } : undefined;
}

const why = String.raw`(?:(?:\s*[:,–—-]\s*|\s+)(?:because\s+|reason:\s*)(?<why>.{1,300}?))?`;
const stopping = new RegExp(
  `^(?:please )?(?:stop|halt|hold) (?:all|every) (?:the )?(?:changes?|writes?|writing)(?: now)?(?: please)?${why}[.!]*$`,
  'i',
);
const lifting = new RegExp(
  `^(?:please )?(?:(?:lift|end|remove|release) the (?:stop|stop switch)|(?:resume|allow) (?:all )?(?:the )?changes(?: again)?)(?: please)?${why}[.!]*$`,
  'i',
);

function because(given: string | undefined): { readonly why?: string } {
  return given === undefined ? {} : { why: plainReason(given) };
}

/** Throws or lifts the switch, and tells those who decide. */
export async function onStop(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  said: NonNullable<ReturnType<typeof readStop>>,
): Promise<readonly Reply[]> {
  // As with a decision, rights of five minutes ago are not enough.
  const rights = await ports.roles.of(speaker.person.objectId, 'fresh');
  const asked = { by: speaker.person, roles: rights.roles, why: said.why };
  const outcome = await (said.kind === 'stop' ? stopAll(ports, asked) : liftStop(ports, asked));
  if (!outcome.ok) return sayRefused(ports, speaker, outcome.problem, { asked: said.kind });
  const told = said.kind === 'stop' ? stopped(speaker, said.why) : lifted(speaker);
  await tellChannel(ports, incoming, told);
  await redrawOpen(ports);
  return [ports.drawer.say(told.named)];
}

function stopped({ person }: Known, reason: string | undefined) {
  const because = reason === undefined ? '' : ` (${reason})`;
  const sentence = (by: string) =>
    `All changes are stopped${by}. Nothing is approved or written until an owner says «lift the stop».`;
  return { named: sentence(` by ${person.name}${because}`), unnamed: sentence('') };
}

function lifted({ person }: Known) {
  const sentence = (who: string) => `${who} has lifted the stop. Approved changes go on.`;
  return { named: sentence(person.name), unnamed: sentence('An owner') };
}

async function tellChannel(ports: BotPorts, incoming: Incoming, told: Exclude<Told, string>): Promise<void> {
  const channel = ports.rules().approvalsChannel;
  if (channel === undefined || channel === incoming.conversation.id) return;
  await ports.store.outbox.add({
    conversation: channel,
    what: { kind: 'say', message: ports.drawer.say(told.named), unnamed: ports.drawer.say(told.unnamed) },
    dueAt: ports.clock.now().toISOString(),
  });
}

/** Open changes say on their cards that they wait, or go on. */
async function redrawOpen(ports: BotPorts): Promise<void> {
  const open = await ports.store.changes.list({ status: openStatuses, limit: mostOpen });
  const at = ports.clock.now().toISOString();
  await ports.store.transaction(async (records) => {
    for (const { id, status } of open) {
      await redraw(records, id, at);
      if (status.kind !== 'needsApproval')
        await records.due.set({ key: `apply:${id}`, at, job: 'apply', about: String(id) });
    }
  });
}

const mostOpen = 200;
