import type { Action, Answer, Place } from '../core/answer';
import type { QueryRequest } from '../core/request';

/** The one of some names that was typed, or those it may have been meant for. */
export interface Near {
  readonly exact: string | undefined;
  readonly near: readonly string[];
}

/** A person, device or group a typed name may stand for. */
export interface Candidate {
  readonly id: string;
  readonly name: string;
  /** The least that tells it from another of its name: a mail address, a serial number. */
  readonly short: string;
  /** What an admin knows it by. */
  readonly detail: string;
}

export type Found<T> = { readonly kind: 'one'; readonly one: T } | { readonly kind: 'which'; readonly answer: Answer };

/** How to ask the same again with another name or an id. */
export type Again = (one: Candidate) => { readonly request: QueryRequest; readonly at: Place };

const shown = 5;

/** What may be asked about by name, one and several. */
const things = { device: 'devices', group: 'groups', person: 'people', policy: 'policies' } as const;
type Thing = keyof typeof things;

/** Several things of one name: asked about, with what tells them apart. */
export function askWhich(thing: Thing, typed: string, some: readonly Candidate[], again: Again): Answer {
  const lead = `There are ${some.length} ${things[thing]} called «${typed}».`;
  return { title: `Which ${thing}?`, lead, ...choices(some, again) };
}

/** A near miss is offered, never taken. */
export function offerNear(thing: Thing, typed: string, some: readonly Candidate[], again: Again): Answer {
  const lead = `There is no ${thing} called «${typed}».`;
  if (some.length === 0) return { title: 'Not found', lead };
  return { title: 'Not found', lead: `${lead} Did you mean one of these?`, ...choices(some, again) };
}

function choices(all: readonly Candidate[], again: Again): Pick<Answer, 'table' | 'actions' | 'note'> {
  const some = all.slice(0, shown);
  const isAlone = ({ name }: Candidate) => some.filter((one) => one.name === name).length === 1;
  const actions = some.map((one): Action => {
    const title = isAlone(one) ? one.name : `${one.name}, ${one.short}`;
    return { kind: 'ask', title, ...again(one) };
  });
  const rows = some.filter(({ detail }) => detail !== '').map(({ name, detail }) => [name, detail]);
  return {
    ...(rows.length > 0 ? { table: { columns: ['Name', 'What it is'], rows } } : {}),
    actions,
    ...(all.length > shown ? { note: `The first ${shown} of ${all.length}.` } : {}),
  };
}

/** A string in an OData filter. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
