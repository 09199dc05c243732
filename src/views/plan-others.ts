import { objectsOf, type Change } from '../core/change';
import type { SettingChange } from '../core/difference';
import { objectOf, type Plan } from '../core/plan';
import { line, lines, type Line, type Pen } from './pen';
import { sayChange } from './plan-rows';
import { nothing, ordinal, say, type Shown } from './shown';

/** Other open changes on the same objects: named while this one can still be decided differently. */
export function otherLines(pen: Pen, change: Change, others: readonly Change[]): Line[] {
  if (change.status.kind !== 'needsApproval' && change.status.kind !== 'approved') return [];
  const draw = (other: Change) => line(sayOther(pen, change, other), 'Warning');
  return [...lines(others, pen.limits.lines, 'change', draw)];
}

/** «#141 by Ana Ruiz also sets Max allowed device threat level to Low». */
function sayOther(pen: Pen, change: Change, other: Change): Shown {
  const who = say`#${ordinal(other.id)} by ${pen.name(other.requestor.name)}${other.status.kind === 'needsApproval' ? nothing : say` (approved)`}`;
  const own = new Set(objectsOf(change));
  const mine = new Set(
    change.plan.parts.flatMap((part) => settingsIn(part.changes).map((one) => `${objectOf(part)} ${one.setting}`)),
  );
  const shared = other.plan.parts.filter((part) => own.has(objectOf(part)));
  const touching = shared.flatMap((part) =>
    settingsIn(part.changes)
      .filter((one) => mine.has(`${objectOf(part)} ${one.setting}`))
      .map((one) => sayChange(pen, part, one)),
  );
  const [clash] = touching;
  if (clash) return say`${who} also sets ${clash.name} to ${clash.after}`;
  const [part] = shared;
  const does = part?.act === 'delete' ? say`deletes` : say`also changes`;
  return say`${who} ${does} ${part ? pen.name(part.target.name) : say`the same object`}`;
}

function settingsIn(changes: Plan['parts'][number]['changes']): readonly SettingChange[] {
  return changes.filter((one) => one.kind === 'setting');
}
