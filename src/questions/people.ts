import { textAt, type Entity } from '../core/snapshot';
import { GraphRefused } from '../ports';
import { askWhich, offerNear, quoted, type Again, type Candidate, type Found } from './naming';
import type { QuestionPorts } from './question-kind';

export interface Somebody {
  readonly id: string;
  readonly name: string;
  readonly mail: string;
}

const fields = '$select=id,displayName,userPrincipalName,mail';

/** A person by mail address or by name. Two of one name are told apart by mail address. */
export async function findPerson(
  ports: QuestionPorts,
  typed: string,
  picked: string | undefined,
  again: Again,
): Promise<Found<Somebody>> {
  const known = picked ?? (typed.includes('@') ? typed : undefined);
  if (known !== undefined) {
    const found = await byId(ports, known);
    if (found) return { kind: 'one', one: found };
    return { kind: 'which', answer: offerNear('person', typed, [], again) };
  }
  const path = `/users?$filter=${encodeURIComponent(`displayName eq ${quoted(typed)}`)}&${fields}`;
  const people = (await ports.graph.list({ version: 'v1.0', path })).map(somebody);
  const [first] = people;
  if (first && people.length === 1) return { kind: 'one', one: first };
  if (first) return { kind: 'which', answer: askWhich('person', typed, people.map(candidate), again) };
  return { kind: 'which', answer: offerNear('person', typed, (await similar(ports, typed)).map(candidate), again) };
}

async function byId(ports: QuestionPorts, id: string): Promise<Somebody | undefined> {
  try {
    return somebody(await ports.graph.get({ version: 'v1.0', path: `/users/${encodeURIComponent(id)}?${fields}` }));
  } catch (error) {
    if (error instanceof GraphRefused && error.status === 404) return undefined;
    throw error;
  }
}

/** People whose name has the typed words, or begins like it. The search index may lag, so it only ever suggests. */
async function similar(ports: QuestionPorts, typed: string): Promise<readonly Somebody[]> {
  const words = typed.replace(/["\\]/g, ' ').trim();
  if (words === '') return [];
  const search = encodeURIComponent(`"displayName:${words}"`);
  const found = await ports.graph.list({
    version: 'v1.0',
    path: `/users?$search=${search}&${fields}&$top=5`,
    eventual: true,
  });
  if (found.length > 0) return found.slice(0, 5).map(somebody);
  // A slip of the finger: whoever begins alike, and of those the near ones.
  const start = encodeURIComponent(`startswith(displayName,${quoted(words.slice(0, 2))})`);
  const [page = []] = [await firstPage(ports, `/users?$filter=${start}&${fields}&$top=200`)];
  const people = page.map(somebody);
  const { exact, near } = ports.match(
    typed,
    people.map(({ name }) => name),
  );
  const names = exact === undefined ? near : [exact];
  return people.filter(({ name }) => names.includes(name)).slice(0, 5);
}

async function firstPage(ports: QuestionPorts, path: string): Promise<readonly Entity[]> {
  for await (const page of ports.graph.pages({ version: 'v1.0', path })) return page;
  return [];
}

function somebody(entity: Entity): Somebody {
  const text = (at: string) => textAt(entity, at);
  return { id: text('id'), name: text('displayName'), mail: text('mail') || text('userPrincipalName') };
}

function candidate({ id, name, mail }: Somebody): Candidate {
  return { id, name, short: mail, detail: mail };
}
