// https://learn.microsoft.com/graph/api/resources/intune-auditing-auditevent
import type { Answer, Call, Route } from '../call';
import { type EntitySet, routesOf } from '../entity-set';
import { isObject } from '../judge';
import { appId } from '../seed/ids';
import { instant } from '../tenant';

const events: EntitySet = {
  path: '/deviceManagement/auditEvents',
  service: 'intune',
  entities: (tenant) => tenant.collections.auditEvents,
  type: 'auditEvent',
  read: { anyOf: ['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All'] },
};

/** https://learn.microsoft.com/graph/api/directoryaudit-list */
const directoryAudits: EntitySet = {
  path: '/auditLogs/directoryAudits',
  service: 'directory',
  entities: (tenant) => tenant.collections.directoryAudits,
  type: 'directoryAudit',
  read: { allOf: ['AuditLog.Read.All'] },
};

export const auditEventRoutes: readonly Route[] = [...routesOf(events), ...routesOf(directoryAudits)];

/** Intune writes down each change it makes; the directory does so elsewhere. */
export function recordAuditEvent(call: Call, answer: Answer): void {
  const made = isObject(answer.body) && typeof answer.body['id'] === 'string' ? answer.body['id'] : null;
  const [, area = '', collection = ''] = call.path.split(/[/?]/);
  if (!/^(deviceManagement|deviceAppManagement)$/i.test(area)) return;
  const id = call.tenant.guid();
  const asks = call.method === 'POST' && call.values['id'] !== undefined;
  const kind = asks ? 'Action' : kinds[call.method];
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
      { displayName: null, type: collection, auditResourceType: collection, resourceId: call.values['id'] ?? made },
    ],
  });
}

const kinds = { POST: 'Create', PATCH: 'Patch', PUT: 'Patch', DELETE: 'Delete', GET: 'Get' } as const;
