import { z } from 'zod';
import type { Entity } from '../core/snapshot';
import { GraphUnreachable, type Clock, type Graph, type GraphPath, type Log, type Page } from '../ports';
import type { Call } from './attempt';
import type { Token } from './credential';
import { recordTo } from './record';
import { patience } from './retry';
import { senderOn } from './send';
import { wireTo } from './wire';

export interface GraphOptions {
  /** `https://graph.microsoft.com`, or the sandbox's `http://127.0.0.1:PORT`. */
  readonly root: string;
  readonly token: Token;
  readonly log: Log;
  readonly clock?: Pick<Clock, 'now'>;
  /** A file that gets one line for each call. */
  readonly record?: string | undefined;
  /** One attempt; default 30 s. */
  readonly timeoutMs?: number;
  /** One call with all its attempts and waits; default 60 s. */
  readonly patienceMs?: number;
  /** The first wait when Graph does not say how long; default 0.5 s. */
  readonly backoffMs?: number;
  /** Between two Conditional Access calls; default 1 s. */
  readonly paceMs?: number;
}

/** The Graph port over HTTP. The one place that pages, waits, signs in and finds words for Graph's errors. */
export function openGraph(options: GraphOptions): Graph {
  const root = options.root.replace(/\/+$/, '');
  const send = senderOn({
    wire: wireTo(root),
    token: options.token,
    log: options.log,
    record: options.record === undefined ? () => undefined : recordTo(options.record),
    now: () => options.clock?.now() ?? new Date(),
    patience: {
      ...patience,
      timeoutMs: options.timeoutMs ?? patience.timeoutMs,
      patienceMs: options.patienceMs ?? patience.patienceMs,
      backoffMs: options.backoffMs ?? patience.backoffMs,
    },
    paceMs: options.paceMs ?? 1000,
  });
  const urlOf = (at: GraphPath) => `${root}/${at.version}${at.path}`;
  const read = async (at: GraphPath, url = urlOf(at)) => (await send(reading(at, url))).body;

  async function page(at: GraphPath, link?: string) {
    const url = link === undefined ? urlOf(at) : ownLink(link, '', root);
    const answer = await read(at, url);
    const next = nextOf(answer, url, root);
    const count = isEntity(answer) ? answer['@odata.count'] : undefined;
    return {
      rows: rowsOf(answer),
      ...(next === undefined ? {} : { next }),
      ...(typeof count === 'number' ? { count } : {}),
    };
  }

  async function* pages(at: GraphPath): AsyncGenerator<readonly Entity[]> {
    let next: string | undefined;
    do {
      const one: Page = await page(at, next);
      yield one.rows;
      next = one.next;
    } while (next !== undefined);
  }

  return {
    root,
    page,
    pages,
    get: async (at) => entityOf(await read(at)),
    async list(at) {
      const rows: Entity[] = [];
      for await (const page of pages(at)) rows.push(...page);
      return rows;
    },
    async count(at) {
      const told = countIn(await read(at));
      if (told !== undefined) return told;
      // Intune ignores `$count` on some collections: then the rows are what there is to count.
      let rows = 0;
      for await (const page of pages(at)) rows += page.length;
      return rows;
    },
    async ask(at, body) {
      return entityOf((await send({ ...reading(at, urlOf(at)), method: 'POST', body })).body);
    },
    async write(write) {
      const { method, body, eventual, signal, version: _, path: __, ...approval } = write;
      const call: Call = { method, url: urlOf(write), reads: false, body, ...only({ eventual, signal }), ...approval };
      const answer = await send(call);
      return { ...answer, body: isEntity(answer.body) ? answer.body : null };
    },
    permissions: async () => new Set(claimsIn(await options.token()).roles),
    application: async () => claimsIn(await options.token()).appid,
  };
}

function reading({ eventual, signal }: GraphPath, url: string): Call {
  return { method: 'GET', url, reads: true, ...only({ eventual, signal }) };
}

/** Without what is undefined, which an optional property may not be. */
function only({
  eventual,
  signal,
}: {
  readonly eventual?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}): Pick<GraphPath, 'eventual' | 'signal'> {
  return { ...(eventual === undefined ? {} : { eventual }), ...(signal === undefined ? {} : { signal }) };
}

/** A page without its list is no empty page. */
function rowsOf(page: unknown): readonly Entity[] {
  const rows = isEntity(page) ? page['value'] : undefined;
  if (!Array.isArray(rows) || !rows.every(isEntity)) throw notAsAsked();
  return rows;
}

/** `/$count` answers a bare number, a collection with `$count=true` a property beside the rows. */
function countIn(answer: unknown): number | undefined {
  const count = isEntity(answer) ? answer['@odata.count'] : answer;
  if (Number.isInteger(count)) return Number(count);
  if (!isEntity(answer)) throw notAsAsked();
  return undefined;
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
    throw new GraphUnreachable('Graph pointed to a next page that is not its own. Warden does not go there.', false);
  }
  return link;
}

function entityOf(body: unknown): Entity {
  if (!isEntity(body)) throw notAsAsked();
  return body;
}

function notAsAsked(): GraphUnreachable {
  return new GraphUnreachable('Graph answered something else than what was asked for.', false);
}

function isEntity(value: unknown): value is Entity {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const Claims = z.object({ roles: z.array(z.string()).default([]), appid: z.string().default('') });

/** What an application's token says. It is our own, so nothing has to be verified. */
function claimsIn(token: string): z.infer<typeof Claims> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return Claims.parse(claims);
  } catch (cause) {
    throw new GraphUnreachable('The token for Graph cannot be read, so Warden cannot tell its permissions.', false, {
      cause,
    });
  }
}
