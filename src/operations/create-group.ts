import { fingerprintOf, textAt, type Entity, type Snapshot } from '../core/snapshot';
import { accept, refuse, type Outcome } from '../core/problem';
import type { Doing, PlanPart } from '../core/plan';
import type { CreateGroupRequest } from '../core/request';
import type { Write } from '../core/writes';
import { GraphRefused, type Graph } from '../ports';
import { findDevice, quoted } from './finding';
import {
  plannedOperation,
  refusal,
  whichOf,
  type Done,
  type DraftContext,
  type Drafted,
  type OperationPorts,
} from './operation';

/** «create a group called X with LAPTOP-1 and LAPTOP-2», «… for all devices managed by Defender». */
export const createGroup = plannedOperation<CreateGroupRequest>({
  kind: 'createGroup',
  title: 'Security group',
  words: ['group', 'groups', 'security group', 'dynamic group'],
  role: 'requestor',
  examples: [
    'create a group called "Defender devices" for devices managed by Defender',
    'create a group "Pilot laptops" with LAPTOP-001 and LAPTOP-002',
  ],
  does: 'becomes a plan; a revert deletes the group, if nobody has changed it since',
  families: [],
  reads: [
    {
      permission: 'Device.Read.All',
      about: 'the objects of devices that go into a group',
      docs: 'https://learn.microsoft.com/graph/api/device-list',
    },
  ],
  writes: [
    {
      permission: 'Group.Create',
      about: 'making a security group',
      docs: 'https://learn.microsoft.com/graph/api/group-post-groups',
    },
    {
      permission: 'GroupMember.ReadWrite.All',
      about: 'putting devices into a group it made',
      docs: 'https://learn.microsoft.com/graph/api/group-post-members',
    },
    {
      permission: 'Group.ReadWrite.All',
      about: 'reverting the making of a group, which deletes it',
      docs: 'https://learn.microsoft.com/graph/api/group-delete',
    },
  ],
  plan: planGroup,
  hand: (graph, part, marker) => ({
    thing: 'group',
    read: () => readTarget(graph, part, marker),
    namesakes: () => namesakes(graph, part),
    drift: (fresh) => driftOf(part, fresh),
    writes: (fresh) => writesOf(graph, part, fresh, marker),
    unmet: (fresh) => (writesOf(graph, part, fresh, marker).length > 0 ? [`the ${membersWord(part)}`] : []),
    differing: () => [],
    titleOf: (what) => what,
  }),
  undo: undoGroup,
});

/** The rule of all devices whose security settings Defender for Endpoint manages. https://learn.microsoft.com/mem/intune/protect/mde-security-integration */
const defenderRule = '(device.managementType -eq "MicrosoftSense")';
const longestName = 256;

/** What a part needs to be written, and to be looked at again. */
interface Intent {
  readonly rule?: string;
  /** Object ids of the members, in Entra. */
  readonly members: readonly string[];
  /** Groups of that name that were there before, which a person knows of. */
  readonly known: readonly string[];
}

async function planGroup(ports: OperationPorts, request: CreateGroupRequest, context: DraftContext): Promise<Drafted> {
  const { group: name, membership } = request;
  if (name === undefined)
    return refusal(
      'no-name',
      'What should the group be called? Say for example: create a group called "Pilot laptops" with LAPTOP-001.',
    );
  if (name.length > longestName)
    return refusal('name-too-long', `A group's name has at most ${longestName} characters.`);
  if (membership === undefined)
    return refusal('no-members', 'Who should be in it: the devices that Defender manages, or devices you name?');
  const same = await groupsNamed(ports.graph, name);
  const begun = same.find((one) => context.continues !== undefined && isMarked(one, `(Warden #${context.continues})`));
  const asked = begun ? undefined : askTwice(name, same, request, context);
  if (asked) return asked;
  const content =
    membership === 'defenderManaged'
      ? await dynamicContent(ports.graph)
      : await devicesContent(ports, request, context);
  if ('kind' in content) return content;
  const intent: Intent = {
    ...content.intent,
    known: same.filter((one) => one !== begun).map((one) => textAt(one, 'id')),
  };
  const doing = { ...doingOf(content.rows, intent, begun !== undefined), makes: { devices: content.devices } };
  const before = begun ? await withMembers(ports.graph, begun) : null;
  const target = before ? ({ kind: 'existing', id: before.id, name } as const) : ({ kind: 'new', name } as const);
  const act = before ? 'set' : 'create';
  const part: PlanPart = {
    key: 'p1',
    act,
    family: 'createGroup',
    variant: 'group',
    target,
    changes: [],
    before,
    operation: doing,
  };
  const left = before ? writesOf(ports.graph, part, before, '').length > 0 : true;
  return { kind: 'parts', parts: left ? [part] : [], notes: content.notes };
}

/** Two groups of one name cannot be told apart by name: whether that is meant is asked. */
function askTwice(
  name: string,
  same: readonly Entity[],
  request: CreateGroupRequest,
  { chosen }: DraftContext,
): Drafted | undefined {
  if (same.length === 0 || chosen['sameName'] === 'yes') return undefined;
  const there = same.length === 1 ? 'There is already a group' : `There are already ${same.length} groups`;
  const other = `${name} 2`;
  return {
    kind: 'ask',
    text: `${there} called «${name}». Groups of one name cannot be told apart when a policy is assigned. Make another one of that name?`,
    choices: [
      { label: `Call it «${other}»`, request: { ...request, group: other }, chosen },
      { label: `Make another «${name}»`, request, chosen: { ...chosen, sameName: 'yes' } },
    ],
  };
}

interface Content {
  readonly rows: Doing['rows'];
  readonly intent: Omit<Intent, 'known'>;
  /** How many devices are in it at first. */
  readonly devices: number;
  readonly notes: readonly string[];
}

async function dynamicContent(graph: Graph): Promise<Content> {
  const path = `/deviceManagement/managedDevices?$filter=${encodeURIComponent("managementAgent eq 'msSense'")}&$select=id`;
  const now = (await graph.list({ version: 'v1.0', path })).length;
  return {
    rows: [
      { name: 'Members', values: ['All devices that Defender for Endpoint manages'] },
      { name: 'Rule', values: [defenderRule] },
      { name: 'Devices now', values: [String(now)] },
    ],
    intent: { rule: defenderRule, members: [] },
    devices: now,
    notes: ['Entra works the members out by itself, within minutes or hours. A dynamic group needs Entra ID P1.'],
  };
}

async function devicesContent(
  ports: OperationPorts,
  request: CreateGroupRequest,
  { chosen }: DraftContext,
): Promise<Content | Drafted> {
  const typed = request.devices ?? [];
  if (typed.length === 0) return refusal('no-devices', 'Which devices? Name them in the same sentence.');
  const ids: string[] = [];
  const names: string[] = [];
  for (const name of typed) {
    const key = `device/${name}`;
    const found = await findDevice(ports, name, chosen[key]);
    if (found.kind === 'which') return whichOf(found, request, { key, chosen });
    const id = await entraObject(ports.graph, found.one.entraDeviceId);
    if (id === undefined)
      return refusal('not-in-entra', `«${found.one.name}» has no object in Entra, so it cannot be put into a group.`);
    ids.push(id);
    names.push(found.one.name);
  }
  return {
    rows: [{ name: names.length === 1 ? 'Member' : 'Members', values: names, personal: true }],
    intent: { members: [...new Set(ids)] },
    devices: new Set(ids).size,
    notes: [],
  };
}

/** Intune knows a device by another id than Entra's groups. */
async function entraObject(graph: Graph, deviceId: string): Promise<string | undefined> {
  if (deviceId === '' || /^0{8}-/.test(deviceId)) return undefined;
  const path = `/devices?$filter=${encodeURIComponent(`deviceId eq ${quoted(deviceId)}`)}&$select=id`;
  const [one] = await graph.list({ version: 'v1.0', path });
  return one && textAt(one, 'id');
}

function doingOf(rows: Doing['rows'], intent: Intent, begun: boolean): Doing {
  const dynamic = intent.rule !== undefined;
  return {
    title: dynamic ? 'Dynamic security group' : 'Security group',
    lead: begun ? 'Goes on with the group that was begun:' : 'A new group:',
    rows,
    undo: 'Reverting deletes it, if nobody changed it since',
    steps: [...(begun ? [] : ['create']), ...membersKeys(intent.members.length)],
    intent: { ...intent },
    permissions: [...(begun ? [] : ['Group.Create']), ...(dynamic ? [] : ['GroupMember.ReadWrite.All'])],
    direction: 'changes',
    portal,
  };
}

const portal = 'https://entra.microsoft.com/#view/Microsoft_AAD_IAM/GroupDetailsMenuBlade/~/Overview/groupId/{id}';
const fields = '$select=id,displayName,description,groupTypes,securityEnabled,mailEnabled,membershipRule';

/** At most so many members go into one PATCH. https://learn.microsoft.com/graph/api/group-post-members */
const mostAtOnce = 20;

function membersKeys(count: number): readonly string[] {
  return Array.from({ length: Math.ceil(count / mostAtOnce) }, (_, i) => (i === 0 ? 'members' : `members ${i + 1}`));
}

function membersWord(part: PlanPart): string {
  return intentOf(part).rule === undefined ? 'members' : 'rule';
}

function intentOf({ operation }: PlanPart): Intent {
  const { rule, members, known } = operation?.intent ?? {};
  const texts = (list: unknown) => (Array.isArray(list) ? list.map(String) : []);
  return { ...(typeof rule === 'string' ? { rule } : {}), members: texts(members), known: texts(known) };
}

function writesOf(graph: Graph, part: PlanPart, fresh: Snapshot | null, marker: string): readonly Write[] {
  if (part.act === 'delete')
    return fresh
      ? [{ key: 'delete', method: 'DELETE', version: 'v1.0', path: `/groups/${encodeURIComponent(fresh.id)}` }]
      : [];
  const { rule, members } = intentOf(part);
  if (!fresh) {
    const body = newGroup(part.target.name, marker, rule);
    return [
      { key: 'create', method: 'POST', version: 'v1.0', path: '/groups', body },
      ...membersKeys(members.length).map((key) => later(key)),
    ];
  }
  const there = new Set(membersIn(fresh));
  return membersKeys(members.length).flatMap((key, i): readonly Write[] => {
    const missing = members.slice(i * mostAtOnce, (i + 1) * mostAtOnce).filter((id) => !there.has(id));
    if (missing.length === 0) return [];
    const urls = missing.map((id) => `${graph.root}/v1.0/directoryObjects/${id}`);
    const path = `/groups/${encodeURIComponent(fresh.id)}`;
    return [{ key, method: 'PATCH', version: 'v1.0', path, body: { 'members@odata.bind': urls } }];
  });
}

/** A write whose body is made once the group is there. */
function later(key: string): Write {
  return { key, method: 'PATCH', version: 'v1.0', path: '/groups/{id}' };
}

function newGroup(name: string, marker: string, rule: string | undefined): Entity {
  return {
    displayName: name,
    description: marker,
    mailEnabled: false,
    mailNickname:
      name
        .normalize('NFKD')
        .replace(/[^A-Za-z0-9]/g, '')
        .slice(0, 64) || 'group',
    securityEnabled: true,
    ...(rule === undefined
      ? {}
      : { groupTypes: ['DynamicMembership'], membershipRule: rule, membershipRuleProcessingState: 'On' }),
  };
}

async function readTarget(graph: Graph, part: PlanPart, marker: string): Promise<Snapshot | null> {
  if (part.target.kind === 'new') {
    const found = (await groupsNamed(graph, part.target.name)).find((one) => isMarked(one, marker));
    return found ? withMembers(graph, found) : null;
  }
  try {
    const path = `/groups/${encodeURIComponent(part.target.id)}?${fields}`;
    return await withMembers(graph, await graph.get({ version: 'v1.0', path }));
  } catch (error) {
    if (error instanceof GraphRefused && error.status === 404) return null;
    throw error;
  }
}

/** Of that name and not known before. */
async function namesakes(graph: Graph, part: PlanPart): Promise<readonly Snapshot[]> {
  const { known } = intentOf(part);
  return (await groupsNamed(graph, part.target.name)).map(snapshotOf).filter(({ id }) => !known.includes(id));
}

async function groupsNamed(graph: Graph, name: string): Promise<readonly Entity[]> {
  const filter = encodeURIComponent(`displayName eq ${quoted(name)}`);
  return graph.list({ version: 'v1.0', path: `/groups?$filter=${filter}&${fields}` });
}

/** The members of a dynamic group move by themselves, so they are no part of it. */
async function withMembers(graph: Graph, group: Entity): Promise<Snapshot> {
  const snapshot = snapshotOf(group);
  if (textAt(group, 'membershipRule') !== '') return snapshot;
  const path = `/groups/${encodeURIComponent(snapshot.id)}/members?$select=id&$top=999`;
  const members = (await graph.list({ version: 'v1.0', path })).map((member) => textAt(member, 'id')).sort();
  return { ...snapshot, entity: { ...snapshot.entity, members } };
}

function snapshotOf(group: Entity): Snapshot {
  return { id: textAt(group, 'id'), name: textAt(group, 'displayName'), entity: group };
}

function membersIn({ entity }: Snapshot): readonly string[] {
  return Array.isArray(entity['members']) ? entity['members'].map(String) : [];
}

function isMarked(group: Entity, marker: string): boolean {
  return textAt(group, 'description').includes(marker);
}

/** A member is there or it is not: either way the plan knows what to do. A delete wants it as it was. */
function driftOf(part: PlanPart, fresh: Snapshot | null) {
  if (part.act !== 'delete') return { touched: [], other: [], done: fresh !== null && isWhole(part, fresh) };
  if (!fresh || !part.before || fingerprintOf(fresh) === fingerprintOf(part.before))
    return { touched: [], other: [], done: fresh === null };
  const moved = { what: part.target.name, expected: 'as the plan saw it', found: 'changed' };
  return { touched: [moved], other: [], done: false };
}

function isWhole(part: PlanPart, fresh: Snapshot): boolean {
  const there = new Set(membersIn(fresh));
  return intentOf(part).members.every((id) => there.has(id));
}

function undoGroup(part: PlanPart, { change, fresh, steps }: Done): Outcome<PlanPart | undefined> {
  const name = part.target.name;
  if (part.act === 'delete')
    return refuse(
      'cannot-be-undone',
      `«${name}» was deleted. An Entra administrator can restore it for 30 days, with its members and its id.`,
    );
  if (!fresh)
    return steps.some(({ state }) => state === 'confirmed')
      ? refuse('deleted-since', `«${name}», which change #${change} created, is not there any more.`)
      : accept(undefined);
  const seen = steps.filter(({ after }) => after !== undefined).at(-1)?.after;
  if (seen !== fingerprintOf(fresh))
    return refuse(
      'changed-since',
      `«${name}», which change #${change} created, was changed since. Delete it in Entra if you want it gone.`,
    );
  const doing: Doing = {
    title: part.operation?.title ?? 'Security group',
    lead: 'Deletes the group. Lost with it:',
    rows: part.operation?.rows ?? [],
    final: true,
    undo: 'Cannot be reverted from here; an Entra administrator can restore it for 30 days',
    steps: ['delete'],
    intent: { ...part.operation?.intent },
    permissions: ['Group.ReadWrite.All'],
    direction: 'changes',
    portal,
  };
  const warnings = ['Policies that are assigned to the group reach nobody through it any more.'];
  const target = { kind: 'existing', id: fresh.id, name } as const;
  return accept({ ...part, act: 'delete', target, before: fresh, operation: doing, warnings });
}
