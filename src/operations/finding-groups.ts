import { textAt, type Entity } from '../core/snapshot';
import type { Graph } from '../ports';
import { onePicked, orGone, quoted, type Found } from './finding';

/** Groups by the name a person typed. Entra allows several of one name. */

export interface GroupFound {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
}

type Named = Pick<GroupFound, 'id' | 'name'>;

/** The one group of this name, or the one that was picked; else those of this name, told apart, or near ones. */
export async function findGroup(graph: Graph, typed: string, picked: string | undefined): Promise<Found<GroupFound>> {
  if (picked !== undefined) return onePicked(typed, await readGroup(graph, picked));
  const found = await groupsCalled(graph, typed);
  const [one, ...more] = found;
  if (one && more.length === 0) return { kind: 'one', one: { ...one, detail: '' } };
  if (one) return { kind: 'which', say: sayTwins(found), some: await toldApart(graph, found) };
  const near = await groupsLike(graph, typed);
  const none = `There is no group called «${typed}» in Entra.`;
  if (near.length === 0) return { kind: 'which', say: none, some: [] };
  const some = near.map((group) => ({ ...group, detail: 'Group' }));
  return { kind: 'which', say: `${none} Did you mean one of these?`, some };
}

function readGroup(graph: Graph, id: string): Promise<GroupFound | undefined> {
  const path = `/groups/${encodeURIComponent(id)}?$select=id,displayName`;
  return orGone(graph.get({ version: 'v1.0', path }).then((entity) => ({ ...groupOf(entity), detail: '' })));
}

export function sayTwins(twins: readonly Named[]): string {
  return `There are ${twins.length} groups called «${twins[0]?.name ?? ''}». Which one do you mean?`;
}

/** Groups of one name are told apart by what they are for, how many they are and since when. */
export async function toldApart(graph: Graph, twins: readonly Named[]): Promise<readonly GroupFound[]> {
  return Promise.all(twins.map(async (one) => ({ ...one, detail: await detailOf(graph, one.id) })));
}

async function detailOf(graph: Graph, id: string): Promise<string> {
  const path = `/groups/${encodeURIComponent(id)}`;
  const [group, members] = await Promise.all([
    graph.get({ version: 'v1.0', path: `${path}?$select=id,description,createdDateTime` }),
    graph.count({ version: 'v1.0', path: `${path}/transitiveMembers/$count`, eventual: true }),
  ]);
  const made = textAt(group, 'createdDateTime').slice(0, 10);
  const known = [
    textAt(group, 'description'),
    members === 1 ? '1 member' : `${members} members`,
    made === '' ? '' : `made ${made}`,
    id,
  ];
  return known.filter((one) => one !== '').join(', ');
}

/** Every group of exactly this name. */
export async function groupsCalled(graph: Graph, name: string): Promise<readonly Named[]> {
  const filter = encodeURIComponent(`displayName eq ${quoted(name)}`);
  return groupsOf(await graph.list({ version: 'v1.0', path: `/groups?$filter=${filter}&$select=id,displayName` }));
}

/** Groups whose name has the typed words in it; the search index may lag, so this only ever suggests. */
export async function groupsLike(graph: Graph, typed: string): Promise<readonly Named[]> {
  const words = typed.replace(/["\\]/g, ' ').trim();
  if (words === '') return [];
  const search = encodeURIComponent(`"displayName:${words}"`);
  const path = `/groups?$search=${search}&$select=id,displayName&$top=5`;
  const found = groupsOf(await graph.list({ version: 'v1.0', path, eventual: true }));
  if (found.length > 0) return found.slice(0, 5);
  const start = encodeURIComponent(`startswith(displayName,${quoted(words.slice(0, 3))})`);
  return groupsOf(
    await graph.list({ version: 'v1.0', path: `/groups?$filter=${start}&$select=id,displayName&$top=5` }),
  ).slice(0, 5);
}

/** A few groups, to choose from. */
export async function someGroups(graph: Graph): Promise<readonly Named[]> {
  const path = '/groups?$orderby=displayName&$count=true&$select=id,displayName&$top=5';
  const { rows } = await graph.page({ version: 'v1.0', path, eventual: true });
  return groupsOf(rows);
}

/** What groups there are, as far as they fit a sentence. */
export async function sayGroups(graph: Graph): Promise<string> {
  const path = `/groups?$orderby=displayName&$count=true&$select=id,displayName&$top=${mostNamed}`;
  const { rows, count } = await graph.page({ version: 'v1.0', path, eventual: true });
  const names = rows.map((row) => `«${textAt(row, 'displayName')}»`);
  if (names.length === 0) return 'There are no groups yet.';
  const more = (count ?? names.length) - names.length;
  return more > 0 ? `There are ${names.join(', ')} and ${more} more.` : `There are ${names.join(', ')}.`;
}

const mostNamed = 10;

function groupsOf(entities: readonly Entity[]): readonly Named[] {
  return entities.map(groupOf);
}

function groupOf(entity: Entity): Named {
  return { id: textAt(entity, 'id'), name: textAt(entity, 'displayName') };
}
