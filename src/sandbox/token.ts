import { unauthorized } from './refusal';
import { appId, tenantId } from './seed/ids';

/** What a token lets its holder do. */
export interface Grant {
  readonly roles: readonly string[];
  readonly expiresAt: number;
}

export interface TokenDesk {
  /** The answer of a token endpoint, with a token of the same shape as Entra's. */
  readonly issue: (roles: readonly string[], now: Date) => Readonly<Record<string, unknown>>;
  /** What a call's `Authorization` grants; refuses everything but this desk's own tokens. */
  readonly check: (authorization: string | undefined, now: Date) => Grant;
}

const lifetimeSeconds = 3599;

export function tokenDesk(): TokenDesk {
  const given = new Map<string, Grant>();
  return {
    issue: (roles, now) => {
      const issuedAt = Math.floor(now.getTime() / 1000);
      const expiresAt = issuedAt + lifetimeSeconds;
      const claims = {
        aud: 'https://graph.microsoft.com',
        iss: `https://sts.windows.net/${tenantId}/`,
        iat: issuedAt,
        nbf: issuedAt,
        exp: expiresAt,
        appid: appId,
        idtyp: 'app',
        roles,
        tid: tenantId,
        uti: String(given.size),
      };
      const token = [{ typ: 'JWT', alg: 'none' }, claims].map(encode).join('.');
      const signed = `${token}.${Buffer.from(`sandbox-${given.size}`).toString('base64url')}`;
      given.set(signed, { roles, expiresAt });
      return {
        token_type: 'Bearer',
        expires_in: lifetimeSeconds,
        ext_expires_in: lifetimeSeconds,
        access_token: signed,
      };
    },
    check: (authorization, now) => {
      const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) throw unauthorized('Access token is empty.');
      if (token.split('.').length !== 3) throw unauthorized('IDX14100: JWT is not well formed, there are no dots (.).');
      const grant = given.get(token);
      if (!grant) throw unauthorized('Access token validation failure. Invalid signature.');
      if (grant.expiresAt * 1000 <= now.getTime())
        throw unauthorized('Lifetime validation failed, the token is expired.');
      return grant;
    },
  };
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
