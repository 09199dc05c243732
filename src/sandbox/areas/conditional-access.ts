import type { Call, Route } from '../call';
import { type EntitySet, routesOf } from '../entity-set';
import { isObject } from '../judge';
import { badRequest } from '../refusal';
import { instant, type Properties } from '../tenant';

/** https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy */
const policies: EntitySet = {
  path: '/identity/conditionalAccess/policies',
  service: 'directory',
  entities: (tenant) => tenant.collections.conditionalAccessPolicies,
  type: 'conditionalAccessPolicy',
  read: { anyOf: ['Policy.Read.All'] },
  // All three are wanted: https://learn.microsoft.com/graph/api/conditionalaccessroot-post-policies#permissions
  write: { allOf: ['Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess', 'Application.Read.All'] },
  ownedByService: ['modifiedDateTime', 'templateId'],
  create: (sent, call) => {
    judgePolicy(sent, call);
    const { '@odata.type': _, ...policy } = sent;
    return { ...policy, id: call.tenant.guid(), createdDateTime: instant(call.now), modifiedDateTime: null };
  },
  // What is nested is replaced whole: a condition that is not sent along is gone.
  update: (before, sent, call) => {
    judgePolicy({ ...before, ...sent }, call);
    return { ...sent, modifiedDateTime: instant(call.now) };
  },
  patchAnswers: 204,
  canBeDeleted: true,
};

export const conditionalAccessRoutes: readonly Route[] = routesOf(policies);

/** What the service wants of every policy; its codes are numbers in the message. https://learn.microsoft.com/entra/identity/conditional-access/troubleshoot-conditional-access */
function judgePolicy(policy: Properties, call: Call): void {
  if (typeof policy['displayName'] !== 'string' || policy['displayName'] === '')
    throw badRequest('1006: DisplayName is required.');
  if (policy['state'] === undefined) throw badRequest('1007: State is required.');
  const conditions = objectIn(policy, 'conditions');
  const applications = objectIn(conditions, 'applications');
  const users = objectIn(conditions, 'users');
  if (listIn(conditions, 'clientAppTypes').length === 0) throw badRequest('1013: ClientAppTypes must not be empty.');
  const apps = ['includeApplications', 'includeUserActions', 'includeAuthenticationContextClassReferences'];
  if (apps.every((name) => listIn(applications, name).length === 0))
    throw badRequest('1011: A policy must include at least one application.');
  judgeApplications(listIn(applications, 'includeApplications'));
  judgeUsers(users, call);
  judgeControls(policy);
}

function judgeApplications(include: readonly string[]): void {
  const tokens = ['All', 'None', 'Office365', 'MicrosoftAdminPortals'];
  const wrong = include.find((one) => !tokens.includes(one) && !guid.test(one));
  if (wrong !== undefined) throw badRequest(`1040: Application '${wrong}' is not valid.`);
  if (include.length > 1 && include.some((one) => one === 'All' || one === 'None'))
    throw badRequest("1042: 'All' and 'None' cannot be combined with other applications.");
}

/** Groups are looked up: one that does not exist is refused. */
function judgeUsers(users: Properties, call: Call): void {
  const include = ['includeUsers', 'includeGroups', 'includeRoles'].flatMap((name) => listIn(users, name));
  if (include.length === 0 && !isObject(users['includeGuestsOrExternalUsers']))
    throw badRequest('1009: A policy must include at least one user, group or role.');
  const named = listIn(users, 'includeUsers');
  if (include.length > 1 && named.includes('None'))
    throw badRequest("1010: 'None' cannot be combined with other users.");
  for (const id of [...listIn(users, 'includeGroups'), ...listIn(users, 'excludeGroups')])
    if (!call.tenant.collections.groups.has(id)) throw badRequest(`1033: Group '${id}' does not exist.`);
}

function judgeControls({ grantControls, sessionControls }: Properties): void {
  if (!isObject(grantControls) && !isObject(sessionControls))
    throw badRequest('1018: A policy must have grant or session controls.');
  if (!isObject(grantControls)) return;
  if (!['AND', 'OR'].includes(String(grantControls['operator'])))
    throw badRequest('1019: The operator of grant controls must be AND or OR.');
  const controls = listIn(grantControls, 'builtInControls');
  if (controls.includes('block') && controls.length > 1)
    throw badRequest('1020: Block cannot be combined with other grant controls.');
  if (
    controls.length === 0 &&
    listIn(grantControls, 'termsOfUse').length === 0 &&
    !grantControls['authenticationStrength']
  )
    throw badRequest('1021: Grant controls must not be empty.');
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function objectIn(of: Properties, name: string): Properties {
  const value = of[name];
  if (!isObject(value)) throw badRequest(`1008: ${name} is required.`);
  return value;
}

function listIn(of: Properties, name: string): readonly string[] {
  const value = of[name];
  return Array.isArray(value) ? value.map(String) : [];
}
