import type { Clock, Incoming, Log, Reply } from '../ports';

/** Where the Bot Framework of one cloud signs its tokens and gives out ours. */
export interface BotEndpoints {
  /** OpenID metadata of the channel, whose keys sign what Teams sends us. */
  readonly openIdMetadataUrl: string;
  /** The `iss` of those tokens. */
  readonly issuer: string;
  /** Root of the sign-in service that gives out our own tokens; the tenant is appended. */
  readonly loginUrl: string;
  /** Audience of our own tokens, without `/.default`. */
  readonly oauthScope: string;
}

/** The bot registration. New ones are of a single tenant or a managed identity only. */
export interface TeamsAuth {
  readonly appId: string;
  /** Missing for a managed identity. */
  readonly password?: string;
  readonly type: 'SingleTenant' | 'UserAssignedMSI';
  readonly tenantId: string;
  readonly endpoints: BotEndpoints;
}

export interface Limits {
  /** Teams gives up after 10 to 15 seconds, so a turn that lasts longer than this goes on in the background. */
  readonly answerWithinMs: number;
  /** After this long without an answer, the person sees that work goes on. */
  readonly typingAfterMs: number;
  /** One call to Teams. */
  readonly callWithinMs: number;
  /** How long `close` waits for turns in hand. */
  readonly closeWithinMs: number;
  readonly bodyBytes: number;
  /** For the whole body: who sends it byte by byte holds a connection no longer than this. */
  readonly bodyWithinMs: number;
}

export const defaultLimits: Limits = {
  answerWithinMs: 3_000,
  typingAfterMs: 300,
  callWithinMs: 5_000,
  closeWithinMs: 10_000,
  bodyBytes: 1_048_576,
  bodyWithinMs: 10_000,
};

/** A request that was turned away; `code` is stable. Never holds anything of the body or the token. */
export interface TeamsRefusal {
  readonly status: number;
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface TeamsOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** `sandbox` checks no tokens, and therefore listens to this machine only. */
  readonly mode: 'sandbox' | 'real';
  /** Needed in real mode, refused in sandbox mode. */
  readonly auth?: TeamsAuth;
  readonly allowedTenants: readonly string[];
  /** Hosts (`smba.trafficmanager.net`, `*.example.com`: https only) or whole loopback origins (`http://127.0.0.1:9000`). */
  readonly serviceUrlHosts: readonly string[];
  readonly handle: (incoming: Incoming) => Promise<readonly Reply[]>;
  /** Told of every refused request, to audit it. It must not throw and may be called often: it is not protected by a token. */
  readonly refused?: (refusal: TeamsRefusal) => void;
  readonly log: Log;
  readonly clock: Clock;
  /** False while the bot cannot serve: `/readyz` then answers 503. */
  readonly ready: () => Promise<boolean>;
  readonly limits?: Partial<Limits>;
}
