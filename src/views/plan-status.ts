import { approvalsOf } from '../core/approval';
import type { Change, Decision, Step } from '../core/change';
import type { Family } from '../core/family';
import type { Moved, PlanPart } from '../core/plan';
import { sayValue, type Value } from '../core/setting';
import { first } from './limits';
import { line, lines, names, type Line, type Pen } from './pen';
import { variantTitle } from './plan-parts';
import { counted, listed, nothing, say, shown, type Shown } from './shown';

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
}

export function drawStatus(pen: Pen, { change, steps, approvers }: Told): Standing {
  const { status } = change;
  const own = steps.filter((step) => step.version === change.version);
  const unwritten = say`Nothing was written.`;
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
      return drawNeeds(pen, change, approvers);
    case 'approved':
      return standing('accent', say`Approved ${pen.when(status.at)}, waiting to be applied`);
    case 'applying':
      return standing(
        'accent',
        say`Being applied since ${pen.when(status.since)}`,
        [],
        stepLines(pen, change, own, false),
      );
    case 'applied':
      return standing(
        change.revertedBy === undefined ? 'good' : 'emphasis',
        change.revertedBy === undefined
          ? say`Applied ${pen.when(status.at)}, verified by reading back`
          : say`Reverted by change #${ordinal(change.revertedBy)}`,
        [
          ...(change.revertedBy === undefined ? [] : [say`It was applied ${pen.when(status.at)}.`]),
          ...driftDetails(pen, change, status.otherDrift),
        ],
      );
    case 'partiallyApplied':
      return standing(
        'attention',
        say`Applied in part, stopped ${pen.when(status.at)}`,
        [pen.text(status.why)],
        stepLines(pen, change, own, true),
      );
    case 'rejected':
      return standing('attention', say`Rejected by ${pen.name(status.by.name)}, ${pen.when(status.at)}`, [
        ...reasonDetails(pen, status.justification),
        unwritten,
      ]);
    case 'cancelled':
      return standing('emphasis', say`Cancelled by ${pen.name(status.by.name)}, ${pen.when(status.at)}`, [unwritten]);
    case 'expired':
      return standing('warning', say`Expired ${pen.when(status.at)}: ${saidTooFew(change)}`, [unwritten]);
    case 'superseded':
      return standing('emphasis', say`Replaced by change #${ordinal(status.by)}, ${pen.when(status.at)}`, [unwritten]);
    case 'stale':
      return standing(
        'warning',
        say`Stale: the tenant changed before this was applied`,
        [unwritten],
        movedLines(pen, change, status.moved),
      );
    case 'failed': {
      const wrote = own.some((step) => step.state === 'sent' || step.state === 'confirmed');
      return standing(
        'attention',
        say`Failed ${pen.when(status.at)}`,
        [pen.text(status.why), ...(wrote ? [] : [unwritten])],
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

/** Decisions so far, without the one that the strip already says. */
export function drawDecisions(pen: Pen, change: Change): readonly Line[] {
  const told =
    change.status.kind === 'rejected' ? change.decisions.filter((one) => one.verdict !== 'reject') : change.decisions;
  return lines(told, pen.limits.lines, 'decision', (one) => {
    const because = one.justification === undefined ? nothing : say`: “${pen.text(one.justification)}”`;
    const void_ = one.version === change.version ? nothing : say` (for an earlier plan, does not count)`;
    return decisionLine(
      one,
      say`${verdicts[one.verdict]} by ${pen.name(one.by.name)}, ${pen.when(one.at)}${void_}${because}`,
    );
  });
}

const verdicts = { approve: say`Approved`, reject: say`Rejected` } as const;

function decisionLine(decision: Decision, text: Shown): Line {
  return line(say`${shown(decision.verdict === 'approve' ? '✔' : '✖')} ${text}`);
}

/** Said at once, rather than after three days: fewer may approve than are needed. */
function drawNeeds(pen: Pen, change: Change, approvers: readonly string[] | null): Standing {
  const details = shortage(pen, change, approvers);
  return { style: details.length > 0 ? 'warning' : 'accent', say: sayNeeds(pen, change), details, news: [] };
}

function sayNeeds(pen: Pen, change: Change): Shown {
  const given = approvalsOf(change).length;
  const left = Math.max(0, change.approvalsNeeded - given);
  const more =
    given > 0 ? say`${left} more ${shown(left === 1 ? 'approval' : 'approvals')}` : counted(left, 'approval');
  return say`Needs ${more} by ${pen.when(change.expiresAt)}`;
}

function shortage(pen: Pen, change: Change, approvers: readonly string[] | null): readonly Shown[] {
  if (approvers === null || approvers.length >= change.approvalsNeeded) return [];
  if (approvers.length === 0) return [say`Nobody may approve it: ask an owner to name approvers.`];
  const needed = change.approvalsNeeded;
  return [
    say`Only ${names(pen, approvers)} may approve it, and it needs ${needed}: ask an owner to name more approvers.`,
  ];
}

function saidTooFew(change: Change): Shown {
  const given = approvalsOf(change).length;
  return given === 0 ? say`nobody decided in time` : say`${given} of ${change.approvalsNeeded} approvals in time`;
}

function reasonDetails(pen: Pen, justification: string | undefined): readonly Shown[] {
  return justification === undefined ? [] : [say`“${pen.text(justification)}”`];
}

/** What moved meanwhile without concerning the change: told, not touched. */
function driftDetails(pen: Pen, change: Change, drift: readonly string[]): readonly Shown[] {
  if (drift.length === 0) return [];
  const { kept, left } = first(drift, pen.limits.lines);
  const all = kept.map((one) => pen.text(sayDrift(pen, change, one)));
  return [say`Changed meanwhile by others and left as it is: ${listed(left > 0 ? [...all, say`${left} more`] : all)}.`];
}

/** «Policy: pinRequired» as people know it: «Policy: PIN for access». */
function sayDrift(pen: Pen, change: Change, drift: string): string {
  const at = drift.lastIndexOf(': ');
  const property = drift.slice(at < 0 ? 0 : at + 2);
  const title = propertyTitles[property] ?? titleOfProperty(pen, change, property);
  return at < 0 ? title : `${drift.slice(0, at)}: ${title}`;
}

const propertyTitles: Readonly<Record<string, string>> = {
  displayName: 'name',
  apps: 'apps',
  assignments: 'assignments',
  roleScopeTagIds: 'scope tags',
};

function titleOfProperty(pen: Pen, change: Change, property: string): string {
  for (const part of change.plan.parts) {
    const settings = Object.values(pen.families.get(part.family)?.settings ?? {});
    const setting = settings.find((one) => one.on[part.variant]?.at === property);
    if (setting) return setting.title;
  }
  return property;
}

function movedLines(pen: Pen, change: Change, moved: readonly Moved[]): readonly Line[] {
  return lines(moved, pen.limits.lines, 'difference', (one) => {
    const { what, expected, found } = inWords(pen, change, one);
    return line(say`${what}: expected ${expected}, found ${found}`, 'Warning');
  });
}

/** A moved setting is named by its id or title and carries its values as JSON; other things are in words already. */
function inWords(
  pen: Pen,
  change: Change,
  moved: Moved,
): { readonly what: Shown; readonly expected: Shown; readonly found: Shown } {
  const family = change.plan.parts
    .map((part) => pen.families.get(part.family))
    .find((one) => one && settingNamed(one, moved.what));
  const setting = family && settingNamed(family, moved.what);
  const words = (json: string) => (setting ? sayJson(json, (value) => sayValue(setting, value)) : json);
  return {
    what: pen.name(setting?.title ?? moved.what),
    expected: pen.name(words(moved.expected)),
    found: pen.name(words(moved.found)),
  };
}

function settingNamed(family: Family, name: string) {
  return family.settings[name] ?? Object.values(family.settings).find((one) => one.title === name);
}

function sayJson(json: string, sayIt: (value: Value) => string): string {
  try {
    return sayIt(JSON.parse(json) as Value); // written by `driftOf` from a Value
  } catch {
    return json;
  }
}

/** Every write the plan asks for, with what became of it. */
function stepLines(pen: Pen, change: Change, steps: readonly Step[], ended: boolean): readonly Line[] {
  const several = change.plan.parts.length > 1;
  const all = change.plan.parts.flatMap((part) =>
    keysOf(part, steps).map((key) => {
      const step = steps.find((one) => one.part === part.key && one.key === key);
      return { part, key, end: endOf(step?.state, ended) };
    }),
  );
  // What went wrong comes first when not all fits.
  const ordered = all.length > pen.limits.lines + 1 ? [...all].sort((a, b) => badness(b.end) - badness(a.end)) : all;
  return lines(ordered, pen.limits.lines, 'step', ({ part, key, end: { icon, word, tone } }) => {
    const where = several ? say`${pen.name(part.target.name)} (${variantTitle(pen, part)}), ` : nothing;
    return line(say`${icon} ${where}${stepTitles[key] ?? shown(key)}: ${word}`, tone);
  });
}

/** The writes a part needs, also those that were never begun; and any other that was recorded. */
function keysOf(part: PlanPart, steps: readonly Step[]): readonly string[] {
  const has = (kind: string) => part.changes.some((one) => one.kind === kind);
  const isNew = part.target.kind === 'new';
  const planned =
    part.act === 'delete'
      ? ['delete']
      : [
          ...(isNew ? ['create'] : has('setting') ? ['settings'] : []),
          ...(has('app') || has('appGroup') ? ['apps'] : []),
          ...(has('group') ? ['groups'] : []),
        ];
  return [...new Set([...planned, ...steps.filter((one) => one.part === part.key).map(({ key }) => key)])];
}

const stepTitles: Readonly<Record<string, Shown>> = {
  create: say`create`,
  settings: say`settings`,
  apps: say`apps`,
  groups: say`groups`,
  delete: say`delete`,
};

interface End {
  readonly icon: Shown;
  readonly word: Shown;
  readonly tone: Line['tone'];
}

const done: End = { icon: say`✔`, word: say`done`, tone: 'Good' };
const notDone: End = { icon: say`✖`, word: say`not done`, tone: 'Attention' };
const unclear: End = { icon: say`?`, word: say`unclear`, tone: 'Warning' };
const underWay: End = { icon: say`…`, word: say`under way`, tone: 'Accent' };
const toCome: End = { icon: say`…`, word: say`not yet`, tone: 'Default' };

/** A write that was begun and never confirmed is unclear once the change has ended: it may have arrived. */
function endOf(state: Step['state'] | undefined, ended: boolean): End {
  switch (state) {
    case 'confirmed':
      return done;
    case 'failed':
      return notDone;
    case 'unknown':
      return unclear;
    case 'intended':
    case 'sent':
      return ended ? unclear : underWay;
    case undefined:
      return ended ? notDone : toCome;
  }
}

function badness({ tone }: End): number {
  return tone === 'Attention' ? 2 : tone === 'Warning' ? 1 : 0;
}

/** Change numbers are names, not amounts: no thousands separator. */
export function ordinal(id: number): Shown {
  return shown(String(id));
}
