import type { Mark } from '../words/lexicon';
import { typed, type Line } from './line';
import { amountAt, isoAt } from './times';
import type { Token } from '../text/tokens';

/** A stretch of tokens that is a name, and of what, when a word beside it says so. */
export interface Name {
  readonly to: number;
  readonly text: string;
  readonly mark?: Mark;
  readonly quoted: boolean;
  /** Looks like an id (MAM-Baseline, LAPTOP-0231) or was quoted: a name even without a word beside it. */
  readonly sure: boolean;
}

/** Finds names: in quotes, after or before a word such as «policy», addresses, ids with hyphens, capitals nobody knows. */
export function findNames(line: Line): ReadonlyMap<number, Name> {
  const names = new Map<number, Name>();
  let i = 0;
  while (i < line.tokens.length) {
    const name = nameAt(line, i, names);
    if (name) {
      names.set(i, name);
      i = name.to;
      continue;
    }
    i = Math.max(i + 1, skipTo(line, i));
  }
  return names;
}

/** A phrase is stepped over as a whole, unless a marked name starts inside it. */
function skipTo(line: Line, i: number): number {
  return line.at(i)?.to ?? i + 1;
}

function nameAt(line: Line, i: number, names: ReadonlyMap<number, Name>): Name | undefined {
  const token = line.tokens[i];
  if (!token) return undefined;
  if (token.kind === 'quoted')
    return { to: i + 1, text: token.text, quoted: true, sure: true, ...markOf(line, i, i + 1) };
  if (token.kind === 'email') {
    // «ana@contoso.com's phone»
    const [sign, s] = line.tokens.slice(i + 1, i + 3);
    const owns = /^['’]$/u.test(sign?.text ?? '') && !sign?.spaced && s?.key === 's' && !s.spaced;
    return { to: i + (owns ? 3 : 1), text: token.text, mark: 'user', quoted: false, sure: true };
  }
  if (token.key === '@') return mention(line, i);
  if (isoAt(line, i)) return undefined;
  if (token.kind !== 'word' && !(token.kind === 'number' && isCompound(line, i))) return undefined;
  const name =
    tailed(line, i) ?? marked(line, i, names) ?? beforeMark(line, i) ?? compound(line, i) ?? capitals(line, i);
  return name && possessive(ownerOf(line, i, name));
}

/** «Bob's iPhone» is Bob's, and an iPhone. */
function ownerOf(line: Line, i: number, name: Name): Name {
  const owner = line.tokens.findIndex(({ text }, k) => k >= i && k < name.to - 1 && /['’]s$/u.test(text));
  return owner < 0 || !line.at(owner + 1)?.meaning.platforms
    ? name
    : { ...name, to: owner + 1, text: typed(line, i, owner + 1) };
}

/** «Bob Smith's phone» is about Bob Smith. */
function possessive(name: Name): Name {
  const owner = /^(.+)['’]s$/u.exec(name.text)?.[1];
  return owner === undefined ? name : { ...name, text: owner, mark: 'user', sure: true };
}

/** «Office baseline», «Break glass»: capitals, and a small word that ends names. */
function tailed(line: Line, i: number): Name | undefined {
  if (line.flat || !isCapital(line.tokens[i]) || line.tokens[i]?.kind !== 'word' || isCompound(line, i))
    return undefined;
  let to = i + 1;
  while (isCapital(line.tokens[to]) && isNameWord(line.tokens[to]) && line.tokens[to]?.spaced) to++;
  const tail = line.tokens[to];
  if (!tail?.spaced || !nameTails.has(tail.key)) return undefined;
  // A verb that opens the sentence is no part of the name: «Delete Office baseline».
  if (i === 0 && line.at(i)?.meaning.verb) return undefined;
  return {
    to: to + 1,
    text: typed(line, i, to + 1),
    quoted: false,
    sure: tail.key === 'baseline',
    ...markOf(line, i, to + 1),
  };
}

/** What stands right before or right after says what it names. */
function markOf(line: Line, from: number, to: number): { mark?: Mark } {
  const mark = markBefore(line, from) ?? markAfter(line, to);
  return mark ? { mark } : {};
}

function markBefore(line: Line, from: number): Mark | undefined {
  let i = from - 1;
  if (/^(?:=|:|-)$/.test(line.tokens[i]?.key ?? '')) i--;
  for (let start = Math.max(0, i - 4); start <= i; start++) {
    const match = line.at(start);
    if (match?.to === i + 1 && match.meaning.marks) return match.meaning.marks;
  }
  return undefined;
}

function markAfter(line: Line, to: number): Mark | undefined {
  const match = line.at(to);
  return match?.meaning.marks && match.meaning.marks !== 'name' ? match.meaning.marks : undefined;
}

/** «@Megan Bowen»: capitals after the sign, or a quoted name. */
function mention(line: Line, i: number): Name | undefined {
  const next = line.tokens[i + 1];
  if (next?.key === 'warden') return undefined;
  if (next?.kind === 'quoted') return { to: i + 2, text: next.text, mark: 'user', quoted: true, sure: true };
  let to = i + 1;
  while (
    to < line.tokens.length &&
    to < i + 5 &&
    (to === i + 1 || isCapital(line.tokens[to])) &&
    isNameWord(line.tokens[to])
  )
    to++;
  if (to === i + 1) return undefined;
  return { to, text: typed(line, i + 1, to), mark: 'user', quoted: false, sure: true };
}

/** «policy BYOD iOS»: the run of name words after a mark. */
function marked(line: Line, i: number, names: ReadonlyMap<number, Name>): Name | undefined {
  const mark = markBefore(line, i);
  if (!mark || names.has(i)) return undefined;
  const first = line.tokens[i];
  if (!first || (!startsName(line, i) && !isCompound(line, i))) return undefined;
  if (plural.has(mark) && !isCompound(line, i) && !isCapital(first)) return undefined;
  // «the policy says …»
  if (mark === 'policy' && !line.flat && !isCompound(line, i) && !isCapital(first)) return undefined;
  if (amountAt(line, i)) return undefined;
  let to = isCompound(line, i) ? compoundEnd(line, i) : i + 1;
  while (to < line.tokens.length && continuesName(line, to) && !isAfterId(line, i, to))
    to = isCompound(line, to) ? compoundEnd(line, to) : to + 1;
  const match = line.at(i);
  if (to === i + 1 && !isCompound(line, i) && match && !match.mended) return undefined;
  // «device frobnicate DESKTOP-42» is a word too many, not a name.
  if (isMixed(line, i, to) || line.tokens[to]?.kind === 'quoted') return undefined;
  if (!isCompound(line, i) && allTargets(line, i, to)) return undefined;
  return { to, text: typed(line, i, to), mark, quoted: false, sure: isCompound(line, i) };
}

/** «device DESKTOP-101 flagged …»: an id ends where small words begin. */
function isAfterId(line: Line, first: number, at: number): boolean {
  return !line.flat && isCompound(line, first) && !isCapital(line.tokens[at]) && !line.at(at)?.meaning.platforms;
}

/** Begins small and goes on with capitals: two things, not one name. */
function isMixed(line: Line, from: number, to: number): boolean {
  const [first, ...rest] = line.tokens.slice(from, to);
  return !line.flat && !isCapital(first) && rest.some(isCapital);
}

function startsName(line: Line, i: number): boolean {
  const token = line.tokens[i];
  if (!isNameWord(token)) return false;
  const match = line.at(i);
  if (!match) return true;
  if (match.mended?.has(i)) return isCapital(token) && !line.flat;
  return (!line.flat && isCapital(token)) || match.meaning.platforms !== undefined || match.meaning.apps !== undefined;
}

function continuesName(line: Line, i: number): boolean {
  const token = line.tokens[i];
  if (!isNameWord(token) || !token?.spaced) return false;
  const match = line.at(i);
  if (
    match?.meaning.marks &&
    !(kinds.has(match.meaning.marks) && (isInside(line, i) || /^device/.test(match.meaning.marks)))
  )
    return false;
  if (!line.flat && isCapital(token)) return true;
  if (!match) return true;
  return match.meaning.platforms !== undefined || match.meaning.apps !== undefined;
}

/** What a group may be of: «the Mac Users group». */
const kinds: ReadonlySet<Mark> = new Set(['device', 'devices', 'user', 'users']);

/** «the Exec Laptops group», «the Win-Prod compliance policy»: a run that ends at a mark. */
function beforeMark(line: Line, i: number): Name | undefined {
  const before = line.tokens[i - 1];
  const afterArticle = before !== undefined && nameOpeners.has(before.key);
  const first = line.tokens[i];
  if (!first || adjectives.has(first.key)) return undefined;
  const compoundFirst = isCompound(line, i);
  if (!compoundFirst && !startsName(line, i)) return undefined;
  if (!compoundFirst && line.at(i) && !afterArticle && !isShortName(line, i)) return undefined;
  let to = compoundFirst ? compoundEnd(line, i) : i + 1;
  for (let words = 1; words < 7; words++) {
    const mark = isInside(line, to) ? undefined : line.at(to)?.meaning.marks;
    if (mark && mark !== 'name' && line.tokens[to]?.spaced) {
      const isGroup = mark === 'group' || mark === 'groups';
      const capital = !line.flat && isCapital(first);
      if (!compoundFirst && allKnown(line, i, to) && !(isGroup && capital && afterArticle)) return undefined;
      if (!compoundFirst && !capital && !definite.has(before?.key ?? '')) return undefined;
      if (isMixed(line, i, to)) return undefined;
      // «to Test Devices» is a group of that name.
      if (!line.flat && isKind(line, to) && aims.has(before?.text ?? '')) return undefined;
      // «the retention policy» is some policy, «the Retention policy» one of that name.
      if (mark === 'policy' && !compoundFirst && !capital) return undefined;
      // «… policy "X"»: the word is about the name behind it.
      if (line.tokens[line.at(to)?.to ?? to + 1]?.kind === 'quoted') return undefined;
      return { to, text: typed(line, i, to), mark, quoted: false, sure: compoundFirst };
    }
    if (!continuesName(line, to)) return undefined;
    to = isCompound(line, to) ? compoundEnd(line, to) : to + 1;
  }
  return undefined;
}

/** «AV Servers EU policy»: a short name in capitals that goes on with somebody's own word. */
function isShortName(line: Line, i: number): boolean {
  const [token, next] = [line.tokens[i], line.tokens[i + 1]];
  if (line.flat || !/^\p{Lu}{2,4}$/u.test(token?.text ?? '') || !line.at(i)?.meaning.families) return false;
  return isNameWord(next) && isCapital(next) && next?.spaced === true && !line.at(i + 1);
}

/** «the Test Devices group»: a noun in capitals, right before the one that says what is named. */
function isInside(line: Line, i: number): boolean {
  const [match, token] = [line.at(i), line.tokens[i]];
  const after = match && line.at(match.to)?.meaning.marks;
  return !line.flat && isCapital(token) && match?.to === i + 1 && (after === 'group' || after === 'policy');
}

/** «MAM-Baseline», «LAPTOP-0231»: words joined by hyphens that are no phrase of ours. */
function compound(line: Line, i: number): Name | undefined {
  if (!isCompound(line, i)) return undefined;
  let to = compoundEnd(line, i);
  while (to < line.tokens.length && isCapital(line.tokens[to]) && !line.flat && !line.at(to) && line.tokens[to]?.spaced)
    to++;
  return { to, text: typed(line, i, to), quoted: false, sure: true, ...markOf(line, i, to) };
}

/** True where hyphens make a name of what follows: not «report-only», not «high-risk». */
function isCompound(line: Line, i: number): boolean {
  if (line.tokens[i + 1]?.joined !== true || line.tokens[i]?.joined !== false) return false;
  const to = compoundEnd(line, i);
  const parts = line.tokens.slice(i, to);
  const capitals = !line.flat && parts.every(isCapital);
  const phrase = line.at(i);
  // «MDE-Managed» is somebody's group, «MDE-managed» says who manages.
  if (phrase && !phrase.mended && phrase.to >= to)
    return capitals && phrase.to === to && phrase.meaning.word?.startsWith('managed:') === true;
  // «6-digit», «2-week» are amounts.
  if (
    (parts[0]?.kind === 'number' || amountAt(line, i)) &&
    parts.slice(1).every(({ text }) => text === text.toLowerCase())
  )
    return false;
  const small = line.flat || parts.every((part, k) => k === 0 || !isCapital(part));
  return !(small && !parts.some(({ kind }) => kind === 'number') && tiles(line, i, to));
}

/** Capitals in the middle of a sentence that nobody knows: «to Sales», «VIP Assistants». */
function capitals(line: Line, i: number): Name | undefined {
  if (line.flat || !isCapital(line.tokens[i]) || !isNameWord(line.tokens[i])) return undefined;
  const aimed = aimedAt(line, i);
  if (aimed) return aimed;
  const match = line.at(i);
  const opensAll = match?.meaning.word === 'all' && i > 0 && isCapital(line.tokens[i + 1]);
  if (match && !opensAll) return undefined;
  let to = i + 1;
  for (let next = capitalFrom(line, to); next !== undefined; next = capitalFrom(line, to)) to = next + 1;
  return { to, text: typed(line, i, to), quoted: false, sure: false, ...markOf(line, i, to) };
}

/** «to First Line Workers», «from IT»: right behind «to» and the like, capitals stand for somebody, whatever else they mean. */
function aimedAt(line: Line, i: number): Name | undefined {
  const prep = line.tokens[i - 1]?.text ?? '';
  if (!aims.has(prep)) return undefined;
  let to = i + 1;
  while (isCapital(line.tokens[to]) && line.tokens[to]?.kind === 'word' && line.tokens[to]?.spaced) to++;
  const named =
    to === i + 1
      ? isAlone(line, i)
      : (prep !== 'for' || !isKind(line, to - 1)) && (isStrange(line, i, to) || isAssignee(line, i));
  return named ? { to, text: typed(line, i, to), quoted: false, sure: false, ...markOf(line, i, to) } : undefined;
}

/** «assign … to MDE Laptops»: where something is assigned to, several words in capitals are a group, unless they say all. */
function isAssignee(line: Line, i: number): boolean {
  const prep = line.tokens[i - 1]?.text;
  const verbs = prep === 'to' || prep === 'onto' ? ['assign'] : prep === 'from' ? ['unassign'] : [];
  if (line.at(i)?.meaning.everyone || line.at(i)?.meaning.word === 'all') return false;
  return line.tokens.slice(0, i).some((_, k) => verbs.includes(line.at(k)?.meaning.verb?.id ?? ''));
}

/** A word that only goes along with something («Partners», «Security», a slip of «directories»), or the department. */
function isAlone(line: Line, i: number): boolean {
  const match = line.at(i);
  if (line.tokens[i]?.text === 'IT') return true;
  if (!match || match.to !== i + 1 || !/^\p{Lu}/u.test(line.tokens[i]?.text ?? '')) return false;
  const { fills, word, ...rest } = match.meaning;
  if (line.tokens[i - 1]?.text === 'and' || Object.values(rest).some((meaning) => meaning !== undefined)) return false;
  return fills !== undefined ? word === undefined : word?.startsWith('noun:') === true;
}

/** One of the words in capitals is nobody's, and none of them says what is named, except «… Devices», «… Staff» at the end. */
function isStrange(line: Line, from: number, to: number): boolean {
  let strange = false;
  for (let i = from; i < to;) {
    const match = line.at(i);
    const kind = i > from && i === to - 1 && isKind(line, i);
    if (match && match.to > to) return false;
    if (!match || line.tokens[i]?.text === 'IT' || (kind && !line.at(from)?.meaning.platforms)) strange = true;
    if (match?.meaning.marks && !kind) return false;
    i = match?.to ?? i + 1;
  }
  return strange;
}

function isKind(line: Line, i: number): boolean {
  return /^(?:Devices|Users|Staff|People|Machines|Computers)$/.test(line.tokens[i]?.text ?? '');
}

const aims = new Set(['to', 'from', 'for', 'off', 'onto', 'exclude', 'excluding', 'except', 'and']);

/** Where a name goes on: at a capital, or behind the small words of surnames: «Ana da Silva», «Mia van den Berg». */
function capitalFrom(line: Line, from: number): number | undefined {
  let i = from;
  while (surnameWords.has(line.tokens[i]?.text ?? '') && line.tokens[i]?.spaced && i < from + 2) i++;
  const token = line.tokens[i];
  return token?.spaced && isCapital(token) && isNameWord(token) ? i : undefined;
}

function tiles(line: Line, from: number, to: number): boolean {
  for (let i = from; i < to;) {
    const match = line.at(i);
    if (!match) return false;
    i = match.to;
  }
  return true;
}

function allKnown(line: Line, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const match = line.at(i);
    // «the Office policy»: alone, an everyday word is no app.
    if (!match || match.mended?.has(i) || (match.meaning.weak && match.meaning.apps)) return false;
  }
  return true;
}

/** «MAM policy Outlook Android»: apps and platforms only are no name. */
function allTargets(line: Line, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const m = line.at(i)?.meaning;
    if (!m?.platforms && !m?.apps) return false;
  }
  return true;
}

function compoundEnd(line: Line, i: number): number {
  let to = i + 1;
  while (line.tokens[to]?.joined || (to > i + 1 && clings(line, to))) to++;
  return to;
}

/** «LAPTOP-00I»: digits and letters without anything between them. */
function clings(line: Line, i: number): boolean {
  const [before, token] = [line.tokens[i - 1], line.tokens[i]];
  return (token?.kind === 'word' || token?.kind === 'number') && token.at === before?.end && before.kind === 'number';
}

function isCapital(token: Token | undefined): boolean {
  return (
    token !== undefined && (/^\P{L}*\p{Lu}/u.test(token.text) || token.kind === 'number' || /\p{Lu}/u.test(token.text))
  );
}

function isNameWord(token: Token | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'number';
}

/** Small words within people's names. */
const surnameWords = new Set('da das de del den der di do dos du la le van von zu zur ter ten bin al el'.split(' '));
/** Small words that end a name. */
const nameTails = new Set(['baseline', 'glass']);
/** «devices two …»: after a plural only capitals or ids are names. */
const plural: ReadonlySet<Mark> = new Set(['groups', 'devices', 'users']);
const definite = new Set(['the', 'our']);
const nameOpeners = new Set([
  'the',
  'our',
  'to',
  'from',
  'for',
  'in',
  'of',
  'off',
  'on',
  'at',
  'with',
  'and',
  'exclude',
  'excluding',
]);
const adjectives = new Set([
  'security',
  'dynamic',
  'entra',
  'azure',
  'aad',
  'new',
  'microsoft',
  'm365',
  'distribution',
  'assigned',
  'a',
  'an',
  'the',
]);

/** «LAPTOP-0231»: capitals and hyphens all through. */
export function looksLikeDevice(text: string): boolean {
  return /^[A-Z0-9]+(?:-[A-Z0-9]+)+$/.test(text);
}
