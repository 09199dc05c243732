import type { Request } from '../core/request';
import { readAct } from './acts';
import { bagOf } from './bag';
import { readDecision, reasonOf } from './decisions';
import { typed } from './line';
import { readOperation } from './operations';
import { joinSets, readChange, readElliptic } from './read-change';
import { moodOf } from './mood';
import { isShown, readQuery } from './queries';
import { readAlert } from './alerts';
import { readHelp } from './help';
import type { Part, Read, Sentence } from './sentence';

/** Cuts a sentence into parts that are requests of their own: as few as it can be read in. */
export function readClauses(sentence: Sentence): readonly Read[] {
  const cuts = cutsOf(sentence);
  const { length } = sentence.line.tokens;
  let budget = 80;
  const help = readHelp({ sentence, from: 0, to: length, previous: undefined });
  if (help) return [help];
  const whatIf = whatIfStart(sentence);
  const reads = readFrom(whatIf ?? 0, undefined) ?? [];
  if (whatIf === undefined) return reads;
  const requests = joinSets(reads.flatMap((read) => read.requests)).filter(isChange);
  if (requests.length === 0 || reads.some((read) => !read.requests.every(isChange))) return [];
  return [
    {
      requests: [{ kind: 'whatIf', requests }],
      question: reads.find(({ question }) => question)?.question ?? null,
      reader: 'whatIf',
      items: reads.flatMap(({ items }) => items),
    },
  ];

  function readFrom(from: number, previous: Read | undefined): readonly Read[] | undefined {
    const later = cuts.filter(({ at }) => at > from).map(({ at }) => at);
    const free = freeTextFrom(sentence, from);
    // A reason goes on until something that is a request again; all else takes as much as it can.
    const ends =
      free === undefined
        ? [length, ...[...later].reverse()]
        : [...later.filter((at) => at > free), length, ...later.filter((at) => at <= free).reverse()];
    for (const to of ends) {
      if (budget-- <= 0) return undefined;
      const read = readPart({ sentence, from, to, previous }, whatIf !== undefined);
      if (!read) continue;
      const next = cuts.find(({ at }) => at === to)?.next;
      if (next === undefined || next >= length) return [read];
      const rest = readFrom(next, read);
      if (rest) return [read, ...rest];
    }
    return undefined;
  }
}

function isChange(request: Request): request is Extract<Request, { kind: 'whatIf' }>['requests'][number] {
  return changes.has(request.kind);
}

const changes = new Set([
  'set',
  'create',
  'assign',
  'unassign',
  'addApps',
  'removeApps',
  'delete',
  'createGroup',
  'wipeAppData',
  'syncDevice',
  'revert',
]);

interface Cut {
  readonly at: number;
  readonly next: number;
}

/** Where one request may end and another begin: at «and», «then», commas, stops. */
function cutsOf({ line, names, corrections }: Sentence): readonly Cut[] {
  const cuts: Cut[] = [];
  for (let i = 0; i < line.tokens.length;) {
    const name = names.get(i);
    const match = line.at(i);
    const corrected = corrections.get(i);
    const to = corrected ?? name?.to ?? match?.to ?? i + 1;
    const m = name || corrected !== undefined ? undefined : match?.meaning;
    if (
      m &&
      i > 0 &&
      (m.joins ||
        m.word === ',' ||
        m.word === ';' ||
        m.word === '.' ||
        m.word === '-' ||
        m.word === '...' ||
        m.word === '?' ||
        m.word === 'but')
    ) {
      const last = cuts.at(-1);
      if (last && last.next === i) cuts[cuts.length - 1] = { at: last.at, next: to };
      else cuts.push({ at: i, next: to });
    }
    i = to;
  }
  return cuts;
}

/** Where free text begins in what follows: after «because», or after a decision. */
function freeTextFrom({ line, names }: Sentence, from: number): number | undefined {
  let lead = true;
  for (let i = from; i < line.tokens.length; i = names.get(i)?.to ?? line.at(i)?.to ?? i + 1) {
    const m = names.has(i) ? undefined : line.at(i)?.meaning;
    if (m?.word === 'because') return i;
    const id = m?.verb?.id;
    if (lead && (id === 'approve' || id === 'reject' || id === 'cancel')) return i;
    if (!m?.noise && m?.word !== ',') lead = false;
  }
  return undefined;
}

/** «what if …», «dry run: …»: where the change begins. */
function whatIfStart({ line }: Sentence): number | undefined {
  for (let i = 0; i < line.tokens.length;) {
    const match = line.at(i);
    const m = match?.meaning;
    if (!match || !m) return undefined;
    if (m.word === 'what if') return skipLead(line, match.to);
    if (!m.noise && m.word !== ',' && m.word !== ':' && m.word !== 'i') return undefined;
    i = match.to;
  }
  return undefined;
}

function skipLead(line: Sentence['line'], from: number): number {
  let i = from;
  for (let match = line.at(i); match; match = line.at(i)) {
    const m = match.meaning;
    const lead =
      m.noise ||
      m.word === ':' ||
      m.word === '-' ||
      m.word === ',' ||
      m.word === 'of' ||
      m.word === 'i' ||
      m.word === 'we' ||
      m.word === 'you' ||
      m.word === 'if' ||
      m.word === 'for';
    if (!lead) break;
    i = match.to;
  }
  return i;
}

function readPart(part: Part, whatIf: boolean): Read | undefined {
  const decision = readDecision(part);
  if (decision) return decision;
  const { body, reason } = withoutReason(part);
  const read = readBody(body, whatIf);
  if (!read || reason === undefined) return read;
  return { ...read, requests: read.requests.map((request) => justified(request, reason)) };
}

function readBody(part: Part, whatIf: boolean): Read | undefined {
  if (part.from >= part.to) return undefined;
  const mood = whatIf ? 'request' : moodOf(part);
  if (mood === 'request') {
    const bag = bagOf(part, 'plain');
    const acted = bag && (readOperation(bag) ?? readAct(bag));
    if (acted && bag) return { ...acted, reader: acted.requests[0]?.kind ?? 'act', items: bag.items };
    const alert = bag && readAlert(bag);
    if (alert && bag) return { ...alert, reader: 'alert', items: bag.items };
    const change = readChange(part) ?? readElliptic(part);
    if (change) return change;
  }
  const bag = bagOf(part, 'all');
  // A question in the middle of a sentence says that it is one.
  if (part.previous && mood === 'request' && bag && !isShown(bag)) return undefined;
  const query = bag && readQuery(bag, mood === 'question');
  return query && bag ? { requests: [query], question: null, reader: query.kind, items: bag.items } : undefined;
}

/** Cuts off «because …»; at the start it goes to the first comma. */
function withoutReason(part: Part): { readonly body: Part; readonly reason?: string } {
  const { line, names } = part.sentence;
  for (let i = part.from; i < part.to; i = names.get(i)?.to ?? line.at(i)?.to ?? i + 1) {
    const match = names.has(i) ? undefined : line.at(i);
    if (match?.meaning.word !== 'because') continue;
    let start = match.to;
    while (/^[:=-]$/.test(line.tokens[start]?.key ?? '')) start++;
    if (i > part.from) {
      const { reason } = reasonOf(typed(line, start, part.to));
      return { body: { ...part, to: trimEnd(part, i) }, ...(reason !== undefined ? { reason } : {}) };
    }
    const comma = line.tokens.findIndex(({ key }, k) => k > start && k < part.to && key === ',');
    if (comma < 0) return { body: part };
    return { body: { ...part, from: comma + 1 }, reason: typed(line, start, comma) };
  }
  return { body: part };
}

function trimEnd({ sentence: { line }, from }: Part, to: number): number {
  let end = to;
  while (end > from && /^[,;:(.-]$/.test(line.tokens[end - 1]?.key ?? '')) end--;
  return end;
}

function justified(request: Request, justification: string): Request {
  // Every kind named in `canBeJustified` has the slot.
  return canBeJustified(request) ? ({ ...request, justification } as Request) : request;
}

function canBeJustified(request: Request): boolean {
  return (
    changes.has(request.kind) ||
    request.kind === 'silence' ||
    request.kind === 'approve' ||
    request.kind === 'reject' ||
    request.kind === 'cancel'
  );
}
