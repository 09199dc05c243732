import { askWhich, offerNear, type Again, type Candidate, type Found } from './naming';
import { namedFamilies, type Policy, type QuestionPorts } from './question-kind';

/** A policy that was meant, beside all that could have been. */
export interface Meant {
  readonly policy: Policy;
  readonly all: readonly Policy[];
  /** Said when a slip in its name was read over: looking at the only one that can be meant does no harm. */
  readonly note?: string;
}

/** The policy of this name in whatever family, or the question which one is meant. */
export async function findPolicy(
  ports: QuestionPorts,
  typed: string,
  picked: string | undefined,
  again: Again,
): Promise<Found<Meant>> {
  const families = namedFamilies(ports.families, undefined);
  const lists = await Promise.all(families.map((family) => ports.policies(family, Object.keys(family.variants))));
  const all = lists.flat();
  const { exact, near } = ports.match(typed, [...new Set(all.map(({ name }) => name))]);
  const [meant, ...others] = exact === undefined ? near : [exact];
  if (meant === undefined || others.length > 0) {
    const some = near.flatMap((name) => all.filter((one) => one.name === name));
    return { kind: 'which', answer: orList(offerNear('policy', typed, some.map(candidate), again)) };
  }
  const named = all.filter((one) => (picked === undefined ? one.name === meant : one.id === picked));
  const [policy, ...more] = named;
  if (policy && more.length === 0) {
    const note = exact === undefined ? { note: `“${typed}” read as ${meant}.` } : {};
    return { kind: 'one', one: { policy, all, ...note } };
  }
  return { kind: 'which', answer: askWhich('policy', meant, named.map(candidate), again) };
}

function orList<T extends { readonly lead?: string; readonly actions?: readonly unknown[] }>(answer: T): T {
  if ((answer.actions ?? []).length > 0) return answer;
  return { ...answer, lead: `${answer.lead ?? ''} Say «list policies» to see them all.`.trim() };
}

function candidate(policy: Policy): Candidate {
  const variant = policy.family.variants[policy.variant]?.title ?? policy.variant;
  return { id: policy.id, name: policy.name, short: variant, detail: `${policy.family.title}, ${variant}` };
}
