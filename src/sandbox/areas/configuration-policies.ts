// Settings catalog policies and the templates of endpoint security, beta only.
// https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationpolicy?view=graph-rest-beta
import type { Answer, Call, Route } from '../call';
import { born, context, type EntitySet, entityOf, routesOf, store } from '../entity-set';
import { isObject, judge, judgeValue } from '../judge';
import { type Entity, present } from '../present';
import { badRequest, intuneRule } from '../refusal';
import { judgeSettings, keptSettings, templates, tokensIn } from '../settings-catalog';
import type { Properties } from '../tenant';

const read = { anyOf: ['DeviceManagementConfiguration.Read.All', 'DeviceManagementConfiguration.ReadWrite.All'] };
const write = { anyOf: ['DeviceManagementConfiguration.ReadWrite.All'] };

const policies: EntitySet = {
  path: '/deviceManagement/configurationPolicies',
  service: 'intune',
  versions: ['beta'],
  entities: (tenant) => tenant.collections.configurationPolicies,
  type: 'deviceManagementConfigurationPolicy',
  read,
  write,
  contained: {
    assignments: { type: 'deviceManagementConfigurationPolicyAssignment' },
    settings: { type: 'deviceManagementConfigurationSetting' },
  },
  ownedByService: ['creationSource', 'isAssigned', 'priorityMetaData', 'settingCount'],
  create: (sent, call) => {
    judgePolicy(sent, new Set());
    return { ...completedConfigurationPolicy({ ...born(call, call.tenant.guid()), ...sent }, call.tenant.guid) };
  },
  // A PATCH reaches the name, the description and the scope tags; the rest of it is not heard.
  update: (_, { name, description, roleScopeTagIds }) =>
    Object.fromEntries(
      Object.entries({ name, description, roleScopeTagIds }).filter(([, value]) => value !== undefined),
    ),
  canBeDeleted: true,
  // Short pages: Microsoft365DSC #5088 took the first for all.
  pageSize: () => 25,
};

export const configurationPolicyRoutes: readonly Route[] = [
  ...routesOf(policies),
  {
    method: 'PUT',
    path: `${policies.path}/{id}`,
    versions: ['beta'],
    permission: write,
    answer: replace,
  },
  {
    method: 'POST',
    path: `${policies.path}/{id}/assign`,
    versions: ['beta'],
    permission: write,
    answer: assign,
  },
];

/** A policy as the service completes it, for new ones and for the seed's. */
export function completedConfigurationPolicy(sent: Properties, guid: () => string): Entity {
  const { '@odata.type': _, ...policy } = sent;
  const id = typeof policy['id'] === 'string' ? policy['id'] : guid();
  const settings = keptSettings(policy['settings'], guid);
  const assignments = (Array.isArray(policy['assignments']) ? policy['assignments'] : []).filter(isObject);
  return {
    roleScopeTagIds: ['0'],
    ...policy,
    id,
    templateReference: templateReference(policy),
    settings,
    settingCount: settings.length,
    ...assigned(id, assignments),
  };
}

function assigned(id: string, assignments: readonly Properties[]): Properties {
  return {
    assignments: assignments.map(({ target }) => {
      const group = isObject(target) ? (target['groupId'] ?? target['@odata.type']) : '';
      return { id: `${id}_${String(group)}`, source: 'direct', sourceId: id, target };
    }),
    isAssigned: assignments.length > 0,
  };
}

/** Replaces the whole policy, settings that are not sent are gone. CIPP-API Set-CIPPIntunePolicy.ps1 updates so. */
function replace(call: Call): Answer {
  const before = entityOf(policies, call);
  judge(call.model, policies.type, call.body, { navigations: ['settings'] });
  const sent = call.body as Properties; // judged to be an object
  if (String(templateIdOf(sent)) !== String(templateIdOf(before))) {
    throw intuneRule('The template of a policy cannot be changed.');
  }
  judgePolicy(sent, tokensIn(before['settings']));
  const { name, description, platforms, technologies, roleScopeTagIds } = sent;
  const { settings, settingCount } = completedConfigurationPolicy(sent, call.tenant.guid);
  const replaced = { name, description: description ?? null, platforms, technologies, settings, settingCount };
  store(policies, call, before, { ...replaced, ...(roleScopeTagIds === undefined ? {} : { roleScopeTagIds }) });
  return { status: 204 };
}

/** Replaces the whole set of assignments and answers it. */
function assign(call: Call): Answer {
  const policy = entityOf(policies, call);
  const { assignments, ...others } = isObject(call.body) ? call.body : {};
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw badRequest(`The parameter '${other}' in the request payload is not a valid parameter for the operation.`);
  }
  if (assignments === undefined) throw badRequest("The parameter 'assignments' is missing in the payload.");
  const type = 'deviceManagementConfigurationPolicyAssignment';
  judgeValue(call.model, { name: 'assignments', type, nullable: false, collection: true }, assignments);
  const sent = (Array.isArray(assignments) ? assignments : []).filter(isObject);
  for (const { target } of sent) judgeTarget(target);
  const after = store(policies, call, policy, assigned(policy.id, sent));
  const value = (after['assignments'] as readonly Properties[]).map((one) =>
    present(call.model, one, { declared: type }),
  );
  return { status: 200, body: { '@odata.context': context(call), value } };
}

function judgeTarget(target: unknown): void {
  if (!isObject(target)) throw badRequest('An assignment must have a target.');
  const type = String(target['@odata.type']).replace('#microsoft.graph.', '');
  if (['allDevicesAssignmentTarget', 'allLicensedUsersAssignmentTarget'].includes(type)) return;
  if (!['groupAssignmentTarget', 'exclusionGroupAssignmentTarget'].includes(type)) {
    throw intuneRule(`Assignment target ${type} is not supported for this policy.`);
  }
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(target['groupId']))) {
    throw intuneRule('The group id of an assignment target must be a GUID.');
  }
}

function judgePolicy(sent: Properties, tokens: ReadonlySet<string>): void {
  if (typeof sent['name'] !== 'string' || sent['name'] === '')
    throw intuneRule('Name is required and must not be empty.');
  const id = templateIdOf(sent);
  const template = typeof id === 'string' && id !== '' ? templates.get(id) : undefined;
  if (!template && typeof id === 'string' && id !== '') throw intuneRule(`Template ${id} does not exist.`);
  if (template && (sent['platforms'] !== template.platforms || sent['technologies'] !== template.technologies)) {
    throw intuneRule(`Platforms and technologies of the policy are not those of template ${template.id}.`);
  }
  judgeSettings(sent['settings'], template, tokens);
}

function templateIdOf({ templateReference: reference }: Properties): unknown {
  return isObject(reference) ? reference['templateId'] : '';
}

/** A body names the template's id; family, name and version are the service's to say. */
function templateReference(policy: Properties): Properties {
  const template = templates.get(String(templateIdOf(policy)));
  if (!template) {
    return { templateId: '', templateFamily: 'none', templateDisplayName: null, templateDisplayVersion: null };
  }
  return {
    templateId: template.id,
    templateFamily: template.templateFamily,
    templateDisplayName: template.displayName,
    templateDisplayVersion: template.displayVersion,
  };
}
