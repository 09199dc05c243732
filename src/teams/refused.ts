import { ChatRefused } from '../ports';
import { BotTokenRefused } from './credentials';
import { ConnectorRefused } from './rest';

/** `once`: sending it again would post twice. `repeatable`: an update, the same however often it is sent. */
export type Sort = 'once' | 'repeatable';

/** What Teams, or the way to it, made of a call, in the words of the Chat port. */
export function refusedBy(error: unknown, sort: Sort): ChatRefused {
  if (error instanceof ChatRefused) return error;
  if (error instanceof BotTokenRefused) return new ChatRefused('unreachable', `Teams: ${error.message}`);
  if (!(error instanceof ConnectorRefused)) {
    const code = codeOf(error);
    return new ChatRefused(neverSent.test(code) ? 'unreachable' : unsure[sort], `Teams: ${code}`);
  }
  const { status, code } = error;
  const retryAfter = secondsOf(error.retryAfter);
  const said = code === '' ? '' : ` ${code}`;
  return new ChatRefused(meaningOf(error, sort, retryAfter), `Teams answered ${status}${said}`, retryAfter);
}

/** The connection never stood: no such host, nobody listening, or a certificate that does not hold. */
const neverSent =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|.*CERT.*|UNABLE_TO_.*)$/;

const unsure = { once: 'unclear', repeatable: 'unreachable' } as const;

/** https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability#status-codes-from-bot-conversational-apis */
function meaningOf(
  { status, code }: ConnectorRefused,
  sort: Sort,
  retryAfter: number | undefined,
): ChatRefused['code'] {
  if (status === 429) return 'throttled';
  if (code === 'ActivityNotFoundInConversation' || (sort === 'repeatable' && isDeleted(status, code)))
    return 'messageGone';
  if (status === 404) return 'missing';
  if (status === 403) return ours.has(code) ? 'refused' : 'gone';
  if (status === 413) return 'tooLarge';
  // Sent away with a time to come back: it was not taken.
  if (status === 503 && retryAfter !== undefined) return 'throttled';
  // 412 is a conflict inside Teams. A 2xx that cannot be read was taken, but we do not know as what.
  if (status === 412 || status >= 500 || status < 300) return unsure[sort];
  return 'refused';
}

/** A message that was deleted is mostly named so, and sometimes not at all. https://github.com/microsoft/BotFramework-Services/issues/269 */
function isDeleted(status: number, code: string): boolean {
  return status === 403 && code === 'ServiceError';
}

/** The call was wrong; of the conversation it says nothing. */
const ours: ReadonlySet<string> = new Set(['NotEnoughPermissions', 'InvalidBotApiHost']);

/** An error of the network has a code; one of our own time-out a name. */
function codeOf(error: unknown): string {
  const { code, name } = Object(error) as { readonly code?: unknown; readonly name?: unknown };
  return [code, name].find((one) => typeof one === 'string') ?? '';
}

/** Seconds, or a date. */
function secondsOf(said: string | undefined): number | undefined {
  if (said === undefined || said === '') return undefined;
  const seconds = Number(said);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const at = Date.parse(said);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1_000));
}
