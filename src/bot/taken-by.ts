import type { Change } from '../core/change';
import type { Families } from '../core/family';
import type { ChangeRequest, SingleRequest } from '../core/request';
import { sayTaken, type Setting } from '../core/setting';
import { saidValues } from './wrong-value';

/** What was meant to go on from a change and does not: what it does, what it sets, and what that takes. */
export function sayTakenBy(families: Families, { id, request, plan }: Change): string {
  const single = request.kind === 'several' ? request.requests : [request];
  const takes = [...new Set(single.flatMap((one) => takenBy(families, one)))].slice(0, 2);
  const names = [...new Set(plan.parts.map(({ target }) => target.name))].map((name) => `«${name}»`);
  const hint = takes.length > 0 ? takes.join(' ') : sayDoes(request.kind, id, listed(names, ' and '));
  return `I cannot read that as going on from change #${id}, so I did nothing. ${hint}`;
}

/** The values that a change may be gone on with: «make it Low». */
export function valuesFor(families: Families, { request }: Pick<Change, 'request'>): readonly string[] {
  const single = request.kind === 'several' ? request.requests : [request];
  return [...new Set(single.flatMap((one) => settingsOf(families, one)).flatMap(saidValues))];
}

function takenBy(families: Families, request: SingleRequest | ChangeRequest): readonly string[] {
  return settingsOf(families, request)
    .filter((setting) => 'values' in setting)
    .map((setting) => `«${setting.title}» takes ${sayTaken(setting)}.`);
}

function settingsOf(families: Families, request: SingleRequest | ChangeRequest): readonly Setting[] {
  if (!('settings' in request)) return [];
  const settings = families.get(request.family)?.settings ?? {};
  return Object.keys(request.settings ?? {}).flatMap((key) => settings[key] ?? []);
}

function sayDoes(kind: ChangeRequest['kind'], id: number, what: string): string {
  const does = deeds[kind];
  return does === undefined
    ? 'Say the whole of it in one sentence.'
    : `#${id} ${does(what)} Say the whole of what you want in one sentence.`;
}

/** What is gone on with, of the kinds that set no values. */
const deeds: Readonly<Partial<Record<ChangeRequest['kind'], (what: string) => string>>> = {
  assign: (what) => `says who has ${what}, and sets nothing: it takes other groups, such as «for Finance too».`,
  unassign: (what) => `says who has ${what}, and sets nothing: it takes other groups, such as «for Finance too».`,
  addApps: (what) => `says which apps ${what} covers, and sets nothing: it takes other apps, such as «for Word too».`,
  removeApps: (what) =>
    `says which apps ${what} covers, and sets nothing: it takes other apps, such as «for Word too».`,
  delete: (what) => `deletes ${what}, so there is nothing more to set.`,
  createGroup: () => 'makes a group, and sets nothing.',
  wipeAppData: () => 'wipes app data, and sets nothing.',
  revert: () => 'puts back what was there before.',
};

function listed(says: readonly string[], last = ' or '): string {
  return says.length > 1 ? `${says.slice(0, -1).join(', ')}${last}${says.at(-1)}` : says.join('');
}
