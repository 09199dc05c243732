import type { Variant } from '../core/family';
import { type Entity, textAt } from '../core/snapshot';
import type { Graph } from '../ports';
import { problem } from './planned';

/** Families whose policies are for one app: which policies those are, and which object of the tenant the app is. */

/** Ids of the app's objects among the tenant's apps; empty where the variant does not go by them. */
export async function readApps(graph: Graph, variant: Variant): Promise<readonly string[]> {
  if (variant.app?.holds !== 'object') return [];
  const { bundleId } = variant.app;
  // The bundle id is a property of the derived types, which Graph does not filter by.
  const filter = "isof('microsoft.graph.iosStoreApp') or isof('microsoft.graph.iosVppApp')";
  const path = `/deviceAppManagement/mobileApps?$filter=${encodeURIComponent(filter)}`;
  const apps = await graph.list({ version: variant.version, path });
  return apps.filter((app) => textAt(app, 'bundleId').toLowerCase() === bundleId).map((app) => textAt(app, 'id'));
}

/** True for policies of the variant's app; of a variant without one, for all. */
export function forApp(variant: Variant, entity: Entity, ids: readonly string[]): boolean {
  const { app } = variant;
  if (!app) return true;
  if (app.holds === 'object') return listIn(entity, app.at).some((id) => ids.includes(String(id)));
  const type = variant.platform === 'ios' ? 'bundleId' : 'packageId';
  return listIn(entity, 'apps').some((one) => {
    const identifier = (one as Entity)['mobileAppIdentifier']; // an object of Graph's answer
    return textAt((identifier ?? {}) as Entity, type).toLowerCase() === app.id;
  });
}

/** What a new policy names of the tenant: the app it is for. Refused where the tenant does not have it. */
export async function foundApp(graph: Graph, variant: Variant): Promise<Entity | undefined> {
  if (variant.app?.holds !== 'object') return undefined;
  const ids = await readApps(graph, variant);
  if (ids.length === 0) throw problem('no-such-app', variant.app.otherwise);
  return { [variant.app.at]: ids };
}

function listIn(entity: Entity, name: string): readonly unknown[] {
  const value = entity[name];
  return Array.isArray(value) ? value : [];
}
