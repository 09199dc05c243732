import type { Request, SeveralRequest, SingleRequest } from './request';

const single: ReadonlySet<string> = new Set<SingleRequest['kind']>([
  'set',
  'create',
  'assign',
  'unassign',
  'addApps',
  'removeApps',
  'delete',
  'createGroup',
  'wipeAppData',
]);

/** The changes of one sentence are one change, with one card and one approval; what stands beside them stays itself. */
export function together<R extends Request | SeveralRequest>(requests: readonly R[]): readonly (R | SeveralRequest)[] {
  const changes = requests.filter((one): one is R & SingleRequest => single.has(one.kind));
  if (changes.length < 2) return requests;
  const reasons = [...new Set(changes.flatMap(({ justification }) => justification ?? []))];
  const because = reasons.length > 0 ? { justification: reasons.join('; ') } : {};
  const all: SeveralRequest = { kind: 'several', requests: changes, ...because };
  const [first] = changes;
  return requests.flatMap((one): readonly (R | SeveralRequest)[] => {
    if (one === first) return [all];
    return single.has(one.kind) ? [] : [one];
  });
}
