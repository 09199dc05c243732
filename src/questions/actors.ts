import { textAt } from '../core/snapshot';
import { GraphRefused } from '../ports';
import { askWhich, type Again, type Found } from './naming';
import { findPerson } from './people';
import type { QuestionPorts } from './question-kind';

/** Somebody who did something here, as the records name them. */
export interface Actor {
  /** Object id in Entra. */
  readonly id: string;
  readonly name: string;
}

/**
 * Whom a typed name means among those the records tell of: the whole name, a word of it, a mail address or an id. Two of
 * one name are told apart by mail address; who is not in the records is looked for in Entra.
 */
export async function findActor(
  ports: QuestionPorts,
  typed: string,
  there: readonly Actor[],
  again: Again,
): Promise<Found<Actor>> {
  const wanted = typed.toLowerCase();
  const all = [...new Map(there.map((one) => [one.id.toLowerCase(), one])).values()];
  const known = all.find(({ id }) => id.toLowerCase() === wanted);
  if (known) return { kind: 'one', one: known };
  const whole = all.filter(({ name }) => name.toLowerCase() === wanted);
  const named = whole.length > 0 ? whole : all.filter(({ name }) => name.toLowerCase().split(' ').includes(wanted));
  const [one, ...others] = named;
  if (one && others.length === 0) return { kind: 'one', one };
  // One that was picked is known by id, whether or not the records tell of them.
  if (!one) return findPerson(ports, typed, isId.test(typed) ? typed : undefined, again);
  const mails = await Promise.all(named.map(({ id }) => mailOf(ports, id)));
  const some = named.map(({ id, name }, i) => ({ id, name, short: mails[i] ?? id, detail: mails[i] ?? id }));
  return { kind: 'which', answer: askWhich('person', typed, some, again) };
}

const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Undefined of somebody who has left, and of an app. */
async function mailOf({ graph }: QuestionPorts, id: string): Promise<string | undefined> {
  try {
    const path = `/users/${encodeURIComponent(id)}?$select=id,mail,userPrincipalName`;
    const user = await graph.get({ version: 'v1.0', path });
    return textAt(user, 'mail') || textAt(user, 'userPrincipalName') || undefined;
  } catch (error) {
    if (error instanceof GraphRefused) return undefined;
    throw error;
  }
}

/** Every typed name as the person it means, or the question about the first that may mean several. */
export async function findActors(
  ports: QuestionPorts,
  typed: readonly string[],
  there: readonly Actor[],
  again: (users: readonly string[]) => ReturnType<Again>,
): Promise<Found<readonly Actor[]>> {
  const actors: Actor[] = [];
  for (const name of typed) {
    const found = await findActor(ports, name, there, (one) =>
      again(typed.map((other) => (other === name ? one.id : other))),
    );
    if (found.kind === 'which') return found;
    actors.push(found.one);
  }
  return { kind: 'one', one: actors };
}
