import type { Value } from '../../core/setting';
import { openNouns, type Bound, type Noun } from './binding';
import { filled, type Draft } from './draft';

/** «on the public profile», «for compliance»: what tells settings of the same words apart. */
export function takeAxis(d: Draft, name: string, values: readonly string[]): boolean {
  const known = Object.keys(d.family.spoken.axes?.[name]?.values ?? {});
  if (values.some((value) => !known.includes(value))) return false;
  if (d.binding.correcting) for (const said of d.axes.values()) said.delete(name);
  const { segment } = d.binding;
  const here = d.axes.get(segment) ?? new Map<string, readonly string[]>();
  here.set(name, [...new Set([...(here.get(name) ?? []), ...values])]);
  d.axes.set(segment, here);
  return filled(d, undefined);
}

export interface Resolved {
  readonly settings: ReadonlyMap<string, Value>;
  /** A setting still waits for its value. */
  readonly open: boolean;
  /** The axis that has to be asked for first. */
  readonly axis?: string;
}

/** The settings by key; undefined when two values meet in one of them or something was said on an axis for nothing. */
export function settingsOf(d: Draft): Resolved | undefined {
  const settings = new Map<string, Value>();
  const breadth = new Map<string, number>();
  const used = new Set<string>();
  let open = openNouns(d.binding).length > 0;
  let axis: string | undefined;
  for (const bound of d.binding.bound) {
    const picked = pick(d, bound, used);
    if (!picked) return undefined;
    if (picked.unsaid !== undefined) {
      open = true;
      axis ??= picked.unsaid;
      continue;
    }
    for (const [key, value] of picked.values) {
      const setting = d.family.settings[key];
      if ((setting?.only !== undefined && setting.only !== value) || (setting?.ofNew && d.act === 'set'))
        return undefined;
      const before = settings.get(key);
      // «web protection without VPN»: the narrower one counts.
      const narrower = (breadth.get(key) ?? 0) > bound.values.size;
      if (before !== undefined && String(before) !== String(value) && !narrower) return undefined;
      settings.set(key, value);
      breadth.set(key, bound.values.size);
    }
  }
  return d.binding.bound.length > 0 && !allUsed(d, used)
    ? undefined
    : { settings, open, ...(axis === undefined ? {} : { axis }) };
}

/** Those of a noun's settings that lie where the axes say, or the axis that has to be asked for; undefined for none. */
function pick(
  d: Draft,
  { noun, values }: Bound,
  used: Set<string>,
): { readonly values: ReadonlyMap<string, Value>; readonly unsaid: string | undefined } | undefined {
  const { settings, axes = {} } = d.family.spoken;
  const said = axesFor(d, noun.segment);
  const picked = new Map<string, Value>();
  let unsaid: string | undefined;
  for (const [key, value] of values) {
    const picks = Object.entries(settings[key]?.picks ?? {});
    for (const [axis] of picks) {
      const here = said.get(axis);
      if (here) used.add(placeOf(here.segment, axis));
    }
    if (!picks.every(([axis, want]) => said.get(axis)?.values.includes(want) ?? true)) continue;
    picked.set(key, value);
    const missing = picks.find(([axis]) => !said.has(axis) && axes[axis]?.unsaid === 'ask')?.[0];
    if (values.size > 1) unsaid ??= missing;
  }
  return picked.size === 0 ? undefined : { values: picked, unsaid };
}

/** What was said on an axis must be about some setting: «… for compliance and for app protection» are two. */
function allUsed(d: Draft, used: ReadonlySet<string>): boolean {
  return [...d.axes].every(([segment, said]) => [...said.keys()].every((axis) => used.has(placeOf(segment, axis))));
}

function placeOf(segment: number, axis: string): string {
  return `${segment} ${axis}`;
}

interface Said {
  readonly segment: number;
  readonly values: readonly string[];
}

/** What was said on each axis in a part; else in the nearest part before it, else after it. */
function axesFor(d: Draft, segment: number): ReadonlyMap<string, Said> {
  const out = new Map<string, Said>();
  for (const axis of Object.keys(d.family.spoken.axes ?? {})) {
    const parts = [...d.axes].filter(([, said]) => said.has(axis));
    const here = parts.findLast(([at]) => at <= segment) ?? parts[0];
    const values = here?.[1].get(axis);
    if (here && values) out.set(axis, { segment: here[0], values });
  }
  return out;
}

/** Which settings of a noun are meant where an axis was said: of all profiles the public one. */
export function keysMeant(d: Draft, noun: Noun): readonly string[] {
  const said = axesFor(d, noun.segment);
  const meant = noun.keys.filter((key) =>
    Object.entries(d.family.spoken.settings[key]?.picks ?? {}).every(
      ([axis, want]) => said.get(axis)?.values.includes(want) ?? true,
    ),
  );
  return meant.length > 0 ? meant : noun.keys;
}
