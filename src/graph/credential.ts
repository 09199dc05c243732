import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientSecretCredentialOptions, TokenCredential } from '@azure/identity';
import { z } from 'zod';
import { GraphRefused, GraphUnreachable } from '../ports';

/** Where tokens for Graph come from: the one way that is configured, never what the machine happens to have. */

/** `fresh`: the last one was not accepted. */
export type Token = (fresh?: boolean) => Promise<string>;

export type SignIn =
  | { readonly kind: 'secret'; readonly tenantId: string; readonly clientId: string; readonly secret: string }
  | { readonly kind: 'certificate'; readonly tenantId: string; readonly clientId: string; readonly path: string }
  /** Without a client id: the machine's own identity. */
  | { readonly kind: 'managedIdentity'; readonly clientId: string | undefined };

export interface SignInCloud {
  /** Graph's root; the scope follows from it. */
  readonly root: string;
  readonly login: string;
}

/** How the sign-in library goes to the network; tests put themselves in its place. */
export type SignInOptions = Pick<
  ClientSecretCredentialOptions,
  'httpClient' | 'disableInstanceDiscovery' | 'retryOptions'
>;

/** Tokens of a real tenant; @azure/identity keeps them until shortly before they end. It is loaded with the first. */
export function tokenOf(signIn: SignIn, cloud: SignInCloud, options: SignInOptions = {}): Token {
  let credential: Promise<TokenCredential> | undefined;
  return async () => {
    credential ??= credentialOf(signIn, cloud.login, options);
    try {
      const ready = await credential;
      const token = await within(30_000, (abortSignal) => ready.getToken(`${cloud.root}/.default`, { abortSignal }));
      if (token) return token.token;
    } catch (error) {
      throw notSignedIn(signIn.kind, error);
    }
    throw notSignedIn(signIn.kind, undefined);
  };
}

async function credentialOf(signIn: SignIn, authorityHost: string, more: SignInOptions): Promise<TokenCredential> {
  const { ClientCertificateCredential, ClientSecretCredential, ManagedIdentityCredential } =
    await import('@azure/identity');
  const options = { ...more, authorityHost };
  switch (signIn.kind) {
    case 'secret':
      return new ClientSecretCredential(signIn.tenantId, signIn.clientId, signIn.secret, options);
    case 'certificate': {
      const certificate = { certificatePath: signIn.path };
      return new ClientCertificateCredential(signIn.tenantId, signIn.clientId, certificate, options);
    }
    case 'managedIdentity':
      return signIn.clientId === undefined
        ? new ManagedIdentityCredential(more)
        : new ManagedIdentityCredential({ ...more, clientId: signIn.clientId });
  }
}

/** The signal is a request; the library's first look for a managed identity does not heed it, so it is not waited for. */
async function within<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const done = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: done.signal }).then(() => {
    throw new Error(`no token after ${milliseconds} ms`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work(AbortSignal.timeout(milliseconds)), late]);
  } finally {
    done.abort();
  }
}

/** Entra said no: a person has to act. Anything else: the sign-in service or the machine's identity was not there. */
function notSignedIn(kind: SignIn['kind'], cause: unknown): GraphRefused | GraphUnreachable {
  const message = messageOf(cause);
  const code = /AADSTS\d+/.exec(message)?.[0];
  if (code !== undefined) {
    const why = entraSays[code] ?? 'Entra refused it';
    return new GraphRefused(401, code, `Warden could not sign in to Microsoft Graph: ${why} (${code}).`, {
      doing: 'signing in',
    });
  }
  const file = kind === 'certificate' && /ENOENT|EACCES|EISDIR|PEM|certificate/i.test(message);
  const why =
    kind === 'managedIdentity'
      ? 'this machine has no managed identity that works'
      : file
        ? 'its certificate file cannot be used'
        : 'the sign-in service was not reached';
  return new GraphUnreachable(`Warden could not sign in to Microsoft Graph: ${why}.`, false, { cause });
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const entraSays: Readonly<Record<string, string>> = {
  AADSTS7000215: 'the client secret is wrong',
  AADSTS7000222: 'the client secret has expired',
  AADSTS700027: 'the certificate does not belong to the app registration',
  AADSTS700016: 'the app registration is not in this tenant',
  AADSTS90002: 'there is no such tenant',
  AADSTS53003: 'a Conditional Access policy blocks it',
};

const SandboxToken = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** Tokens of the practice tenant, from its own door; kept until a minute before they end. */
export function sandboxToken(root: string): Token {
  let kept: { readonly token: Promise<string>; until: number } | undefined;
  return (fresh = false) => {
    if (kept && !fresh && kept.until > performance.now()) return kept.token;
    const mine = { token: Promise.resolve(''), until: Infinity };
    mine.token = askSandbox(root).then(
      (answer) => {
        mine.until = performance.now() + Math.max(0, answer.expires_in - 60) * 1000;
        return answer.access_token;
      },
      (error: unknown) => {
        mine.until = 0;
        throw error;
      },
    );
    kept = mine;
    return mine.token;
  };
}

async function askSandbox(root: string): Promise<z.infer<typeof SandboxToken>> {
  try {
    const answer = await fetch(`${root}/token`, { method: 'POST', signal: AbortSignal.timeout(10_000) });
    return SandboxToken.parse(await answer.json());
  } catch (cause) {
    throw new GraphUnreachable(`The practice tenant is not there (${root}).`, false, { cause });
  }
}
