import type { AlertGroup, Cause, Member } from '../core/alert';
import { mayHaveWritten, type Change } from '../core/change';
import type { Records } from '../ports';

/** Alerts that begin so soon after a change that touches their policy are put down to it. */
const causeMinutes = 60;

export async function causeOf(
  records: Pick<Records, 'changes'>,
  group: AlertGroup,
  members: readonly Member[],
  now: Date,
): Promise<Cause | undefined> {
  const ended = await records.changes.list({ status: ['applied', 'partiallyApplied'], limit: 50 });
  return earliestCause(group, members, ended.filter(mayHaveWritten), now);
}

/** While devices still find out about the change: what they do then is put down to it without a word. Pure. */
export function isJustChanged(
  { openedAt }: Pick<AlertGroup, 'openedAt'>,
  cause: Cause | undefined,
  now: Date,
): boolean {
  if (cause === undefined) return false;
  return (now.getTime() - Date.parse(openedAt)) / 60_000 + cause.minutes <= causeMinutes;
}

/** The newest change before the first of the alerts. Pure. */
function earliestCause(
  group: Pick<AlertGroup, 'openedAt' | 'platform' | 'condition'>,
  members: readonly Member[],
  applied: readonly Change[],
  now: Date,
): Cause | undefined {
  if (group.condition !== 'compliance' && group.condition !== 'threat') return undefined;
  const begun = Math.min(Date.parse(group.openedAt), now.getTime());
  const policies = new Set(members.flatMap(({ alert }) => alert.reasons ?? []).map(({ policy }) => policy));
  for (const change of applied) {
    const at = 'at' in change.status ? Date.parse(change.status.at) : NaN;
    const minutes = Math.floor((begun - at) / 60_000);
    if (minutes >= 0 && minutes <= causeMinutes && touches(change, group, policies))
      return { change: change.id, minutes };
  }
  return undefined;
}

/** By the policy's name; while the reasons are not known, and for the connector, by what it does to the platform. */
function touches(
  change: Change,
  { platform, condition }: Pick<AlertGroup, 'platform' | 'condition'>,
  policies: ReadonlySet<string>,
): boolean {
  return change.plan.parts.some(({ family, variant, target }) => {
    if (family === 'connector') return true;
    if (family !== 'compliance' || condition !== 'compliance') return false;
    return policies.size > 0 ? policies.has(target.name) : variant.toLowerCase().startsWith(platform);
  });
}
