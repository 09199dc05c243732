import type { Role } from '../core/approval';
import {
  isActive,
  isSilenced,
  isWide,
  longestSilenceDays,
  type Alert,
  type Silence,
  type SilenceMatch,
} from '../core/alert';
import type { Person } from '../core/change';
import { accept, refuse, type Outcome } from '../core/problem';
import type { Clock, Records, Store } from '../ports';
import { flushAt } from './gather';

/** Silences: who may make them, for how long, and what they keep quiet. They end by themselves. */

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
}

export interface Wanted {
  readonly by: Person;
  readonly roles: ReadonlySet<Role>;
  readonly matches: SilenceMatch;
  readonly why: string | undefined;
  readonly until: Date;
}

export interface Made {
  readonly silence: Silence;
  /** What fires now and is kept quiet by it. */
  readonly quiet: readonly Alert[];
}

/** One device or person, for a week: a requestor's; anything wider or longer needs an approver. */
const daysOfRequestor = 7;
const dayMilliseconds = 86_400_000;
const mostLooked = 20_000;

export async function makeSilence(ports: Ports, wanted: Wanted): Promise<Outcome<Made>> {
  const now = ports.clock.now();
  const refused = whyNotSilenced(wanted, now);
  if (refused) return refused;
  const at = now.toISOString();
  const { by, matches, why = '' } = wanted;
  return ports.store.transaction(async (records) => {
    const actor = { objectId: by.objectId, name: by.name };
    const silence = await records.silences.add({
      by: actor,
      why,
      from: at,
      until: wanted.until.toISOString(),
      matches,
    });
    const facts = { silence: silence.id, matches, until: silence.until, why };
    await records.audit.append({ at, kind: 'silence.made', actor, facts });
    const quiet = (await records.alerts.firing(mostLooked)).filter((alert) => isSilenced(silence, alert));
    await lookAgain(records, quiet, at);
    return accept({ silence, quiet });
  });
}

/** Why this person may not make it, as far as that is known before anything is looked up. */
export function whyNotSilenced(
  { roles, matches, why, until }: Omit<Wanted, 'by'>,
  now: Date,
): ReturnType<typeof refuse> | undefined {
  const days = (until.getTime() - now.getTime()) / dayMilliseconds;
  if (why === undefined || why.trim() === '')
    return refuse('no-reason', 'A silence needs a reason: add «because …», or write it on the card.');
  if (days > longestSilenceDays)
    return refuse(
      'too-long',
      `A silence lasts ${longestSilenceDays} days at most, so that nothing is hidden for good.`,
    );
  if (roles.has('approver')) return undefined;
  if (isWide(matches))
    return refuse(
      'not-approver',
      'A whole policy or platform is silenced by approvers only. Name one device or person.',
    );
  if (!roles.has('requestor')) return refuse('not-requestor', 'Only requestors and approvers silence alerts.');
  return days > daysOfRequestor
    ? refuse('too-long', `You may silence for ${daysOfRequestor} days at most; an approver for ${longestSilenceDays}.`)
    : undefined;
}

/** Ends silences before their time; whoever may make one may end it. */
export async function endSilences(
  ports: Ports,
  asked: { readonly by: Person; readonly roles: ReadonlySet<Role>; readonly which: (silence: Silence) => boolean },
): Promise<Outcome<readonly Silence[]>> {
  if (!asked.roles.has('requestor') && !asked.roles.has('approver'))
    return refuse('not-requestor', 'Only requestors and approvers end silences.');
  const at = ports.clock.now().toISOString();
  return ports.store.transaction(async (records) => {
    const active = (await records.silences.endingAfter(at)).filter((one) => isActive(one, at) && asked.which(one));
    if (active.length === 0) return refuse('no-such-silence', 'There is no such silence. Say «list silences».');
    const firing = await records.alerts.firing(mostLooked);
    for (const silence of active) {
      await records.silences.put({ ...silence, endedAt: at });
      const actor = { objectId: asked.by.objectId, name: asked.by.name };
      await records.audit.append({ at, kind: 'silence.ended', actor, facts: { silence: silence.id } });
    }
    const loud = firing.filter((alert) => active.some((silence) => isSilenced(silence, alert)));
    await lookAgain(records, loud, at);
    return accept(active);
  });
}

/** The cards of these alerts are judged now, and those of the threats that they tell of or cease to. */
async function lookAgain(records: Records, alerts: readonly Alert[], at: string): Promise<void> {
  for (const condition of new Set(alerts.map((alert) => alert.condition))) {
    const devices = alerts.filter((alert) => alert.condition === condition).map(({ device }) => device);
    const held = await records.groups.holding(condition, devices);
    const beside = condition === 'compliance' ? await records.groups.holding('threat', devices) : [];
    for (const { group } of [...held, ...beside]) {
      // Until the first look at it, others are waited for.
      if (group.judgedAt !== undefined) await flushAt(records, group, at);
    }
  }
}
