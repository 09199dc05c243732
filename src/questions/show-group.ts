import type { Action, Answer, Place } from '../core/answer';
import { textAt, type Entity } from '../core/snapshot';
import { GraphRefused } from '../ports';
import { excludedGroups, includedGroups } from './assignments';
import { askWhich, offerNear, quoted, type Again, type Candidate, type Found } from './naming';
import { collect, inTime } from './patience';
import { namedFamilies, questionKind, type QuestionPorts } from './question-kind';
import { sayDay } from './when';

const perPage = 15;
const fields =
  '$select=id,displayName,description,groupTypes,securityEnabled,mailEnabled,membershipRule,createdDateTime';

export const showGroup = questionKind({
  kind: 'showGroup',
  topic: 'devices',
  names: true,
  examples: ['show the group "All Staff"', 'who is in the "Pilot" group?'],
  families: [],
  async answer(ports, request, at) {
    const typed = request.group;
    if (typed === undefined) return { title: 'Which group?', lead: 'Say its name, for example: show the group Sales.' };
    const again: Again = (one) => ({ request: { kind: 'showGroup', group: one.name }, at: { id: one.id } });
    const found = await findGroup(ports, typed, at.id, again);
    return found.kind === 'one' ? describe(ports, found.one, at) : found.answer;
  },
});

/** The group of this name, or the question which one is meant. */
export async function findGroup(
  ports: QuestionPorts,
  typed: string,
  picked: string | undefined,
  again: Again,
): Promise<Found<Entity>> {
  if (picked !== undefined) return pickedGroup(ports, typed, picked);
  const filter = encodeURIComponent(`displayName eq ${quoted(typed)}`);
  const exact = await ports.graph.list({ version: 'v1.0', path: `/groups?$filter=${filter}&${fields}` });
  const [first] = exact;
  if (first && exact.length === 1) return { kind: 'one', one: first };
  if (first) {
    const counts = await Promise.all(exact.map((group) => countMembers(ports, textAt(group, 'id'), '')));
    const some = exact.map((group, i) => candidate(ports, group, counts[i]));
    return { kind: 'which', answer: askWhich('group', typed, some, again) };
  }
  const near = await similar(ports, typed);
  const some = near.map((group) => candidate(ports, group));
  return { kind: 'which', answer: offerNear('group', typed, some, again) };
}

async function pickedGroup(ports: QuestionPorts, typed: string, id: string): Promise<Found<Entity>> {
  try {
    const path = `/groups/${encodeURIComponent(id)}?${fields}`;
    return { kind: 'one', one: await ports.graph.get({ version: 'v1.0', path }) };
  } catch (error) {
    if (!(error instanceof GraphRefused) || error.status !== 404) throw error;
    return { kind: 'which', answer: { title: 'Not found', lead: `«${typed}» is not in Entra any more.` } };
  }
}

/** Groups whose name has the typed words, or begins alike; the search index may lag, so it only ever suggests. */
async function similar(ports: QuestionPorts, typed: string): Promise<readonly Entity[]> {
  const words = typed.replace(/["\\]/g, ' ').trim();
  if (words === '') return [];
  const search = encodeURIComponent(`"displayName:${words}"`);
  const path = `/groups?$search=${search}&${fields}&$top=5`;
  const found = await ports.graph.list({ version: 'v1.0', path, eventual: true });
  if (found.length > 0) return found.slice(0, 5);
  const start = encodeURIComponent(`startswith(displayName,${quoted(words.slice(0, 1))})`);
  const { rows } = await collect(ports, { version: 'v1.0', path: `/groups?$filter=${start}&${fields}&$top=999` }, 999);
  const { exact, near } = ports.match(
    typed,
    rows.map((group) => textAt(group, 'displayName')),
  );
  const names = exact === undefined ? near : [exact];
  return rows.filter((group) => names.includes(textAt(group, 'displayName'))).slice(0, 5);
}

function candidate(ports: QuestionPorts, group: Entity, members?: number): Candidate {
  const created = textAt(group, 'createdDateTime');
  const made = created === '' ? '' : `made ${sayDay(created, ports.timezone())}`;
  const count = members === undefined ? '' : sayMembers(members);
  const parts = [kindOf(group), count, made, textAt(group, 'description')].filter((one) => one !== '');
  return {
    id: textAt(group, 'id'),
    name: textAt(group, 'displayName'),
    short: [count, made].filter((one) => one !== '').join(', '),
    detail: parts.join(', '),
  };
}

async function describe(ports: QuestionPorts, group: Entity, at: Place): Promise<Answer> {
  const id = textAt(group, 'id');
  const from = at.from ?? 0;
  const [all, people, devices, groups, members, assigned] = await Promise.all([
    countMembers(ports, id, ''),
    countMembers(ports, id, '/microsoft.graph.user'),
    countMembers(ports, id, '/microsoft.graph.device'),
    countMembers(ports, id, '/microsoft.graph.group'),
    readMembers(ports, id, from + perPage),
    inTime(ports.patience, policiesOf(ports, id)),
  ]);
  const page = members.slice(from, from + perPage);
  const rule = textAt(group, 'membershipRule');
  const name = textAt(group, 'displayName');
  return {
    title: name,
    ...(textAt(group, 'description') === '' ? {} : { lead: textAt(group, 'description') }),
    facts: [
      { name: 'Kind', value: kindOf(group) },
      ...(rule === '' ? [] : [{ name: 'Rule', value: rule }]),
      { name: 'Members', value: sayCounts({ all, people, devices, groups }) },
      {
        name: 'Policies',
        value:
          assigned === undefined ? 'could not be read in time' : assigned.join(', ') || 'none of those managed here',
      },
    ],
    ...(page.length > 0 ? { table: { columns: ['Member', 'What it is'], rows: page.map(memberRow) } } : {}),
    actions: pageButtons(name, id, from, all ?? members.length),
    ...(all !== undefined && all > page.length
      ? { note: `Members ${from + 1} to ${from + page.length} of ${all}.` }
      : {}),
    portal: `https://entra.microsoft.com/#view/Microsoft_AAD_IAM/GroupDetailsMenuBlade/~/Overview/groupId/${encodeURIComponent(id)}`,
  };
}

function pageButtons(name: string, id: string, from: number, all: number): readonly Action[] {
  const turn = (title: string, to: number): Action => ({
    kind: 'ask',
    title,
    request: { kind: 'showGroup', group: name },
    at: { id, from: to },
  });
  return [
    ...(from > 0 ? [turn(`Back to ${Math.max(0, from - perPage) + 1}`, Math.max(0, from - perPage))] : []),
    ...(from + perPage < all
      ? [turn(`Show ${from + perPage + 1} to ${Math.min(all, from + 2 * perPage)}`, from + perPage)]
      : []),
  ];
}

/** Counted by Graph, nested members too; undefined when it did not answer in time. */
function countMembers(ports: QuestionPorts, id: string, cast: string): Promise<number | undefined> {
  const path = `/groups/${encodeURIComponent(id)}/transitiveMembers${cast}/$count`;
  return inTime(ports.patience, ports.graph.count({ version: 'v1.0', path, eventual: true }));
}

async function readMembers(ports: QuestionPorts, id: string, enough: number): Promise<readonly Entity[]> {
  const path = `/groups/${encodeURIComponent(id)}/transitiveMembers?$select=id,displayName,userPrincipalName,operatingSystem&$top=${Math.min(999, enough)}`;
  return (await collect(ports, { version: 'v1.0', path }, enough)).rows;
}

async function policiesOf(ports: QuestionPorts, group: string): Promise<readonly string[]> {
  const families = namedFamilies(ports.families, undefined).filter((family) => family.groups !== undefined);
  const all = await Promise.all(families.map((family) => ports.policies(family, Object.keys(family.variants))));
  return all.flat().flatMap((policy) => {
    if (includedGroups(policy).includes(group)) return [policy.name];
    return excludedGroups(policy).includes(group) ? [`${policy.name} (excluded)`] : [];
  });
}

function memberRow(member: Entity): readonly string[] {
  const type = textAt(member, '@odata.type').replace('#microsoft.graph.', '');
  const what =
    type === 'user'
      ? textAt(member, 'userPrincipalName')
      : type === 'device'
        ? `Device, ${textAt(member, 'operatingSystem')}`
        : 'Group';
  return [textAt(member, 'displayName'), what];
}

function kindOf(group: Entity): string {
  const types = Array.isArray(group['groupTypes']) ? group['groupTypes'].map(String) : [];
  const kind = types.includes('Unified')
    ? 'Microsoft 365 group'
    : group['securityEnabled'] === true
      ? 'Security group'
      : 'Distribution list';
  return types.includes('DynamicMembership') ? `${kind}, dynamic` : kind;
}

interface Counts {
  readonly all: number | undefined;
  readonly people: number | undefined;
  readonly devices: number | undefined;
  readonly groups: number | undefined;
}

function sayCounts({ all, people, devices, groups }: Counts): string {
  if (all === undefined) return 'could not be counted in time';
  const parts = [
    [people, 'person', 'people'],
    [devices, 'device', 'devices'],
    [groups, 'group', 'groups'],
  ] as const;
  const said = parts.flatMap(([count, one, many]) =>
    count === undefined || count === 0 ? [] : [`${count} ${count === 1 ? one : many}`],
  );
  return said.length === 0 ? sayMembers(all) : said.join(', ');
}

function sayMembers(count: number): string {
  return count === 0 ? 'nobody' : count === 1 ? '1 member' : `${count} members`;
}
