import { plain } from './going-on';
import type { Reader } from './parse';

/** «why is the first one noncompliant?», «sync number 3»: a place in the list that was shown last. */

export interface Listed {
  readonly noun: 'device' | 'policy' | 'change';
  readonly names: readonly string[];
}

/** From 0; `last` is the last one shown. Undefined when a text speaks of no place in a list. */
export function placeIn(text: string): number | 'last' | undefined {
  const found = place.exec(text)?.groups;
  if (!found) return undefined;
  const { word = '', nth, number } = found;
  if (word.toLowerCase() === 'last') return 'last';
  return word === '' ? Number(nth ?? number) - 1 : ordinals.indexOf(word.toLowerCase());
}

export function nameAt({ names }: Listed, at: number | 'last'): string | undefined {
  const name = names.at(at === 'last' ? -1 : at);
  return name === undefined || /["“”«»\n]/.test(name) ? undefined : name;
}

/** «and the second?» goes on from a question about the first. */
export function isNextOne(text: string): boolean {
  return (
    /^(?:and|what about|how about)\s/i.test(plain(text)) && plain(text).replace(place, '').split(/\s+/).length <= 3
  );
}

/** The text with the name of what stands at its place; undefined where that makes no request of it. */
export function withPlaceNamed(reader: Reader, listed: Listed, text: string): string | undefined {
  const at = placeIn(text);
  const name = at === undefined ? undefined : nameAt(listed, at);
  if (name === undefined) return undefined;
  const thing = listed.noun === 'change' ? `change ${name}` : `${listed.noun} "${name}"`;
  const said = plain(text).replace(place, thing);
  const asks = said.toLowerCase().endsWith(thing.toLowerCase()) ? aboutIt(said.slice(0, -thing.length), thing) : [];
  return [said, ...asks].find((one) => isAbout(reader, one, name));
}

/** «why the third?», «more about the first one», «the second». */
function aboutIt(before: string, thing: string): readonly string[] {
  if (/^(?:and |but )?why(?: is| about)?\s*$/i.test(before)) return [`why is ${thing} noncompliant?`];
  const shows =
    /^(?:and |now )?(?:(?:what|how) about|what is|what's|show(?: me)?|open|see|explain|tell me(?: more)? about|more(?: on| about| of)?|details?(?: of| on| about| for)?)?\s*$/i;
  return shows.test(before) ? [`show ${thing}`] : [];
}

function isAbout(reader: Reader, text: string, name: string): boolean {
  const { requests, question } = reader.parse(text);
  const number = /^#(\d+)$/.exec(name)?.[1];
  const wanted = number === undefined ? JSON.stringify(name) : `:${number}`;
  return requests.length === 1 && !question && JSON.stringify(requests).includes(wanted);
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

const one = String.raw`(?: (?:one|device|laptop|phone|machine|computer|policy|entry|item|row))?(?: (?:of (?:them|these|those)|(?:in|on|of) (?:the|that|this) list))?`;
/** «the last week» is no place, and «the last change» has a meaning of its own. */
const ends = String.raw`(?=\s*(?:$|[?!.,]|(?:is|are|isn't|not|noncompliant|non|out|from|because|and|for|to|until|too|please|again)\b))`;
const place = new RegExp(
  String.raw`(?<![\p{L}\p{N}"'’-])(?:(?:the|that) (?<word>${ordinals.join('|')}|last)|(?:the )?(?<nth>\d{1,2})(?:st|nd|rd|th)|(?:number|no\.|nr\.?|item|row|entry) (?<number>\d{1,2}))${one}${ends}`,
  'iu',
);
