import { extension, isLent } from '../changes/borrowed';
import { sayLength } from '../changes/moments';
import { proposeChange } from '../changes/propose';
import type { ChangeRequest } from '../core/request';
import type { Incoming, Reply } from '../ports';
import type { BotPorts } from './ports';
import { rolesFor } from './roles';
import type { Known } from './speaker';

export interface Extend {
  /** Undefined: the one that is lent («extend it by 1 hour»). */
  readonly change: number | undefined;
  readonly for?: string;
  readonly until?: string;
}

const said =
  /^\s*(?:please |can you |could you )?(?:extend|prolong|keep) (?:(?:the )?(?:change )?#?(?<change>\d{1,9})|it|that|this|(?:the|that|this|my|the last) change)(?: for)? (?:(?:by |for )?(?:another )?(?<number>\d{1,3}|an?|one|two|three|half an)(?: more)? ?(?<unit>minutes?|mins?|hours?|hrs?|h|days?|d|weeks?)|(?:until|till) (?<until>.{1,60}?))(?: more| longer)?(?:,? please)?[.!]?\s*$/i;

/** «extend change 12 by 2 hours», «extend #12 until Friday 18:00». */
export function readExtend(text: string): Extend | undefined {
  const found = said.exec(text);
  if (!found) return undefined;
  const { change: typed, number = '', unit = '', until } = found.groups ?? {};
  const change = typed === undefined ? undefined : Number(typed);
  if (until !== undefined) return { change, until };
  if (/^half/i.test(number)) return /^h/i.test(unit) ? { change, for: 'PT30M' } : undefined;
  return { change, for: lengthOf(counts.get(number.toLowerCase()) ?? Number(number), unit) };
}

const counts = new Map([
  ['a', 1],
  ['an', 1],
  ['one', 1],
  ['two', 2],
  ['three', 3],
]);

function lengthOf(number: number, unit: string): string {
  if (/^w/i.test(unit)) return `P${number * 7}D`;
  if (/^d/i.test(unit)) return `P${number}D`;
  return /^h/i.test(unit) ? `PT${number}H` : `PT${number}M`;
}

/** Proposes to keep for longer what was borrowed; it needs approval like the first time. */
export async function onExtend(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  asked: Extend,
): Promise<readonly Reply[]> {
  const { drawer, store } = ports;
  const rules = ports.rules();
  const which = asked.change === undefined ? await lentNow(ports, incoming, speaker) : { change: asked.change };
  if ('say' in which) return [drawer.say(which.say)];
  const change = await store.changes.get(which.change);
  const families = [...new Set((change?.plan.parts ?? []).map(({ family }) => family))];
  if (!rolesFor(speaker.rights, families).has('requestor'))
    return [drawer.say('Only requestors ask to extend a change, and you are not one of them. An owner can add you.')];
  const planned = extension(
    change,
    { ...asked, ...which },
    {
      now: ports.clock.now(),
      zone: incoming.localTimezone ?? rules.timezone,
    },
  );
  if (!planned.ok || !change) return planned.ok ? [] : [drawer.say(planned.problem.say)];
  const { kind, change: proposed } = await proposeChange(
    { ...ports, families: rules.families },
    {
      planned: planned.value,
      request: longer(change.request, asked),
      utterance: sayExtend({ ...asked, ...which }),
      readings: [],
      askedIn: incoming.thread ?? '',
      requestor: speaker.person,
      conversation: incoming.conversation.id,
      reach: await store.changes.reach(change.id),
    },
    { ...rules, channel: rules.approvalsChannel },
  );
  return kind === 'already'
    ? [drawer.say(`Change #${proposed.id}, which you asked for, is exactly this and is still open.`)]
    : [];
}

/** The one change of this person that is lent now: here, or anywhere. */
async function lentNow(
  { store }: BotPorts,
  { conversation }: Incoming,
  { person }: Known,
): Promise<{ readonly change: number } | { readonly say: string }> {
  const status = ['applied', 'partiallyApplied'] as const;
  const own = await store.changes.list({ status, requestor: person.objectId, limit: mostLookedAt });
  const lent = own.filter(isLent);
  const here = lent.filter((one) => one.conversation === conversation.id);
  const [first, ...others] = here.length > 0 ? here : lent;
  if (!first) return { say: 'No change of yours is lent for a while just now, so there is nothing to extend.' };
  if (others.length === 0) return { change: first.id };
  const numbers = [first, ...others].map(({ id }) => `#${id}`).join(', ');
  return { say: `Several changes of yours are lent: ${numbers}. Say which one: «extend ${first.id} by 1 hour».` };
}

const mostLookedAt = 50;

/** The request of the first change, with the new end. */
function longer(request: ChangeRequest, asked: Extend): ChangeRequest {
  if (request.kind !== 'set' && request.kind !== 'assign' && request.kind !== 'unassign') return request;
  const { for: _, until: __, ...rest } = request;
  return asked.until === undefined ? { ...rest, for: asked.for } : { ...rest, until: asked.until };
}

function sayExtend({ change, for: length, until }: Omit<Extend, 'change'> & { readonly change: number }): string {
  return until === undefined
    ? `extend change ${change} by ${sayLength(length ?? '')}`
    : `extend change ${change} until ${until}`;
}
