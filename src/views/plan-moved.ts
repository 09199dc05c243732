import type { Change } from '../core/change';
import type { Family } from '../core/family';
import type { Moved } from '../core/drift';
import { sayValue, type Value } from '../core/setting';
import { first } from './limits';
import { line, lines, type Line, type Pen } from './pen';
import { listed, nothing, say, type Shown } from './shown';

/** What others changed in the tenant between the plan and its apply, in people's words. */

/** What moved meanwhile without concerning the change: told, not touched. */
export function driftDetails(pen: Pen, change: Change, drift: readonly string[]): readonly Shown[] {
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

export function movedLines(pen: Pen, change: Change, moved: readonly Moved[]): readonly Line[] {
  return lines(moved, pen.limits.lines, 'difference', (one) => {
    const { what, expected, found } = inWords(pen, change, one);
    const where = one.of === undefined ? nothing : say`${pen.name(one.of)} · `;
    return line(say`${where}${what}: expected ${expected}, found ${found}`, 'Warning');
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
