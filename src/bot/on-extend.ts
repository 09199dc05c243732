import { extension } from '../changes/borrowed';
import { sayLength } from '../changes/moments';
import { proposeChange } from '../changes/propose';
import type { ChangeRequest } from '../core/request';
import type { Incoming, Reply } from '../ports';
import type { BotPorts } from './ports';
import { rolesFor } from './roles';
import type { Speaker } from './speaker';

type Known = Extract<Speaker, { kind: 'known' }>;

export interface Extend {
  readonly change: number;
  readonly for?: string;
  readonly until?: string;
}

const said =
  /^\s*(?:please )?(?:extend|prolong) (?:the )?(?:change )?#?(?<change>\d{1,9}) (?:(?:by|for) (?<number>\d{1,3}) ?(?<unit>minutes?|mins?|hours?|hrs?|h|days?|d|weeks?)|(?:until|till) (?<until>.{1,60}?))[.!]?\s*$/i;

/** «extend change 12 by 2 hours», «extend #12 until Friday 18:00». */
export function readExtend(text: string): Extend | undefined {
  const { change, number, unit, until } = said.exec(text)?.groups ?? {};
  if (change === undefined) return undefined;
  if (until !== undefined) return { change: Number(change), until };
  return { change: Number(change), for: lengthOf(Number(number), unit ?? '') };
}

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
  const change = await store.changes.get(asked.change);
  const families = [...new Set((change?.plan.parts ?? []).map(({ family }) => family))];
  if (!rolesFor(speaker.rights, families).has('requestor'))
    return [drawer.say('Only requestors ask to extend a change, and you are not one of them. An owner can add you.')];
  const planned = extension(change, asked, {
    now: ports.clock.now(),
    zone: incoming.localTimezone ?? rules.timezone,
  });
  if (!planned.ok || !change) return planned.ok ? [] : [drawer.say(planned.problem.say)];
  const { kind, change: proposed } = await proposeChange(
    { ...ports, families: rules.families },
    {
      planned: planned.value,
      request: longer(change.request, asked),
      utterance: sayExtend(asked),
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

/** The request of the first change, with the new end. */
function longer(request: ChangeRequest, asked: Extend): ChangeRequest {
  if (request.kind !== 'set' && request.kind !== 'assign' && request.kind !== 'unassign') return request;
  const { for: _, until: __, ...rest } = request;
  return asked.until === undefined ? { ...rest, for: asked.for } : { ...rest, until: asked.until };
}

function sayExtend({ change, for: length, until }: Extend): string {
  return until === undefined
    ? `extend change ${change} by ${sayLength(length ?? '')}`
    : `extend change ${change} until ${until}`;
}
