import type { DecisionRequest } from '../../core/request';
import type { Item } from '../line/items';
import { anyFamily } from '../words/lexicon';
import { itemsOf } from '../line/items';
import { typed } from '../line/line';
import type { Part, Read } from '../sentence';

/** «approve 142, looks good», «reject #145 - wrong group», «cancel it»: what follows the comma or dash is the reason. */
export function readDecision(whole: Part): Read | undefined {
  const part = behindChat({ ...whole, from: correctedFrom(whole) });
  const head = headOf(part);
  if (!head) return undefined;
  const items = itemsOf({ sentence: part.sentence, from: part.from, to: head.end }, anyFamily);
  if (!items) return undefined;
  const changes: (number | 'last')[] = [];
  let named = false;
  let correcting = false;
  let verbs = 0;
  for (const item of items) {
    const m = item.meaning;
    const number = item.change ?? numberOf(part, item);
    if (number !== undefined) {
      if (correcting) changes.pop();
      changes.push(number);
      correcting = false;
    } else if (m?.corrects) correcting = changes.length > 0;
    else if (m?.word === 'last' || m?.word === 'latest') changes.push('last');
    else if (m?.word === 'noun:change' || m?.word === 'noun:changes') named = true;
    else if (m?.verb && decisions.has(m.verb.id)) verbs += 1;
    else if (!isFiller(item)) return undefined;
  }
  if (verbs > 1) return undefined;
  if (changes.includes('last') && (!named || changes.length > 1)) return undefined;
  const requests = (changes.length > 0 ? changes : [undefined]).map((change) => ({
    kind: head.kind,
    ...(change !== undefined ? { change } : {}),
    ...(head.reason ? { justification: head.reason } : {}),
  }));
  return { requests, question: null, reader: head.kind, items };
}

/** «lgtm, approve», «no, reject it»: the chat before a decision. */
function behindChat(part: Part): Part {
  const { line } = part.sentence;
  let from = part.from;
  while (part.previous === undefined && from < part.to && chat.has(line.tokens[from]?.key ?? '')) from++;
  return decisions.has(line.at(from)?.meaning.verb?.id ?? '') ? { ...part, from } : part;
}

const chat = new Set(
  'yes yep yeah no nope ok okay sure lgtm agreed fine great perfect good looks to me all , . -'.split(' '),
);

/** «reject 418, no wait, approve 418»: what was decided first does not count. */
function correctedFrom({ sentence: { line, corrections }, from, to }: Part): number {
  let start = from;
  for (const [at, end] of corrections) {
    const again = at > from && end < to && decisions.has(line.at(end)?.meaning.verb?.id ?? '');
    if (again && decisions.has(line.at(start)?.meaning.verb?.id ?? '')) start = end;
  }
  return start;
}

/** A change's number is written in digits: «that one» is none. */
function numberOf({ sentence: { line } }: Part, { from, number, unit }: Item): number | undefined {
  return unit === undefined && line.tokens[from]?.kind === 'number' ? number : undefined;
}

function isFiller({ meaning }: Item): boolean {
  if (!meaning) return false;
  if (meaning.noise || meaning.joins || meaning.verb?.id === 'on') return true;
  return meaning.word !== undefined && fillers.has(meaning.word);
}

const decisions = new Set(['approve', 'reject', 'cancel']);
const fillers = new Set([
  'it',
  'my',
  'number',
  'i',
  ',',
  '.',
  ':',
  '-',
  'both',
  'them',
  '?',
  'this',
  'that',
  '(',
  'plan',
  'yes',
  'of',
  'here',
]);

interface Head {
  readonly kind: DecisionRequest['kind'];
  readonly end: number;
  readonly reason?: string;
}

/** The decision up to the mark after which the reason stands. */
function headOf({ sentence: { line }, from, to }: Part): Head | undefined {
  let kind: Head['kind'] | undefined;
  let numbers = 0;
  for (let i = from; i < to;) {
    const match = line.at(i);
    const m = match?.meaning;
    const token = line.tokens[i];
    if (!kind) {
      const id = m?.verb?.id;
      if (m?.verb?.form === 'base' && (id === 'approve' || id === 'reject' || id === 'cancel')) kind = id;
      else if (!m?.noise && m?.word !== ',' && m?.word !== 'i' && token?.key !== 'yes') return undefined;
    } else if (token?.kind === 'number' || token?.kind === 'change' || m?.word === 'it' || m?.word === 'last')
      numbers += 1;
    else if (
      m?.word === 'because' ||
      (m?.word === 'since' && line.at(match?.to ?? i + 1)?.meaning.word !== undefined)
    ) {
      return { kind, end: trimmed(line, from, i), ...reasonOf(typed(line, match?.to ?? i + 1, to)) };
    } else if (
      numbers > 0 &&
      m &&
      (m.word === ',' || m.word === '-' || m.word === ':' || m.word === '.' || m.word === '(')
    ) {
      const next = line.at(match.to)?.meaning;
      const more = line.tokens[match.to];
      const list = more?.kind === 'number' || more?.kind === 'change' || next?.joins !== undefined || next?.corrects;
      if (!list) return { kind, end: i, ...reasonOf(typed(line, match.to, to)) };
    }
    i = match?.to ?? i + 1;
  }
  return kind ? { kind, end: to } : undefined;
}

function trimmed(line: Part['sentence']['line'], from: number, to: number): number {
  let end = to;
  while (end > from && /^[,;:(.-]$/.test(line.tokens[end - 1]?.key ?? '')) end--;
  return end;
}

/** A reason without the politeness around it; none when only politeness is left. */
export function reasonOf(text: string): { reason?: string } {
  const reason = text
    .replace(/^[\s:=-]+/, '')
    .replace(/^(?:because|reason|justification)\s*[:=-]?\s+/i, '')
    .replace(/(?:^|[\s,;.-]+)(?:please|pls|thanks|thank you|thx|cheers|ty)[\s.!)]*$/i, '')
    .replace(/[\s.!,;)]+$/, '')
    .trim();
  return reason === '' ? {} : { reason };
}
