import type { Answer } from '../core/answer';
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
  const all = await allPolicies(ports);
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

/** Near policies for a name that none has; undefined when one has it, so that it is known. */
export async function offerPolicies(ports: QuestionPorts, typed: string, again: Again): Promise<Answer | undefined> {
  const all = await allPolicies(ports);
  const { exact, near } = ports.match(typed, [...new Set(all.map(({ name }) => name))]);
  if (exact !== undefined) return undefined;
  const some = near.flatMap((name) => all.find((one) => one.name === name) ?? []);
  return orList(offerNear('policy', typed, some.map(candidate), again));
}

async function allPolicies(ports: QuestionPorts): Promise<readonly Policy[]> {
  const families = namedFamilies(ports.families, undefined);
  const lists = await Promise.all(families.map((family) => ports.policies(family, Object.keys(family.variants))));
  return lists.flat();
}

function orList<T extends { readonly lead?: string; readonly actions?: readonly unknown[] }>(answer: T): T {
  if ((answer.actions ?? []).length > 0) return answer;
  return { ...answer, lead: `${answer.lead ?? ''} Say «list policies» to see them all.`.trim() };
}

function candidate(policy: Policy): Candidate {
  const variant = policy.family.variants[policy.variant]?.title ?? policy.variant;
  return { id: policy.id, name: policy.name, short: variant, detail: `${policy.family.title}, ${variant}` };
}
