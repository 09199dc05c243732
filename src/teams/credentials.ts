import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationServiceClientCredentialFactory } from 'botbuilder';
import { AppCredentials, type ServiceClientCredentialsFactory } from 'botframework-connector';
import { z } from 'zod';
import type { Clock } from '../ports';
import type { TeamsAuth } from './options';

/** How the bot proves itself to Teams: by its secret, or as the managed identity of the machine it runs on. */
export interface BotTokens {
  /** For the SDK, which asks it which app ids are ours. */
  readonly factory: ServiceClientCredentialsFactory;
  token(): Promise<string>;
}

export function botTokensOf(
  auth: TeamsAuth,
  world: { readonly clock: Clock; readonly callWithinMs: number },
): BotTokens {
  const { appId, password } = auth;
  if (password === undefined) return managedIdentity(auth, world.callWithinMs);
  const token = tokenSource({ ...auth, password }, world);
  const factory: ServiceClientCredentialsFactory = {
    isValidAppId: (id) => Promise.resolve(id === appId),
    isAuthenticationDisabled: () => Promise.resolve(false),
    createCredentials: () => Promise.resolve({ signRequest: (request) => Promise.resolve(request) }),
  };
  return { factory, token };
}

/** The SDK keeps its tokens until shortly before they end. Where there is none it looks in many places, for minutes. */
function managedIdentity({ appId, type, tenantId, endpoints }: TeamsAuth, withinMs: number): BotTokens {
  const factory = new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: appId,
    MicrosoftAppType: type,
    MicrosoftAppTenantId: tenantId,
  });
  let asking: Promise<string> | undefined;
  const ask = async () => {
    const identity = await factory.createCredentials(appId, endpoints.oauthScope, endpoints.loginUrl, true);
    if (!(identity instanceof AppCredentials)) throw new BotTokenRefused('this machine has no managed identity');
    return identity.getToken();
  };
  return {
    factory,
    async token() {
      asking ??= ask().finally(() => (asking = undefined));
      const over = new AbortController();
      const late = sleep(withinMs, undefined, { signal: over.signal, ref: false }).then(() => {
        throw new BotTokenRefused('the managed identity gave no token in time');
      });
      return Promise.race([asking, late])
        .catch((cause: unknown) => {
          if (cause instanceof BotTokenRefused) throw cause;
          throw new BotTokenRefused('the managed identity gave no token', { cause });
        })
        .finally(() => over.abort());
    },
  };
}

const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });
const TokenRefusal = z.object({ error: z.string(), error_codes: z.array(z.number()).optional() });

/** No token for the bot; nothing was sent to Teams. */
export class BotTokenRefused extends Error {
  override readonly name = 'BotTokenRefused';
}

/**
 * Client credentials by hand rather than by the SDK's MSAL, which refuses every sign-in service but Microsoft's own and
 * so could not be tested. One request at a time, and a new token five minutes before the old one ends.
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
 */
function tokenSource(
  auth: TeamsAuth & { readonly password: string },
  world: { readonly clock: Clock; readonly callWithinMs: number },
): () => Promise<string> {
  let held: { readonly token: string; readonly until: number } | undefined;
  let asking: Promise<string> | undefined;
  const ask = async () => {
    const answer = await askToken(auth, world.callWithinMs);
    const early = Math.min(300, answer.expires_in / 2);
    held = { token: answer.access_token, until: world.clock.now().getTime() + (answer.expires_in - early) * 1_000 };
    return held.token;
  };
  return async () => {
    if (held !== undefined && held.until > world.clock.now().getTime()) return held.token;
    asking ??= ask().finally(() => (asking = undefined));
    return asking;
  };
}

async function askToken(auth: TeamsAuth & { readonly password: string }, withinMs: number) {
  const { endpoints, tenantId, appId, password } = auth;
  const response = await fetch(`${endpoints.loginUrl}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: password,
      scope: `${endpoints.oauthScope}/.default`,
    }),
    redirect: 'error',
    signal: AbortSignal.timeout(withinMs),
  }).catch((cause: unknown) => {
    throw new BotTokenRefused('the sign-in service was not reached', { cause });
  });
  const body: unknown = await response.json().catch(() => undefined);
  const answer = TokenAnswer.safeParse(body);
  if (response.ok && answer.success) return answer.data;
  const refusal = TokenRefusal.safeParse(body).data;
  const codes = refusal?.error_codes?.map((code) => `AADSTS${code}`).join(' ') ?? '';
  throw new BotTokenRefused(`the sign-in service answered ${response.status} ${refusal?.error ?? ''} ${codes}`.trim());
}
