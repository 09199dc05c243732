import { isSingle } from './kinds';
import type { Request, SeveralRequest } from './request';

/** The changes of one sentence are one change, with one card and one approval; what stands beside them stays itself. */
export function together<R extends Request | SeveralRequest>(requests: readonly R[]): readonly (R | SeveralRequest)[] {
  const changes = requests.filter(isSingle);
  if (changes.length < 2) return requests;
  const reasons = [...new Set(changes.flatMap(({ justification }) => justification ?? []))];
  const because = reasons.length > 0 ? { justification: reasons.join('; ') } : {};
  const all: SeveralRequest = { kind: 'several', requests: changes, ...because };
  const [first] = changes;
  return requests.flatMap((one): readonly (R | SeveralRequest)[] => {
    if (one === first) return [all];
    return isSingle(one) ? [] : [one];
  });
}
