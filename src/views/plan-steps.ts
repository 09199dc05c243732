import type { Change, Step } from '../core/change';
import type { PlanPart } from '../core/plan';
import { line, lines, type Line, type Pen } from './pen';
import { variantTitle } from './plan-parts';
import { nothing, say, shown, type Shown } from './shown';

/** Every write the plan asks for, with what became of it. */
export function stepLines(pen: Pen, change: Change, steps: readonly Step[], ended: boolean): readonly Line[] {
  const several = change.plan.parts.length > 1;
  const all = change.plan.parts.flatMap((part) =>
    keysOf(pen, part, steps).map((key) => {
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
function keysOf(pen: Pen, part: PlanPart, steps: readonly Step[]): readonly string[] {
  const has = (kind: string) => part.changes.some((one) => one.kind === kind);
  const isNew = part.target.kind === 'new';
  const planned = part.operation
    ? part.operation.steps
    : part.act === 'delete'
      ? ['delete']
      : [
          ...(isNew ? ['create'] : settingKeys(pen, part)),
          ...(has('app') || has('appGroup') ? ['apps'] : []),
          ...(has('group') ? ['groups'] : []),
        ];
  return [...new Set([...planned, ...steps.filter((one) => one.part === part.key).map(({ key }) => key)])];
}

/** The grace period of a compliance policy is written by a call of its own. */
function settingKeys(pen: Pen, part: PlanPart): readonly string[] {
  const { settings } = pen.families.get(part.family) ?? {};
  const keys = part.changes.flatMap((one) => {
    if (one.kind !== 'setting') return [];
    return settings?.[one.setting]?.on[part.variant]?.action === undefined ? ['settings'] : ['actions'];
  });
  return [...new Set(keys)].sort().reverse();
}

const stepTitles: Readonly<Record<string, Shown>> = {
  actions: say`grace period`,
  create: say`create`,
  settings: say`settings`,
  apps: say`apps`,
  groups: say`groups`,
  delete: say`delete`,
  members: say`members`,
  wipe: say`wipe`,
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
const inIntune: End = { icon: say`…`, word: say`waits for Intune`, tone: 'Warning' };
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
    case 'waiting':
      return ended ? notDone : inIntune;
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
