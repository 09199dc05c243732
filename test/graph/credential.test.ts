import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graphClouds } from '../../src/graph/clouds';
import { sandboxToken, tokenOf, type SignIn, type SignInOptions } from '../../src/graph/credential';
import { failureOf, json, serve } from './server';

type HttpClient = NonNullable<SignInOptions['httpClient']>;
type Request = Parameters<HttpClient['sendRequest']>[0];
interface Sent {
  readonly url: URL;
  readonly form: URLSearchParams;
}

const tenantId = '11111111-1111-4111-8111-111111111111';
const clientId = '33333333-3333-4333-8333-333333333333';

/** Entra, as far as one token is concerned: stands in the place of the network. */
function entra(answer: () => { readonly status: number; readonly body: unknown } | 'away') {
  const sent: Sent[] = [];
  const httpClient: HttpClient = {
    sendRequest(request: Request) {
      const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
      sent.push({ url: new URL(request.url), form });
      const given = answer();
      if (given === 'away')
        return Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
      return Promise.resolve({
        request,
        headers: request.headers,
        status: given.status,
        bodyAsText: JSON.stringify(given.body),
      });
    },
  };
  const options: SignInOptions = { httpClient, disableInstanceDiscovery: true, retryOptions: { maxRetries: 0 } };
  return { sent, options };
}

const granted = () => ({ status: 200, body: { token_type: 'Bearer', expires_in: 3599, access_token: 'token-1' } });
const denied = (code: string) => () => ({
  status: 401,
  body: {
    error: 'invalid_client',
    error_description: `${code}: no. Trace ID: 1`,
    error_codes: [Number(code.slice(6))],
  },
});

describe('tokenOf', () => {
  // The library keeps the way to a managed identity, and its network, for the whole process.
  beforeEach(() => jest.resetModules());

  const secret: SignIn = { kind: 'secret', tenantId, clientId, secret: 'hidden' };

  test('signs in with a secret, at the door and for the Graph of its cloud', async () => {
    const { sent, options } = entra(granted);

    const token = await tokenOf(secret, graphClouds.usGovDod, options)();

    expect(token).toBe('token-1');
    const asked = sent.find(({ form }) => form.has('grant_type'));
    expect(asked?.url.origin + (asked?.url.pathname ?? '')).toBe(
      `https://login.microsoftonline.us/${tenantId}/oauth2/v2.0/token`,
    );
    expect(asked?.form.get('client_id')).toBe(clientId);
    expect(asked?.form.get('client_secret')).toBe('hidden');
    expect(asked?.form.get('scope')).toContain('https://dod-graph.microsoft.us/.default');
  });

  test('keeps a token as long as it is good', async () => {
    const { sent, options } = entra(granted);
    const token = tokenOf(secret, graphClouds.global, options);

    await token();
    const before = sent.length;
    await token();

    expect(sent).toHaveLength(before);
  });

  test('signs in with a certificate, and sends no secret', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'warden-certificate-'));
    const path = join(folder, 'graph.pem');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const certificate = randomBytes(300).toString('base64');
    writeFileSync(
      path,
      `${privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
    );
    const { sent, options } = entra(granted);

    await tokenOf({ kind: 'certificate', tenantId, clientId, path }, graphClouds.global, options)();
    rmSync(folder, { recursive: true });

    const asked = sent.find(({ form }) => form.has('grant_type'));
    expect(asked?.url.origin).toBe('https://login.microsoftonline.com');
    expect(asked?.form.get('client_assertion')).toMatch(/^eyJ/);
    expect(asked?.form.has('client_secret')).toBe(false);
  });

  test('says that a certificate file cannot be used', async () => {
    const { sent, options } = entra(granted);
    const signIn: SignIn = { kind: 'certificate', tenantId, clientId, path: '/nowhere/graph.pem' };

    const failure = await failureOf(tokenOf(signIn, graphClouds.global, options)());

    expect(failure).toMatchObject({
      name: 'GraphUnreachable',
      sent: false,
      say: 'Warden could not sign in to Microsoft Graph: its certificate file cannot be used.',
    });
    expect(sent).toEqual([]);
  });

  test('asks the machine for its managed identity, by client id when there is one', async () => {
    const { sent, options } = entra(() => ({
      status: 200,
      body: {
        token_type: 'Bearer',
        expires_in: '3599',
        expires_on: '4102444800',
        access_token: 'token-2',
        resource: 'x',
      },
    }));

    const token = await tokenOf({ kind: 'managedIdentity', clientId }, graphClouds.global, options)();

    expect(token).toBe('token-2');
    const asked = sent.find(({ url }) => url.searchParams.has('resource'));
    expect(asked?.url.hostname).toBe('169.254.169.254');
    expect(asked?.url.searchParams.get('client_id')).toBe(clientId);
    expect(asked?.url.searchParams.get('resource')).toContain('https://graph.microsoft.com');
  });

  test('says that there is no managed identity', async () => {
    const { options } = entra(() => 'away');

    const failure = await failureOf(
      tokenOf({ kind: 'managedIdentity', clientId: undefined }, graphClouds.global, options)(),
    );

    expect(failure).toMatchObject({
      name: 'GraphUnreachable',
      say: 'Warden could not sign in to Microsoft Graph: this machine has no managed identity that works.',
    });
  });

  test.each([
    ['AADSTS7000215', 'the client secret is wrong'],
    ['AADSTS7000222', 'the client secret has expired'],
    ['AADSTS700016', 'the app registration is not in this tenant'],
    ['AADSTS99999', 'Entra refused it'],
  ])('says what %s means', async (code, why) => {
    const { options } = entra(denied(code));

    const failure = await failureOf(tokenOf(secret, graphClouds.global, options)());

    expect(failure).toMatchObject({
      name: 'GraphRefused',
      code,
      say: `Warden could not sign in to Microsoft Graph: ${why} (${code}).`,
    });
  });

  test('says that the sign-in service was not reached', async () => {
    const { options } = entra(() => 'away');

    const failure = await failureOf(tokenOf(secret, graphClouds.global, options)());

    expect(failure).toMatchObject({
      name: 'GraphUnreachable',
      sent: false,
      say: 'Warden could not sign in to Microsoft Graph: the sign-in service was not reached.',
    });
  });
});

describe('sandboxToken', () => {
  test('asks once for all who wait, and keeps what it got', async () => {
    const server = await serve((_, response, count) =>
      json(response, { access_token: `token-${count}`, expires_in: 3599 }),
    );
    const token = sandboxToken(server.url);

    const tokens = [...(await Promise.all([token(), token()])), await token()];
    const fresh = await token(true);
    await server.close();

    expect(tokens).toEqual(['token-1', 'token-1', 'token-1']);
    expect(fresh).toBe('token-2');
    expect(server.asked.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /token', 'POST /token']);
  });

  test('asks again shortly before the token ends', async () => {
    const server = await serve((_, response, count) =>
      json(response, { access_token: `token-${count}`, expires_in: 59 }),
    );
    const token = sandboxToken(server.url);

    const tokens = [await token(), await token()];
    await server.close();

    expect(tokens).toEqual(['token-1', 'token-2']);
  });

  test('says that the practice tenant is not there, and does not remember it', async () => {
    const server = await serve((_, response, count) => {
      if (count > 1) return json(response, { access_token: 'token', expires_in: 3599 });
      response.statusCode = 500;
      response.end('no');
    });
    const token = sandboxToken(server.url);

    const failure = await failureOf(token());
    const second = await token();
    await server.close();

    expect(failure).toMatchObject({ sent: false, say: `The practice tenant is not there (${server.url}).` });
    expect(second).toBe('token');
  });
});
