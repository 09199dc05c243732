import type { Answer, Call } from '../call';
import { context, type EntitySet, entityOf, store } from '../entity-set';
import { isObject, judgeValue } from '../judge';
import { type Entity, present } from '../present';
import { badRequest, intuneRule } from '../refusal';
import type { Properties } from '../tenant';

/** What `assign` of device policies does: the whole set is replaced. */
export interface Assigning {
  readonly set: EntitySet;
  readonly type: string;
  /** Some answer with the assignments, some with nothing. https://github.com/microsoftgraph/msgraph-metadata, the actions' return types. */
  readonly answers: 'collection' | 'nothing';
}

export function assign({ set, type, answers }: Assigning, call: Call): Answer {
  const policy = entityOf(set, call);
  const sent = parameter(call, 'assignments', type);
  for (const { target } of sent) judgeTarget(target);
  const assignments = sent.map(({ target }) => assignment(policy, target));
  store(set, call, policy, { assignments });
  if (answers === 'nothing') return { status: 204 };
  const value = assignments.map((one) => present(call.model, one, { declared: type }));
  return { status: 200, body: { '@odata.context': context(call), value } };
}

/** The one parameter of an action: a list of this type, and nothing beside it. */
export function parameter(call: Call, name: string, type: string): readonly Properties[] {
  const { [name]: value, ...others } = isObject(call.body) ? call.body : {};
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw badRequest(`The parameter '${other}' in the request payload is not a valid parameter for the operation.`);
  if (value === undefined) throw badRequest(`The parameter '${name}' is missing in the payload.`);
  const navigations = ['scheduledActionConfigurations'];
  judgeValue(call.model, { name, type, nullable: false, collection: true }, value, navigations);
  return (Array.isArray(value) ? value : []).filter(isObject);
}

function assignment(policy: Entity, target: unknown): Properties {
  const group = isObject(target) ? (target['groupId'] ?? target['@odata.type']) : '';
  return { id: `${policy.id}_${String(group)}`, source: 'direct', sourceId: policy.id, target };
}

function judgeTarget(target: unknown): void {
  if (!isObject(target)) throw badRequest('An assignment must have a target.');
  const type = String(target['@odata.type']).replace('#microsoft.graph.', '');
  if (['allDevicesAssignmentTarget', 'allLicensedUsersAssignmentTarget'].includes(type)) return;
  if (!['groupAssignmentTarget', 'exclusionGroupAssignmentTarget'].includes(type))
    throw intuneRule(`Assignment target ${type} is not supported for this policy.`);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(target['groupId'])))
    throw intuneRule('The group id of an assignment target must be a GUID.');
}
