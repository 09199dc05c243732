import { generateKeyPair } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { BotEndpoints } from '../../src/teams/options';

export interface TokenWishes {
  readonly issuer?: string;
  readonly audience?: string;
  /** Seconds from now. */
  readonly expiresIn?: number;
  readonly notBefore?: number;
  readonly kid?: string;
  readonly algorithm?: 'RS256' | 'PS256';
  /** Signed with a key the identity server does not publish. */
  readonly forged?: boolean;
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface Identity {
  readonly endpoints: BotEndpoints;
  /** Bodies of the requests for the bot's own token. */
  readonly tokenRequests: readonly URLSearchParams[];
  /** A channel token for this service URL. */
  token(serviceUrl: string, wishes?: TokenWishes): Promise<string>;
  unsigned(serviceUrl: string): string;
  close(): Promise<void>;
}

const channelIssuer = 'https://api.botframework.com';

/** An identity server on 127.0.0.1: signs what Teams would send, and gives the bot its own tokens. */
export async function startIdentity(appId: string): Promise<Identity> {
  // An ES module only, so it is loaded rather than required.
  const { exportJWK, SignJWT, UnsecuredJWT } = await import('jose');
  const { key, foreignKey } = await keys();
  const published = { ...(await exportJWK(key.publicKey)), kid: 'key-1', use: 'sig', endorsements: ['msteams'] };
  const tokenRequests: URLSearchParams[] = [];

  const server = createServer((request, response) => {
    const send = (body: unknown) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.url === '/metadata') return send({ issuer: channelIssuer, jwks_uri: `${root()}/keys` });
    if (request.url === '/keys') return send({ keys: [published] });
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString('utf8')));
    request.on('end', () => {
      tokenRequests.push(new URLSearchParams(body));
      send({ token_type: 'Bearer', expires_in: 3600, access_token: `bot-token-${tokenRequests.length}` });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const root = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    endpoints: {
      openIdMetadataUrl: `${root()}/metadata`,
      issuer: channelIssuer,
      loginUrl: root(),
      oauthScope: 'https://api.botframework.com',
    },
    tokenRequests,
    token: (serviceUrl, wishes = {}) => {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ serviceurl: serviceUrl, ...wishes.claims })
        .setProtectedHeader({ alg: wishes.algorithm ?? 'RS256', kid: wishes.kid ?? 'key-1', typ: 'JWT' })
        .setIssuer(wishes.issuer ?? channelIssuer)
        .setAudience(wishes.audience ?? appId)
        .setNotBefore(now + (wishes.notBefore ?? -300))
        .setExpirationTime(now + (wishes.expiresIn ?? 3600))
        .sign(wishes.forged === true ? foreignKey.privateKey : key.privateKey);
    },
    unsigned: (serviceUrl) =>
      new UnsecuredJWT({ serviceurl: serviceUrl })
        .setIssuer(channelIssuer)
        .setAudience(appId)
        .setExpirationTime('1h')
        .encode(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const makeKey = promisify(generateKeyPair);
let made: ReturnType<typeof makeKeys> | undefined;

/** Keys take a while to make, so one test file shares them. */
function keys(): ReturnType<typeof makeKeys> {
  made ??= makeKeys();
  return made;
}

async function makeKeys() {
  const [key, foreignKey] = await Promise.all([
    makeKey('rsa', { modulusLength: 2048 }),
    makeKey('rsa', { modulusLength: 2048 }),
  ]);
  return { key, foreignKey };
}
