import { platforms } from '../core/family';
import type { QueryRequest } from '../core/request';
import { fragmentOf, type Turn } from './going-on';
import type { Reader } from './parse';

/**
 * The question before, with what a fragment names: «and on iOS?», «only Windows», «and for Finance?». The fragment is
 * read in a sentence of the same kind, so that the same rules hold: every word is used, or nothing is understood.
 */
export function readOnFromQuestion(reader: Reader, last: QueryRequest, text: string): QueryRequest | undefined {
  const fragment = fragmentOf(text);
  if (!fragment) return undefined;
  const named = slotsNamed(reader, last, fragment.rest);
  const slots = named && turned(last, named, fragment.turn);
  // The slots are those of two requests of this kind.
  return slots && { ...last, ...slots };
}

type Slots = Readonly<Record<string, unknown>>;

function slotsNamed(reader: Reader, last: QueryRequest, rest: string): Slots | undefined {
  for (const sentence of sentencesFor(last, rest)) {
    const { requests, question } = reader.parse(sentence);
    const [request, ...more] = requests;
    if (!request || more.length > 0 || question || request.kind !== last.kind) continue;
    const { kind: _, ...slots } = request;
    if (Object.keys(slots).length > 0) return slots;
  }
  return undefined;
}

/** Sentences of each kind with a gap, the likeliest first. */
const frames: Readonly<Partial<Record<QueryRequest['kind'], readonly string[]>>> = {
  listDevices: [
    'list devices that are …',
    'list devices on …',
    'list devices with threat level …',
    'list … devices',
    'list devices …',
    'list devices managed by …',
    'list devices of …',
  ],
  listPolicies: ['list … policies', 'list policies for …', 'which policies are assigned to …?'],
  complianceSummary: ['compliance summary for …'],
  checkReadiness: ['check readiness for …'],
  listChanges: ['list … changes', 'list changes that are …', 'list changes by …'],
  audit: ['audit since …', 'audit …', 'who changed policy …?', 'audit of …'],
  showPolicy: ['show policy …'],
  showDevice: ['show device …'],
  explainDevice: ['why is device … noncompliant?'],
  showGroup: ['show the … group', 'show group …'],
  showChange: ['show change …'],
};

function sentencesFor(last: QueryRequest, rest: string): readonly string[] {
  const what = rest.replace(/ (?:ones?|devices?|changes?|policies|policy)$/i, '').replace(/^policy /i, '');
  const own = (frames[last.kind] ?? []).map((frame) => frame.replace('…', () => what));
  if (last.kind !== 'policyStatus') return own;
  const { policy } = last;
  const by =
    policy === undefined
      ? []
      : [`show the status of policy "${policy}" ${rest}`, `show the status of policy "${policy}" by ${rest}`];
  return [...by, `show the status of policy ${what}`];
}

/** What the slots become; undefined where what shall be left out cannot be. */
function turned(last: QueryRequest, named: Slots, turn: Turn): Slots | undefined {
  if (turn !== 'without' && turn !== 'too') return named;
  const before = new Map<string, unknown>(Object.entries(last));
  const slots = Object.entries(named).map(([slot, value]) => {
    const old = before.get(slot);
    if (turn === 'too') return [slot, Array.isArray(old) && Array.isArray(value) ? union(old, value) : value] as const;
    const fewer = without(old, value);
    // A question is about all platforms, unless it names some; without the only one it named, about all others.
    const rest = slot === 'platforms' && fewer.length === 0 ? without(platforms, value) : fewer;
    return [slot, rest.length > 0 ? rest : undefined] as const;
  });
  return slots.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(slots);
}

function without(some: unknown, unwanted: unknown): readonly unknown[] {
  return Array.isArray(some) && Array.isArray(unwanted) ? some.filter((one) => !unwanted.includes(one)) : [];
}

function union(some: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  return [...new Set([...some, ...others])].sort();
}
