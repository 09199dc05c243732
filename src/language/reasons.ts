import type { ChangeRequest } from '../core/request';
import { reasonOf } from './acts/decisions';
import { typed } from './line/line';
import { momentAt } from './line/times';
import type { Part, Sentence } from './sentence';

/** «… because nobody uses it»: reasons are free text, kept as typed. */

/** Where free text begins in what follows: at «because», or at a decision, behind which a reason may stand. */
export function freeTextFrom({ line, names }: Sentence, from: number): number | undefined {
  let lead = true;
  for (let i = from; i < line.tokens.length; i = names.get(i)?.to ?? line.at(i)?.to ?? i + 1) {
    const m = names.has(i) ? undefined : line.at(i)?.meaning;
    if (isReason(line, i, m?.word)) return i;
    const id = m?.verb?.id;
    if (lead && (id === 'approve' || id === 'reject' || id === 'cancel')) return i;
    if (!m?.noise && m?.word !== ',') lead = false;
  }
  return undefined;
}

/** «because …», «since it is too broad»; «since Monday» is a time. */
function isReason(line: Sentence['line'], i: number, word: string | undefined): boolean {
  if (word === 'because') return true;
  return (
    word === 'since' &&
    /^(?:it|we|they|he|she|the|this|that|there|nobody|everybody|our|i)$/.test(line.tokens[i + 1]?.key ?? '') &&
    !momentAt(line, i + 1)
  );
}

/** «because of the audit» keeps «of the audit», as typed; told and kept without a sentence around it, it is «the audit». */
export function plainReason(justification: string): string {
  return justification.replace(/^of (?!course\b)/i, '');
}

export function withPlainReason(request: ChangeRequest): ChangeRequest {
  const { justification: reason } = request;
  const told = reason === undefined ? request : { ...request, justification: plainReason(reason) };
  // Each of the requests stays of its kind.
  return told.kind === 'several'
    ? { ...told, requests: told.requests.map((one) => withPlainReason(one) as typeof one) }
    : told;
}

export interface Justified {
  readonly body: Part;
  readonly reason?: string;
}

/** Cuts off «because …»; at the start it goes to the first comma. */
export function withoutReason(part: Part): Justified {
  const { line, names } = part.sentence;
  for (let i = part.from; i < part.to; i = names.get(i)?.to ?? line.at(i)?.to ?? i + 1) {
    const match = names.has(i) ? undefined : line.at(i);
    if (!match || !isReason(line, i, match.meaning.word)) continue;
    let start = match.to;
    while (/^[:=-]$/.test(line.tokens[start]?.key ?? '')) start++;
    return i > part.from ? behind(part, i, start) : before(part, start);
  }
  return { body: part };
}

function behind(part: Part, at: number, start: number): Justified {
  const { line } = part.sentence;
  let end = at;
  while (end > part.from && /^[,;:(.-]$/.test(line.tokens[end - 1]?.key ?? '')) end--;
  return { body: { ...part, to: end }, ...reasonOf(typed(line, start, part.to)) };
}

function before(part: Part, start: number): Justified {
  const { line } = part.sentence;
  const comma = line.tokens.findIndex(({ key }, k) => k > start && k < part.to && key === ',');
  if (comma < 0) return { body: part };
  return { body: { ...part, from: comma + 1 }, reason: typed(line, start, comma) };
}
