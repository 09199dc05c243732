import type { Request } from '../core/request';
import type { Reader } from '../language/parse';
import type { BotPorts } from './ports';
import type { Known } from './speaker';

/** What help begins with: what this person did last, then what is asked most here. */

const mostLast = 3;
const mostCommon = 4;

/** In their own words, as far as these can be said again: what is done again comes first. */
export async function lastAsked(ports: BotPorts, { person, rights }: Known): Promise<readonly string[]> {
  const asks = ports.rules().writes && rights.roles.has('requestor');
  const own = asks ? await ports.store.changes.list({ requestor: person.objectId, limit: 10 }) : [];
  const said = own.length > 0 ? own.map(({ utterance }) => utterance) : await utterances(ports, person.objectId, 20);
  return [...new Set(said)].filter((one) => isAskedAgain(ports.reader(), one)).slice(0, mostLast);
}

/** Messages that were kept, the newest first. */
async function utterances(ports: BotPorts, actor: string | undefined, limit: number): Promise<readonly string[]> {
  const entries = await ports.store.audit.list({ ...(actor === undefined ? {} : { actor }), limit });
  return entries.flatMap(({ kind, facts }) => {
    const utterance = kind === 'request.asked' ? facts['utterance'] : undefined;
    return typeof utterance === 'string' ? [utterance] : [];
  });
}

function isAskedAgain(reader: Reader, utterance: string): boolean {
  if (utterance.length > longest) return false;
  const { requests, question } = reader.parse(utterance);
  return requests.length > 0 && !question && requests.every(({ kind }) => !passing.has(kind));
}

const longest = 120;

/** What is asked once, about one thing, and not again. */
const passing: ReadonlySet<string> = new Set(['help', 'approve', 'reject', 'cancel', 'showChange', 'revert']);

/** Of these sentences, those of the sorts that are asked most in this tenant; where nothing is asked yet, what most begin with. */
export async function askedMost(ports: BotPorts, sentences: readonly string[]): Promise<readonly string[]> {
  const sorts = await sortsByUse(ports);
  const bySort = new Map<string, string>();
  for (const sentence of sentences) {
    const sort = sortOfExample(ports, sentence);
    if (sort !== undefined && !bySort.has(sort)) bySort.set(sort, sentence);
  }
  return [...new Set([...sorts, ...usual])].flatMap((sort) => bySort.get(sort) ?? []).slice(0, mostCommon);
}

/** Examples are the same until warden.yaml changes, so each is read once. */
const examples = new WeakMap<object, Map<string, string | undefined>>();

function sortOfExample(ports: BotPorts, sentence: string): string | undefined {
  const known = examples.get(ports.rules()) ?? new Map<string, string | undefined>();
  examples.set(ports.rules(), known);
  if (!known.has(sentence)) known.set(sentence, sortOf(ports.reader().parse(sentence).requests));
  return known.get(sentence);
}

const usual = ['set appProtection', 'checkReadiness', 'listDevices', 'listChanges'];

/** «set appProtection», «listDevices»: what sort of thing a sentence asks for. */
function sortOf([request, ...more]: readonly Request[]): string | undefined {
  if (!request || more.length > 0 || passing.has(request.kind)) return undefined;
  return 'family' in request && request.family !== undefined ? `${request.kind} ${request.family}` : request.kind;
}

/** Looked at anew every ten minutes: what is common changes slowly. */
const keepMilliseconds = 10 * 60_000;
const kept = new WeakMap<object, { readonly at: number; readonly sorts: readonly string[] }>();

async function sortsByUse(ports: BotPorts): Promise<readonly string[]> {
  const now = ports.clock.now().getTime();
  const known = kept.get(ports.store);
  if (known && now - known.at < keepMilliseconds) return known.sorts;
  const said = await utterances(ports, undefined, 500);
  const asked = said
    .filter((one) => one.length <= longest)
    .flatMap((one) => sortOf(ports.reader().parse(one).requests) ?? []);
  const counts = new Map<string, number>();
  for (const sort of asked) counts.set(sort, (counts.get(sort) ?? 0) + 1);
  const sorts = [...counts]
    .filter(([, count]) => count > 1)
    .sort((a, b) => b[1] - a[1])
    .map(([sort]) => sort);
  kept.set(ports.store, { at: now, sorts });
  return sorts;
}
