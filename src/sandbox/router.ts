import type { Method, Route, Version } from './call';
import { appProtectionRoutes } from './areas/app-protection';
import { appRegistrationRoutes } from './areas/app-registrations';
import { auditEventRoutes } from './areas/audit-events';
import { complianceReportRoutes } from './areas/compliance-reports';
import { complianceStatusRoutes } from './areas/compliance-status';
import { conditionalAccessRoutes } from './areas/conditional-access';
import { configurationPolicyRoutes } from './areas/configuration-policies';
import { configurationPolicyTemplateRoutes } from './areas/configuration-policy-templates';
import { configurationReportRoutes } from './areas/configuration-reports';
import { connectorRoutes } from './areas/connector';
import { deploymentSummaryRoutes } from './areas/deployment-summary';
import { deviceRoutes } from './areas/devices';
import { deviceConfigurationRoutes } from './areas/device-configuration';
import { groupRoutes } from './areas/groups';
import { groupWriteRoutes } from './areas/group-writes';
import { managedDeviceRoutes } from './areas/managed-devices';
import { mobileAppRoutes } from './areas/mobile-apps';
import { teamsAppRoutes } from './areas/teams-apps';
import { userRoutes } from './areas/users';
import { approvalRequestRoutes } from './multi-admin-approval';
import { badRequest, noIntuneRoute, noSegment, type Refusal, serviceOf, wrongMethod } from './refusal';

const routes: readonly Route[] = [
  ...connectorRoutes,
  ...appProtectionRoutes,
  ...deviceConfigurationRoutes,
  ...configurationPolicyRoutes,
  ...configurationPolicyTemplateRoutes,
  ...complianceStatusRoutes,
  ...complianceReportRoutes,
  ...configurationReportRoutes,
  ...deploymentSummaryRoutes,
  ...mobileAppRoutes,
  ...conditionalAccessRoutes,
  ...managedDeviceRoutes,
  ...appRegistrationRoutes,
  ...auditEventRoutes,
  ...approvalRequestRoutes,
  ...teamsAppRoutes,
  ...userRoutes,
  ...groupRoutes,
  ...groupWriteRoutes,
  ...deviceRoutes,
];

const patterns = routes.map((route) => ({ route, pattern: route.path.split('/').filter(Boolean) }));

export interface Routed {
  readonly route: Route;
  readonly values: Readonly<Record<string, string>>;
}

/** The route of a path under the version root; refuses as Graph does where there is none. */
export function findRoute(version: Version, method: Method, path: string): Routed {
  const segments = segmentsOf(path);
  const matches = patterns.flatMap(({ route, pattern }): Routed[] => {
    const values = match(pattern, segments);
    return values && serves(route, version) ? [{ route, values }] : [];
  });
  const found = matches.find(({ route }) => route.method === method);
  if (!found) throw missing(version, method, path, matches.length > 0);
  return found;
}

/** Whether a call changes anything, wherever it leads. */
export function isWrite(version: Version, method: Method, path: string): boolean {
  if (method === 'GET') return false;
  const segments = segmentsOf(path);
  const found = patterns.find(({ route, pattern }) => route.method === method && match(pattern, segments));
  return !found?.route.onlyReads;
}

/** `policies('T_1')/apps` and `policies/T_1/apps` are the same address. */
function segmentsOf(path: string): string[] {
  const [plain = ''] = path.split('?');
  return plain
    .replaceAll(/\('([^']*)'\)/g, '/$1')
    .split('/')
    .filter(Boolean)
    .map(decode);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest('The request URI is not valid.');
  }
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) {
      if (segment.startsWith('$')) return undefined;
      values[part.slice(1, -1)] = segment;
    } else if (!isSame(part, segment)) {
      return undefined;
    }
  }
  return values;
}

/** Actions may be called by their full name: `/microsoft.graph.assign`. */
function isSame(part: string, segment: string): boolean {
  const lower = segment.toLowerCase();
  return lower === part.toLowerCase() || lower === `microsoft.graph.${part.toLowerCase()}`;
}

/** Unknown collections are the gateway's to refuse, unknown ways into known ones the service's. */
function missing(version: Version, method: Method, path: string, isKnownPath: boolean): Refusal {
  if (/^\/me\b/i.test(path)) return badRequest('/me request is only valid with delegated authentication flow.');
  const [plain = ''] = path.split('?');
  const segments = segmentsOf(path);
  if (serviceOf(path) === 'directory') return isKnownPath ? wrongMethod() : noSegment(segments.at(-1) ?? '');
  const isKnownCollection = patterns.some(
    ({ route, pattern }) =>
      serves(route, version) && pattern.slice(0, 2).every((part, index) => isSame(part, segments[index] ?? '')),
  );
  return isKnownCollection ? noIntuneRoute(method, plain) : noSegment(segments[1] ?? segments[0] ?? '');
}

function serves(route: Route, version: Version): boolean {
  return (route.versions ?? ['v1.0', 'beta']).includes(version);
}
