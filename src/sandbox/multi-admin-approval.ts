// https://learn.microsoft.com/intune/intune-service/fundamentals/multi-admin-approval, and its page for Graph:
// https://learn.microsoft.com/graph/api/resources/intune-rbac-operationapprovalrequest
import type { Call, Route } from './call';
import { type EntitySet, routesOf } from './entity-set';
import { Refusal, badRequest } from './refusal';
import { instant, type Tenant } from './tenant';

const requests: EntitySet = {
  path: '/deviceManagement/operationApprovalRequests',
  service: 'intune',
  versions: ['beta'],
  entities: (tenant) => tenant.collections.operationApprovalRequests,
  type: 'operationApprovalRequest',
  read: {
    anyOf: [
      'DeviceManagementConfiguration.Read.All',
      'DeviceManagementConfiguration.ReadWrite.All',
      'DeviceManagementRBAC.Read.All',
    ],
  },
};

export const approvalRequestRoutes: readonly Route[] = routesOf(requests);

/** Compliance and configuration policies, apps and what erases a device; never app protection policies. */
const gated =
  /^\/(deviceManagement\/(deviceCompliancePolicies|configurationPolicies|managedDevices\/[^/]+\/(wipe|retire))|deviceAppManagement\/(mobileApps|mobileAppConfigurations))\b/i;

const days = 24 * 3_600_000;
const codeHeader = 'x-msft-approval-code';

/** Lets a request through that was approved, and files every other: refused with the code it is filed under. */
export function awaitSecondAdmin(call: Call, body: string): void {
  expireAll(call.tenant, call.now);
  if (call.method === 'GET' || !gated.test(call.path)) return;
  const filed = call.tenant.collections.operationApprovalRequests;
  const request = `${call.method} ${call.version} ${call.path} ${body}`;
  const code = call.headers[codeHeader];
  if (code !== undefined) {
    const found = filed.get(code);
    if (found?.['status'] !== 'approved' || requestOf.get(found) !== request)
      throw new Refusal(403, 'ApprovalRequired', 'The approval code does not fit this request.');
    return void replace(call.tenant, code, { status: 'completed', lastModifiedDateTime: instant(call.now) });
  }
  const justification = call.headers['x-msft-approval-justification'];
  if (justification === undefined)
    throw badRequest("Header 'x-msft-approval-justification' is required to request approval.");
  for (const one of filed.values())
    if (one['status'] === 'needsApproval' && requestOf.get(one) === request)
      throw new Refusal(409, 'Conflict', 'An active Approval Request already exists for this resource.');
  const id = call.tenant.guid();
  const entity = {
    id,
    requestDateTime: instant(call.now),
    lastModifiedDateTime: instant(call.now),
    expirationDateTime: instant(new Date(call.now.getTime() + 3 * days)),
    requestor: null,
    approver: null,
    status: 'needsApproval',
    requestJustification: Buffer.from(justification, 'base64').toString('utf8'),
    approvalJustification: null,
    operationApprovalPolicies: null,
  };
  filed.set(id, entity);
  requestOf.set(entity, request);
  throw new Refusal(412, 'PreconditionFailed', `The request was filed for approval: ${id}`, { [codeHeader]: id });
}

/** What was asked for is no part of the entity as Graph shows it. */
const requestOf = new WeakMap<object, string>();

/** What an admin does in the Intune admin center with the newest request that waits. */
export function decideInIntune(
  tenant: Tenant,
  decision: {
    readonly status: 'approved' | 'rejected';
    readonly by: string;
    readonly because?: string;
    readonly at: Date;
  },
): void {
  expireAll(tenant, decision.at);
  const waiting = [...tenant.collections.operationApprovalRequests.values()].filter(
    (one) => one['status'] === 'needsApproval',
  );
  const newest = waiting.at(-1);
  if (!newest) throw new RangeError('Nothing waits for approval in Intune.');
  replace(tenant, newest.id, {
    status: decision.status,
    lastModifiedDateTime: instant(decision.at),
    approver: { user: { displayName: decision.by } },
    approvalJustification: decision.because ?? '',
  });
}

function expireAll(tenant: Tenant, now: Date): void {
  for (const one of tenant.collections.operationApprovalRequests.values())
    if (one['status'] === 'needsApproval' && Date.parse(String(one['expirationDateTime'])) <= now.getTime())
      replace(tenant, one.id, { status: 'expired' });
}

function replace(tenant: Tenant, id: string, changed: Readonly<Record<string, unknown>>): void {
  const filed = tenant.collections.operationApprovalRequests;
  const before = filed.get(id);
  if (!before) return;
  const after = { ...before, ...changed, id };
  requestOf.set(after, requestOf.get(before) ?? '');
  filed.set(id, after);
}
