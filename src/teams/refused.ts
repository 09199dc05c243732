import { z } from 'zod';
import { ChatRefused } from '../ports';
import { BotTokenRefused } from './credentials';

/** `once`: sending it again would post twice. `repeatable`: an update, the same however often it is sent. */
export type Sort = 'once' | 'repeatable';

/** What Teams, or the way to it, made of a call, in the words of the Chat port. */
export function refusedBy(error: unknown, sort: Sort): ChatRefused {
  if (error instanceof ChatRefused) return error;
  if (error instanceof BotTokenRefused) return new ChatRefused('unreachable', `Teams: ${error.message}`);
  const { statusCode, code, retryAfter } = partsOf(error);
  if (statusCode === undefined) {
    return new ChatRefused(neverSent.test(code) ? 'unreachable' : unsure[sort], `Teams: ${code}`);
  }
  const said = code === '' ? '' : ` ${code}`;
  return new ChatRefused(meaningOf(statusCode, sort, retryAfter), `Teams answered ${statusCode}${said}`, retryAfter);
}

/** The connection never stood: no such host, nobody listening, or a certificate that does not hold. */
const neverSent = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_TLS_.*|.*CERT.*|UNABLE_TO_.*)$/;

const unsure = { once: 'unclear', repeatable: 'unreachable' } as const;

/** https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability#status-codes-from-bot-conversational-apis */
function meaningOf(status: number, sort: Sort, retryAfter: number | undefined): ChatRefused['code'] {
  if (status === 429) return 'throttled';
  if (status === 403 || status === 404) return 'gone';
  if (status === 413) return 'tooLarge';
  // Sent away with a time to come back: it was not taken.
  if (status === 503 && retryAfter !== undefined) return 'throttled';
  // 412 is a conflict inside Teams. A 2xx that cannot be read was taken, but we do not know as what.
  if (status === 412 || status >= 500 || status < 300) return unsure[sort];
  return 'refused';
}

const Parts = z.object({
  name: z.string().optional().catch(undefined),
  statusCode: z.number().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  details: z
    .object({ error: z.object({ code: z.string() }) })
    .optional()
    .catch(undefined),
});

interface Parts {
  readonly statusCode: number | undefined;
  readonly code: string;
  readonly retryAfter: number | undefined;
}

function partsOf(error: unknown): Parts {
  const parts = Parts.safeParse(error).data ?? {};
  return {
    statusCode: parts.statusCode,
    code: parts.details?.error.code ?? parts.code ?? (parts.statusCode === undefined ? (parts.name ?? '') : ''),
    retryAfter: retryAfterOf(error),
  };
}

/** Seconds, or a date. */
function retryAfterOf(error: unknown): number | undefined {
  const said = headerOf(error)?.get('retry-after');
  if (said === undefined || said === null || said === '') return undefined;
  const seconds = Number(said);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const at = Date.parse(said);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1_000));
}

function headerOf(error: unknown): { get(name: string): string | null | undefined } | undefined {
  const headers = (error as { response?: { headers?: { get?: unknown } } } | null)?.response?.headers;
  // The SDK's own header collection; looked at rather than trusted.
  return typeof headers?.get === 'function' ? (headers as { get(name: string): string | undefined }) : undefined;
}
