import type { CreateRequest, Request, SetRequest } from '../../core/request';
import type { Value } from '../../core/setting';
import type { Draft } from './draft';

export function requestOf(d: Draft, settings: ReadonlyMap<string, Value>): SetRequest | CreateRequest {
  const common = {
    family: d.family.id,
    ...(settings.size > 0 ? { settings: plainSettings(settings) } : {}),
    ...(d.platforms?.length ? { platforms: [...d.platforms].sort() } : {}),
    ...(d.apps ? { apps: [...d.apps].sort() } : {}),
    ...(d.groups ? { groups: [...d.groups].sort() } : {}),
    ...(d.excludeGroups ? { excludeGroups: [...d.excludeGroups].sort() } : {}),
  };
  if (d.act === 'create') return { kind: 'create', ...common, ...(d.name !== undefined ? { name: d.name } : {}) };
  return {
    kind: 'set',
    ...common,
    ...(d.policy !== undefined ? { policy: d.policy } : {}),
    ...(d.for !== undefined ? { for: d.for } : {}),
    ...(d.until !== undefined ? { until: d.until } : {}),
  };
}

function plainSettings(settings: ReadonlyMap<string, Value>): NonNullable<SetRequest['settings']> {
  const plain: NonNullable<SetRequest['settings']> = {};
  for (const [key, value] of settings) {
    if (value === null) continue;
    plain[key] = typeof value === 'object' ? [...value] : value;
  }
  return plain;
}

/** Settings said in several parts for the same target are one request. */
export function joinRequests(requests: readonly Request[]): readonly Request[] {
  const out: Request[] = [];
  for (const request of requests) {
    const last = out.at(-1);
    const joined = last && joinTwo(last, request);
    if (joined) out[out.length - 1] = joined;
    else out.push(request);
  }
  return out;
}

function joinTwo(a: Request, b: Request): Request | undefined {
  if (b.kind !== 'set' || !b.settings || (a.kind !== 'set' && a.kind !== 'create')) return undefined;
  if (a.kind === 'set' && !a.settings) return undefined;
  const { kind: _, settings: more, ...whom } = b;
  // «create … "FW"; also turn on stealth mode»: what follows for nobody else is about the new policy.
  const own = a.kind === 'create' ? { family: a.family } : withoutSettings(a);
  if (JSON.stringify(own) !== JSON.stringify(whom)) return undefined;
  if (Object.keys(more).some((key) => Object.hasOwn(a.settings ?? {}, key))) return undefined;
  return { ...a, settings: { ...a.settings, ...more } };
}

function withoutSettings({
  kind: _kind,
  settings: _settings,
  ...whom
}: SetRequest): Omit<SetRequest, 'kind' | 'settings'> {
  return whom;
}
