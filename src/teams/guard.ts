import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { Activity, tenantsOf } from './activity';
import type { Limits } from './options';
import { isAllowedServiceUrl, isLoopback, type ServiceUrlRule } from './service-url';

/**
 * What is checked in front of the SDK, whose own checks leave holes: it takes an activity without service URL, a token of
 * any tenant's emulator, compressed bodies of any size, and remembers every issuer that anybody names.
 */
export interface Refused {
  readonly status: 400 | 401 | 403 | 408 | 413 | 415 | 503;
  readonly code: string;
}

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refused: Refused };

export function refuse(status: Refused['status'], code: string): { readonly ok: false; readonly refused: Refused } {
  return { ok: false, refused: { status, code } };
}

/** The sandbox checks no tokens, so nobody may reach it through a tunnel, another site's page or a rebound name. */
export function checkOrigin(headers: IncomingHttpHeaders): Checked<null> {
  const forwarded = Object.keys(headers).some((name) => name === 'forwarded' || name.startsWith('x-forwarded'));
  if (forwarded) return refuse(403, 'forwarded');
  if (!isLoopbackHost(headers.host)) return refuse(403, 'foreign-host');
  if (headers.origin !== undefined && !isLoopbackOrigin(headers.origin)) return refuse(403, 'foreign-origin');
  return { ok: true, value: null };
}

function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && isLoopbackOrigin(`http://${host}`);
}

function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopback(new URL(origin).hostname);
}

/** Compressed bodies are refused: their size is known only after they were unpacked, and Teams sends none. */
export async function readBody(
  request: Readable & { readonly headers: IncomingHttpHeaders },
  { bodyBytes, bodyWithinMs }: Pick<Limits, 'bodyBytes' | 'bodyWithinMs'>,
): Promise<Checked<unknown>> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') return refuse(415, 'content-encoding');
  if (Number(request.headers['content-length'] ?? 0) > bodyBytes) return refuse(413, 'too-large');
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<Checked<unknown>>((resolve) => {
    timer = setTimeout(() => resolve(refuse(408, 'too-slow')), bodyWithinMs);
  });
  return Promise.race([readWhole(request, bodyBytes), slow]).finally(() => clearTimeout(timer));
}

async function readWhole(request: Readable, limit: number): Promise<Checked<unknown>> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    // Not destroyed on return: the answer goes over the same connection.
    for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > limit) return refuse(413, 'too-large');
      parts.push(part);
    }
  } catch {
    return refuse(400, 'broken-off');
  }
  return parseBody(Buffer.concat(parts).toString('utf8'));
}

function parseBody(text: string): Checked<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return refuse(400, 'bad-json');
  }
}

const Claims = z.object({ iss: z.string() });

/** Before any verification: only tokens that say they are the channel's get as far as the SDK. */
export function checkIssuer(authorization: string | undefined, issuer: string): Checked<string> {
  if (authorization === undefined || authorization === '') return refuse(401, 'no-token');
  const payload = /^Bearer [\w-]+\.([\w-]+)\.[\w-]+$/.exec(authorization)?.[1];
  if (payload === undefined) return refuse(401, 'no-token');
  const claims = parseBody(Buffer.from(payload, 'base64url').toString('utf8'));
  const issuedBy = claims.ok ? Claims.safeParse(claims.value).data?.iss : undefined;
  return issuedBy === issuer ? { ok: true, value: authorization } : refuse(401, 'issuer');
}

/** The shape of the activity, and where its answers would go. */
export function checkActivity(body: unknown, rule: ServiceUrlRule): Checked<Activity> {
  const read = Activity.safeParse(body);
  if (!read.success) return refuse(400, 'bad-activity');
  if (!channels[rule.mode].includes(read.data.channelId)) return refuse(403, 'channel');
  if (!isAllowedServiceUrl(read.data.serviceUrl, rule)) return refuse(403, 'service-url');
  return { ok: true, value: read.data };
}

const channels = { real: ['msteams'], sandbox: ['msteams', 'emulator'] };

/** A single-tenant registration does not keep other tenants out; this does. Both fields, where given, name one tenant of ours. */
export function checkTenant(activity: Activity, allowed: readonly string[]): Checked<string> {
  const [tenant, ...others] = tenantsOf(activity).map((id) => id.toLowerCase());
  if (tenant === undefined || others.some((other) => other !== tenant)) return refuse(403, 'tenant-unclear');
  return allowed.some((id) => id.toLowerCase() === tenant) ? { ok: true, value: tenant } : refuse(403, 'tenant');
}
