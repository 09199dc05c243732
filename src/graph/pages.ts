import type { Entity } from '../core/snapshot';
import { GraphUnreachable, type Graph, type GraphPath, type UnreadPage, type UnreadRows } from '../ports';
import { jsonOf, type Call } from './attempt';
import type { GraphOptions } from './options';
import { senderFor, type Send } from './send';
import { unread } from './unread';
import { wireTo } from './wire';

/** The part of the edge that gives one page after the other, for who reads nothing else. */
export function openPages(options: GraphOptions): Pick<Graph, 'page'> {
  const root = rootOf(options);
  return { page: pageOn(senderFor(options, wireTo(root)), root) };
}

/** The same for who need not read most of the rows. `apart`: a property that tells no difference between them. */
export function openUnreadPages(
  options: GraphOptions,
  apart: string,
): (at: GraphPath, link?: string) => Promise<UnreadPage> {
  const root = rootOf(options);
  const send = senderFor(options, wireTo(root));
  const reader = (bytes: Buffer): Answered => {
    const cut = unread(bytes, apart);
    if (cut) return { ...cut, whole: () => jsonOf(bytes) };
    const envelope = jsonOf(bytes);
    return { envelope, whole: () => envelope };
  };
  return async (at, link) => {
    const url = link === undefined ? urlOf(root, at) : ownLink(link, '', root);
    const answer = (await send({ ...reading(at, url), paged: true, reader })).body as Answered; // the reader has made it
    const next = nextOf(answer.envelope, url, root);
    return {
      whole: () => rowsOf(answer.whole()),
      ...(answer.rows === undefined ? {} : { rows: answer.rows }),
      ...(next === undefined ? {} : { next }),
    };
  };
}

interface Answered {
  readonly envelope: unknown;
  readonly rows?: UnreadRows;
  readonly whole: () => unknown;
}

export function rootOf({ root }: Pick<GraphOptions, 'root'>): string {
  return root.replace(/\/+$/, '');
}

function pageOn(send: Send, root: string): Graph['page'] {
  return async (at, link) => {
    const url = link === undefined ? urlOf(root, at) : ownLink(link, '', root);
    const answer = (await send({ ...reading(at, url), paged: true })).body;
    const next = nextOf(answer, url, root);
    const count = isEntity(answer) ? answer['@odata.count'] : undefined;
    return {
      rows: rowsOf(answer),
      ...(next === undefined ? {} : { next }),
      ...(typeof count === 'number' ? { count } : {}),
    };
  };
}

export function urlOf(root: string, { version, path }: GraphPath): string {
  return `${root}/${version}${path}`;
}

export function reading({ eventual, signal }: GraphPath, url: string): Call {
  return { method: 'GET', url, reads: true, eventual, signal };
}

/** A page without its list is no empty page. */
function rowsOf(page: unknown): readonly Entity[] {
  const rows = isEntity(page) ? page['value'] : undefined;
  if (!Array.isArray(rows) || !rows.every(isEntity)) throw notAsAsked();
  return rows;
}

/** The next page's address, exactly as Graph gave it, and only where our token belongs. */
function nextOf(page: unknown, current: string, root: string): string | undefined {
  const link = isEntity(page) ? page['@odata.nextLink'] : undefined;
  return link === undefined || link === null ? undefined : ownLink(link, current, root);
}

function ownLink(link: unknown, current: string, root: string): string {
  if (
    typeof link !== 'string' ||
    !URL.canParse(link) ||
    new URL(link).origin !== new URL(root).origin ||
    link === current
  ) {
    throw notItsOwn();
  }
  return link;
}

/** Another host's, or one that was read already. */
export function notItsOwn(): GraphUnreachable {
  return new GraphUnreachable('Graph pointed to a next page that is not its own. Warden does not go there.', false);
}

export function notAsAsked(): GraphUnreachable {
  return new GraphUnreachable('Graph answered something else than what was asked for.', false);
}

export function isEntity(value: unknown): value is Entity {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
