import type { Request, SetRequest } from '../../core/request';
import type { Read } from '../sentence';

/**
 * «min OS 15 on iOS and 12 on Android for Outlook»: whom the last part names is whom the parts it leans on are for.
 * Undefined when it cannot be told: «block printing on iOS and require a PIN on Android for Outlook».
 */
export function shareTargets(reads: readonly Read[]): readonly Read[] | undefined {
  const out = [...reads];
  for (let i = out.length - 1; i > 0; i--) {
    const [before, read] = [out[i - 1], out[i]];
    const [one, other] = [onlySet(before), onlySet(read)];
    // What the first part lacks may be what the second one says.
    if (before?.question && one && one.family === other?.family) return undefined;
    if (!before || !read || !one || !other || one.family !== other.family || hasTarget(one) || !hasTarget(other))
      continue;
    if (read.leans) out[i - 1] = { ...before, requests: [{ ...one, ...targetOf(other) }] };
    else if (one.platforms && other.platforms && other.apps) return undefined;
  }
  return out;
}

function onlySet(read: Read | undefined): SetRequest | undefined {
  const [request, ...more]: readonly Request[] = read?.requests ?? [];
  return request?.kind === 'set' && more.length === 0 ? request : undefined;
}

function hasTarget({ apps, policy, groups }: SetRequest): boolean {
  return (apps ?? policy ?? groups) !== undefined;
}

function targetOf({ apps, policy, groups }: SetRequest): Pick<SetRequest, 'apps' | 'policy' | 'groups'> {
  return {
    ...(apps ? { apps } : {}),
    ...(policy !== undefined ? { policy } : {}),
    ...(groups ? { groups } : {}),
  };
}
