import { z } from 'zod';
import type { Entity } from '../core/snapshot';
import { GraphUnreachable, type Graph, type GraphPath, type Page } from '../ports';
import type { Call } from './attempt';
import type { GraphOptions } from './options';
import { isEntity, notAsAsked, notItsOwn, openPages, reading, rootOf, urlOf } from './pages';
import { senderFor } from './send';
import { wireTo } from './wire';

/** The Graph port over HTTP. The one place that pages, waits, signs in and finds words for Graph's errors. */
export function openGraph(options: GraphOptions): Graph {
  const root = rootOf(options);
  const send = senderFor(options, wireTo(root));
  const { page } = openPages(options);
  const read = async (at: GraphPath) => (await send(reading(at, urlOf(root, at)))).body;

  async function* pages(at: GraphPath): AsyncGenerator<readonly Entity[]> {
    const links = new Set<string>();
    let next: string | undefined;
    do {
      const one: Page = await page(at, next);
      yield one.rows;
      next = one.next;
      if (next !== undefined && links.has(next)) throw notItsOwn();
      if (next !== undefined) links.add(next);
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
      return entityOf((await send({ ...reading(at, urlOf(root, at)), method: 'POST', body })).body);
    },
    async write(write) {
      const { method, body, eventual, signal, version: _, path: __, ...approval } = write;
      const call: Call = { method, url: urlOf(root, write), reads: false, body, eventual, signal, ...approval };
      const answer = await send(call);
      return { ...answer, body: isEntity(answer.body) ? answer.body : null };
    },
    permissions: async () => new Set(claimsIn(await options.token()).roles),
    application: async () => claimsIn(await options.token()).appid,
  };
}

/** `/$count` answers a bare number, a collection with `$count=true` a property beside the rows. */
function countIn(answer: unknown): number | undefined {
  const count = isEntity(answer) ? answer['@odata.count'] : answer;
  if (Number.isInteger(count)) return Number(count);
  if (!isEntity(answer)) throw notAsAsked();
  return undefined;
}

function entityOf(body: unknown): Entity {
  if (!isEntity(body)) throw notAsAsked();
  return body;
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
