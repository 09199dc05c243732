import type { Entity } from '../core/snapshot';
import type { Graph } from '../ports';
import { at, textOf, unlessRefused, type AlertOfKey, type Beside } from './beside';

/**
 * Phones that are not enrolled have no compliance state. What Graph tells of them is whose apps are on one that Intune
 * has flagged, as rooted or jailbroken.
 */
export const flagged: Beside = {
  condition: 'flagged',
  async keysNow(graph) {
    const path = '/deviceAppManagement/managedAppRegistrations/getUserIdsWithFlaggedAppRegistration';
    const answer = await unlessRefused(graph.get(at(path)));
    if (answer === undefined) return undefined;
    const ids = answer['value'];
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : undefined;
  },
  async describe(graph, users) {
    const alerts: AlertOfKey[] = [];
    // One after the other: there are few of them, and the sweep has other things to read.
    for (const [place, user] of users.entries())
      alerts.push(place < mostAsked ? await described(graph, user) : bare(user));
    return alerts;
  },
};

const mostAsked = 50;

async function described(graph: Graph, user: string): Promise<AlertOfKey> {
  const id = encodeURIComponent(user);
  const [rows, person] = await Promise.all([
    unlessRefused(graph.list(at(`/users/${id}/managedAppRegistrations`))),
    unlessRefused(graph.get(at(`/users/${id}?$select=id,displayName,userPrincipalName`))),
  ]);
  const row = rows?.find((one) => flagsOf(one).length > 0);
  const name = person && textOf(person, 'displayName');
  return {
    ...bare(user),
    person: { id: user, name: name ?? '', mail: person ? textOf(person, 'userPrincipalName') : '' },
    name: (row && textOf(row, 'deviceName')) || name || user,
    ...(row === undefined
      ? {}
      : {
          platform: /ios/i.test(textOf(row, '@odata.type')) ? ('ios' as const) : ('android' as const),
          reasons: [{ policy: 'App protection', settings: flagsOf(row) }],
        }),
  };
}

function bare(user: string): AlertOfKey {
  return { device: user, name: user, platform: 'other', person: { id: user, name: '', mail: '' } };
}

/** https://learn.microsoft.com/graph/api/resources/intune-mam-managedappflaggedreason */
function flagsOf({ flaggedReasons }: Entity): readonly string[] {
  return Array.isArray(flaggedReasons)
    ? flaggedReasons.filter((reason): reason is string => typeof reason === 'string' && reason !== 'none')
    : [];
}
