import type { Request } from '../core/request';
import { readAlert } from './acts/alerts';
import { bagOf, type Bag } from './acts/bag';
import { readDecision } from './acts/decisions';
import { readHelp } from './acts/help';
import { moodOf, tells } from './acts/mood';
import { readOperation } from './acts/operations';
import { readAct, toMadeGroup, type Acted } from './acts/policies';
import type { Item } from './line/items';
import { cutsOf } from './cuts';
import { isShown, readQuery } from './queries';
import { freeTextFrom, withoutReason } from './reasons';
import type { Part, Read, Sentence } from './sentence';
import { addsPolicy } from './settings/create';
import { readLeaning } from './settings/lean';
import { readChange } from './settings/read';
import { shareTargets } from './settings/share';
import { isChangeOrSync, whatIf, whatIfStart } from './what-if';

/** Reads a sentence as one request or several; nothing when a part of it is none. */
export function readClauses(sentence: Sentence): readonly Read[] {
  const help = readHelp({ sentence, from: 0, to: sentence.line.tokens.length, previous: undefined });
  if (help) return [help];
  const start = whatIfStart(sentence);
  const reads = shareTargets(readParts(sentence, start ?? 0, start !== undefined) ?? []) ?? [];
  if (start === undefined) return reads;
  const asked = whatIf(reads);
  return asked ? [asked] : [];
}

/** At most so many parts are tried: an endless «and … and …» costs no more than a sentence. */
const mostTries = 80;

/** Cuts a sentence into as few parts as can each be read. */
function readParts(sentence: Sentence, start: number, supposed: boolean): readonly Read[] | undefined {
  const cuts = cutsOf(sentence);
  const { length } = sentence.line.tokens;
  let tries = 0;
  return readFrom(start, undefined);

  function readFrom(from: number, previous: Read | undefined): readonly Read[] | undefined {
    for (const to of endsFrom(from)) {
      if (++tries > mostTries) return undefined;
      const read = readPart({ sentence, from, to, previous }, supposed);
      if (!read) continue;
      const next = cuts.find(({ at }) => at === to)?.next;
      if (next === undefined || next >= length) return [read];
      const rest = readFrom(next, read);
      if (rest) return [read, ...rest];
    }
    return undefined;
  }

  /** As much as it can take, first; but a reason goes on only until something that is a request again. */
  function endsFrom(from: number): readonly number[] {
    const later = cuts.filter(({ at }) => at > from).map(({ at }) => at);
    const free = freeTextFrom(sentence, from);
    if (free === undefined) return [length, ...later.reverse()];
    return [...later.filter((at) => at > free), length, ...later.filter((at) => at <= free).reverse()];
  }
}

function readPart(part: Part, supposed: boolean): Read | undefined {
  const decision = readDecision(part);
  if (decision) return decision;
  const { body, reason } = withoutReason(part);
  const read = body.from < body.to ? readBody(body, supposed) : undefined;
  if (!read || reason === undefined) return read;
  return { ...read, requests: read.requests.map((request) => justified(request, reason)) };
}

function readBody(part: Part, supposed: boolean): Read | undefined {
  const mood = supposed ? 'request' : moodOf(part);
  if (mood === 'request' && !supposed && tells(part)) return undefined;
  const asked = mood === 'request' ? readRequest(part, supposed) : undefined;
  if (asked) return asked;
  const bag = bagOf(part, 'all');
  // A question in the middle of a sentence says that it is one.
  const goesOn = part.previous !== undefined && !isQuery(part.previous);
  if (!bag || (goesOn && mood === 'request' && !isShown(bag))) return undefined;
  if (asksToDo(bag.items)) return undefined;
  const query = readQuery(bag, mood === 'question');
  return query && { requests: [query], question: null, reader: query.kind, items: bag.items };
}

/** «show the connector and then turn on app sync»: behind the question something is to be done. */
function asksToDo(items: readonly Item[]): boolean {
  const said = items.filter(({ meaning }) => !meaning?.noise || meaning.verb);
  return said.some(({ meaning }, i) => {
    const verb = said[i + 1]?.meaning?.verb;
    return meaning?.joins !== undefined && verb?.form === 'base' && verb.polarity !== undefined;
  });
}

/** «show the connector and the onboarding status»: what follows a question may be one, too. */
function isQuery({ requests, draft }: Read): boolean {
  return !draft && requests.every(({ kind }) => asking.test(kind));
}

const asking = /^(?:show|list|explain|check)|^(?:policyStatus|onboardingStatus|complianceSummary|audit)$/;

function readRequest(part: Part, supposed: boolean): Read | undefined {
  const bag = bagOf(part, 'plain');
  const read: Acted | undefined =
    bag && (supposed || !isTold(bag))
      ? (readOperation(bag, part.previous === undefined) ?? actIn(part, bag) ?? readAlert(bag))
      : undefined;
  const acted = bag && read && toMadeGroup(read, bag, part.previous);
  if (bag && acted) return { ...acted, reader: acted.requests[0]?.kind ?? 'act', items: bag.items };
  return readChange(part) ?? readLeaning(part);
}

/** «add an app protection policy for Outlook» creates one, and adds no app. */
function actIn(part: Part, bag: Bag): Acted | undefined {
  const act = readAct(bag);
  return act?.requests[0]?.kind === 'addApps' && addsPolicy(part) ? undefined : act;
}

/** «policy "X" is assigned to Sales» is how it is; «should be assigned» is how it should be. */
function isTold({ words, acting, items }: Bag): boolean {
  const is = ['is', 'are', 'was', 'were', 'has', 'have'].some((word) => words.has(word));
  const wanted = ['should', 'must', 'shall', 'will', 'may', 'to be', 'ensure'].some((word) => words.has(word));
  return is && !wanted && acting.length === 0 && items.some(({ meaning }) => meaning?.verb?.form === 'ed');
}

function justified(request: Request, justification: string): Request {
  const takesOne = isChangeOrSync(request) || request.kind === 'silence';
  // Each of these kinds has the slot; the union's members differ too much for the compiler to see it.
  return takesOne ? { ...request, justification } : request;
}
