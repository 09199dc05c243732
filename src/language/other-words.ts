import { platforms, platformTitles } from '../core/family';
import type { Reading, Request } from '../core/request';
import { nearNames } from './names';
import type { SpokenApp, SpokenFamily } from './vocabulary';

/** What a word that was mended may have been meant for instead: others of the sort that it was read as. */
export function otherWords(
  vocabulary: { readonly families: ReadonlyMap<string, SpokenFamily>; readonly apps: readonly SpokenApp[] },
  requests: readonly Request[],
  { typed, read }: Reading,
): readonly string[] {
  const [values] = requests.flatMap((request) => valuesLike(vocabulary.families, request, read));
  if (values) return values.filter((value) => value !== read);
  const titles = platforms.map((platform) => platformTitles[platform]);
  if (titles.includes(read)) return titles.filter((title) => title !== read);
  const names = vocabulary.apps.map(({ name }) => shortNameOf(name));
  return names.includes(read) ? nearNames(typed, names).near.filter((name) => name !== read) : [];
}

/** The sentence with another word in that place; undefined when it is not there. */
export function withOtherWord(sentence: string, typed: string, other: string): string | undefined {
  const pattern = typed.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const whole = new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'iu');
  return whole.test(sentence) ? sentence.replace(whole, () => other) : undefined;
}

/** All values of the setting whose value is called so. */
function valuesLike(
  families: ReadonlyMap<string, SpokenFamily>,
  request: Request,
  read: string,
): readonly (readonly string[])[] {
  if (!('settings' in request) || !('family' in request)) return [];
  const family = families.get(request.family);
  return Object.entries(request.settings ?? {}).flatMap(([key, value]) => {
    const setting = family?.settings[key];
    if (setting?.kind !== 'choice' || setting.values[String(value)]?.say !== read) return [];
    return [Object.values(setting.values).map(({ say }) => say)];
  });
}

/** As people and cards call an app. */
export function shortNameOf(name: string): string {
  return name.replace(/^Microsoft (?=[A-Z][a-z])/, '').replace(/ \(.*\)$/, '');
}
