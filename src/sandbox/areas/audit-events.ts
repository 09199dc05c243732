// https://learn.microsoft.com/graph/api/resources/intune-auditing-auditevent
import type { Call, Route } from '../call';
import { type EntitySet, routesOf } from '../entity-set';
import { appId } from '../seed/ids';
import { instant } from '../tenant';

const events: EntitySet = {
  path: '/deviceManagement/auditEvents',
  service: 'intune',
  entities: (tenant) => tenant.collections.auditEvents,
  type: 'auditEvent',
  read: { anyOf: ['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All'] },
};

export const auditEventRoutes: readonly Route[] = routesOf(events);

/** Intune writes down each change it makes; the directory does so elsewhere. */
export function recordAuditEvent(call: Call): void {
  const [, area = '', collection = ''] = call.path.split(/[/?]/);
  if (!/^(deviceManagement|deviceAppManagement)$/i.test(area)) return;
  const id = call.tenant.guid();
  const kind = { POST: 'Create', PATCH: 'Patch', PUT: 'Patch', DELETE: 'Delete', GET: 'Get' }[call.method];
  call.tenant.collections.auditEvents.set(id, {
    id,
    displayName: `${kind} ${collection}`,
    componentName: area === 'deviceManagement' ? 'DeviceConfiguration' : 'ManagedApps',
    activity: null,
    activityDateTime: instant(call.now),
    activityType: `${kind} ${collection}`,
    activityOperationType: kind,
    activityResult: 'Success',
    correlationId: call.tenant.guid(),
    category: area === 'deviceManagement' ? 'DeviceConfiguration' : 'Application',
    actor: {
      type: 'Application',
      auditActorType: 'Application',
      applicationId: appId,
      applicationDisplayName: 'Warden',
    },
    resources: [
      { displayName: null, type: collection, auditResourceType: collection, resourceId: call.values['id'] ?? null },
    ],
  });
}
