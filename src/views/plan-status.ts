import { approvalsOf, isApproved } from '../core/approval';
import type { Change, Decision, Hold, Step, Waits } from '../core/change';
import { missingOf } from '../core/thresholds';
import { line, lines, names, type Line, type Pen } from './pen';
import { lentDetails } from './plan-borrowed';
import { driftDetails, movedLines } from './plan-moved';
import { stepLines } from './plan-steps';
import { counted, nothing, ordinal, say, shown, type Shown } from './shown';

/** Where a change stands: one strip to see at a glance, and the news under it. */

export const strips = ['accent', 'good', 'warning', 'attention', 'emphasis'] as const;

export interface Standing {
  readonly style: (typeof strips)[number];
  readonly say: Shown;
  readonly details: readonly Shown[];
  /** What was done, what was found: step by step. */
  readonly news: readonly Line[];
}

export interface Told {
  readonly change: Change;
  readonly steps: readonly Step[];
  readonly approvers: readonly string[] | null;
  readonly hold: Hold | undefined;
}

export function drawStatus(pen: Pen, { change, steps, approvers, hold }: Told): Standing {
  const { status } = change;
  const own = steps.filter((step) => step.version === change.version);
  const unwritten = say`Nothing was written.`;
  const filed = stillFiled(own);
  const standing = (
    style: Standing['style'],
    text: Shown,
    details: readonly Shown[] = [],
    news: readonly Line[] = [],
  ) => ({
    style,
    say: text,
    details,
    news,
  });
  switch (status.kind) {
    case 'needsApproval':
      return drawNeeds(pen, change, approvers, hold);
    case 'approved': {
      const details = hold ? holdDetails(pen, hold) : waitsDetails(pen, status.waits);
      const style = details.length > 0 ? 'warning' : 'accent';
      return standing(style, say`Approved ${pen.when(status.at)}, waiting to be applied`, details);
    }
    case 'applying':
      return standing(
        'accent',
        say`Being applied since ${pen.when(status.since)}`,
        holdDetails(pen, hold),
        stepLines(pen, change, own, false),
      );
    case 'waitingForIntune':
      return standing(
        'warning',
        say`Waiting for Intune’s approval since ${pen.when(status.since)}, until ${pen.when(status.until)}`,
        [
          say`Intune’s own multi admin approval wants a second admin. A member of the approver group of its access policy gives it in the Intune admin center: Tenant administration › Multi Admin Approval. Warden looks there and goes on by itself.`,
          ...(status.left > 1
            ? [say`${approvalsInIntune(status.left)}: the next can be asked for when this one is done.`]
            : []),
        ],
        stepLines(pen, change, own, false),
      );
    case 'applied':
      return standing(
        change.revertedBy === undefined ? 'good' : 'emphasis',
        change.revertedBy === undefined
          ? status.unwritten
            ? change.adopts
              ? say`Adopted ${pen.when(status.at)}, nothing was written`
              : say`Nothing had to be written: ${pen.when(status.at)} it was already so`
            : appliedWords(pen, change, status.at)
          : say`Reverted by change #${ordinal(change.revertedBy)}`,
        [
          ...(change.revertedBy === undefined ? [] : [say`It was applied ${pen.when(status.at)}.`]),
          ...followedDetails(pen, change),
          ...lentDetails(pen, change),
          ...driftDetails(pen, change, status.otherDrift),
        ],
      );
    case 'partiallyApplied':
      return standing(
        'attention',
        say`Applied in part, stopped ${pen.when(status.at)}`,
        [pen.text(status.why), ...followedDetails(pen, change), ...filed],
        stepLines(pen, change, own, true),
      );
    case 'rejected':
      return standing('attention', say`Rejected by ${pen.name(status.by.name)}, ${pen.when(status.at)}`, [
        ...reasonDetails(pen, status.justification),
        unwritten,
        ...filed,
      ]);
    case 'cancelled':
      return standing('emphasis', say`Cancelled by ${pen.name(status.by.name)}, ${pen.when(status.at)}`, [
        unwritten,
        ...filed,
      ]);
    case 'expired':
      return standing('warning', say`Expired ${pen.when(status.at)}: ${saidTooFew(change)}`, [unwritten]);
    case 'superseded':
      return standing('emphasis', say`Replaced by change #${ordinal(status.by)}, ${pen.when(status.at)}`, [unwritten]);
    case 'stale':
      return standing(
        'warning',
        say`Stale: the tenant changed before this was applied`,
        [unwritten, ...filed],
        movedLines(pen, change, status.moved),
      );
    case 'failed': {
      const wrote = own.some((step) => step.state === 'sent' || step.state === 'confirmed');
      return standing(
        'attention',
        say`Failed ${pen.when(status.at)}`,
        [pen.text(status.why), ...(wrote ? [] : [unwritten]), ...filed],
        stepLines(pen, change, own, true),
      );
    }
    case 'unknown':
      return standing(
        'attention',
        say`Outcome unclear, stopped ${pen.when(status.at)}`,
        [pen.text(status.why)],
        stepLines(pen, change, own, true),
      );
  }
}

function appliedWords(pen: Pen, { plan, progress }: Change, at: string): Shown {
  if (!plan.parts.some(({ operation }) => operation?.follows))
    return say`Applied ${pen.when(at)}, verified by reading back`;
  if (progress?.over && progress.parts.every(({ left }) => left === 0)) return say`Done ${pen.when(progress.at)}`;
  return say`Asked for ${pen.when(at)}, and not done yet`;
}

/** How far what was only begun has come. */
function followedDetails(pen: Pen, { plan, progress, status }: Change): readonly Shown[] {
  return plan.parts.flatMap((part) => {
    const follows = part.operation?.follows;
    const told = progress?.parts.find(({ key }) => key === part.key);
    if (!follows || (!told && status.kind !== 'applied')) return [];
    if (!told) return [say`${pen.name(part.target.name)}: ${pen.text(follows.pending)}`];
    const done = say`${pen.name(part.target.name)}: ${told.of - told.left} of ${counted(told.of, follows.unit)} done`;
    return [told.left > 0 ? say`${done}, the rest ${pen.text(follows.pending)}` : done];
  });
}

/** An application can neither approve nor withdraw there, so what Intune took in outlives the change. */
function stillFiled(steps: readonly Step[]): readonly Shown[] {
  if (!steps.some(({ state }) => state === 'waiting')) return [];
  return [
    say`Its request stays filed in Intune until it expires there, three days after it was filed: Warden cannot withdraw it. Whoever approves it there now changes nothing, since only Warden could carry it out, and it will not.`,
  ];
}

function approvalsInIntune(left: number): Shown {
  return left === 2 ? say`Two approvals in Intune` : say`${left} approvals in Intune`;
}

/** Decisions so far, without the one that the strip already says. */
export function drawDecisions(pen: Pen, change: Change): readonly Line[] {
  const told =
    change.status.kind === 'rejected' ? change.decisions.filter((one) => one.verdict !== 'reject') : change.decisions;
  return lines(told, pen.limits.lines, 'decision', (one) => {
    const because = one.justification === undefined ? nothing : say`: “${pen.text(one.justification)}”`;
    const void_ = one.version === change.version ? nothing : say` (for an earlier plan, does not count)`;
    return decisionLine(
      one,
      say`${one.breakGlass ? say`Glass broken` : verdicts[one.verdict]} by ${pen.name(one.by.name)}, ${pen.when(one.at)}${void_}${because}`,
    );
  });
}

const verdicts = { approve: say`Approved`, reject: say`Rejected` } as const;

function decisionLine(decision: Decision, text: Shown): Line {
  return line(say`${shown(decision.verdict === 'approve' ? '✔' : '✖')} ${text}`);
}

/** Said at once, rather than after three days: fewer may approve than are needed. */
function drawNeeds(pen: Pen, change: Change, approvers: readonly string[] | null, hold: Hold | undefined): Standing {
  const short = shortage(pen, change, approvers);
  const details = [...reasons(pen, change), ...short, ...holdDetails(pen, hold)];
  return { style: short.length > 0 ? 'warning' : 'accent', say: sayNeeds(pen, change), details, news: [] };
}

function sayNeeds(pen: Pen, change: Change): Shown {
  const given = approvalsOf(change).length;
  const left = missingOf(change.needs, approvalsOf(change)).approvals;
  const more =
    given > 0 ? say`${left} more ${shown(left === 1 ? 'approval' : 'approvals')}` : counted(left, 'approval');
  return say`Needs ${more} by ${pen.when(change.expiresAt)}`;
}

function holdDetails(pen: Pen, hold: Hold | undefined): readonly Shown[] {
  if (!hold) return [];
  const until = hold.until === undefined ? nothing : say` Until ${pen.when(hold.until)}.`;
  return [say`${pen.text(hold.why)}${until}`];
}

/** What the rules say now is told by the hold; the rest is as it was when the change was last taken up. */
function waitsDetails(pen: Pen, waits: Waits | undefined): readonly Shown[] {
  return waits === undefined || waits.for === 'gate' ? [] : [pen.text(waits.why)];
}

/** Why more than one plain approval is needed, and of whom; and whether it waits afterwards. */
function reasons(pen: Pen, change: Change): readonly Shown[] {
  const { because, waitHours } = change.needs;
  const { from } = missingOf(change.needs, approvalsOf(change));
  return [
    ...from.map(({ count, title }) => say`${counted(count, 'approval')} of ${pen.name(title)}`),
    ...(waitHours > 0 ? [say`Applied ${counted(waitHours, 'hour')} after the last approval`] : []),
    ...(because.length > 0 ? [say`${shown(because.length > 1 ? 'Rules' : 'Rule')}: ${names(pen, because)}`] : []),
  ];
}

function shortage(pen: Pen, change: Change, approvers: readonly string[] | null): readonly Shown[] {
  if (approvers === null || approvers.length >= change.needs.approvals) return [];
  if (approvers.length === 0) return [say`Nobody may approve it: ask an owner to name approvers.`];
  const needed = change.needs.approvals;
  return [
    say`Only ${names(pen, approvers)} may approve it, and it needs ${needed}: ask an owner to name more approvers.`,
  ];
}

function saidTooFew(change: Change): Shown {
  const given = approvalsOf(change).length;
  if (isApproved(change.needs, approvalsOf(change))) return say`approved, but it could not be written in time`;
  return given === 0 ? say`nobody decided in time` : say`${given} of ${change.needs.approvals} approvals in time`;
}

function reasonDetails(pen: Pen, justification: string | undefined): readonly Shown[] {
  return justification === undefined ? [] : [say`“${pen.text(justification)}”`];
}
