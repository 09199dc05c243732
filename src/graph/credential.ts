import {
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
} from '@azure/identity';
import { z } from 'zod';
import { GraphUnreachable } from '../ports';

/** Where tokens for Graph come from; each way is asked for by name, nothing is taken from what the machine happens to have. */

export type Token = () => Promise<string>;

export type SignIn =
  | { readonly kind: 'secret'; readonly tenantId: string; readonly clientId: string; readonly secret: string }
  | { readonly kind: 'certificate'; readonly tenantId: string; readonly clientId: string; readonly path: string }
  | { readonly kind: 'managedIdentity'; readonly clientId: string | undefined };

/** Tokens of a real tenant; @azure/identity keeps them until shortly before they expire. */
export function tokenOf(signIn: SignIn, cloud: { readonly root: string; readonly login: string }): Token {
  const credential = credentialOf(signIn, cloud.login);
  return async () => {
    try {
      const token = await credential.getToken(`${cloud.root}/.default`);
      if (token) return token.token;
    } catch (error) {
      throw new GraphUnreachable('I could not sign in to Microsoft Graph. The credential may have expired.', false, {
        cause: error,
      });
    }
    throw new GraphUnreachable('I could not sign in to Microsoft Graph: no token was given.', false);
  };
}

function credentialOf(signIn: SignIn, authorityHost: string): TokenCredential {
  switch (signIn.kind) {
    case 'secret':
      return new ClientSecretCredential(signIn.tenantId, signIn.clientId, signIn.secret, { authorityHost });
    case 'certificate':
      return new ClientCertificateCredential(
        signIn.tenantId,
        signIn.clientId,
        { certificatePath: signIn.path },
        { authorityHost },
      );
    case 'managedIdentity':
      return signIn.clientId === undefined
        ? new ManagedIdentityCredential()
        : new ManagedIdentityCredential({ clientId: signIn.clientId });
  }
}

const SandboxToken = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** Tokens of the sandbox: its own, asked for at its own door. */
export function sandboxToken(root: string): Token {
  let kept: { readonly token: Promise<string>; readonly until: number } | undefined;
  return () => {
    if (!kept || kept.until < performance.now()) {
      const token = askSandbox(root);
      kept = { token, until: performance.now() + keepMilliseconds };
      token.catch(() => (kept = undefined));
    }
    return kept.token;
  };
}

const keepMilliseconds = 5 * 60_000;

async function askSandbox(root: string): Promise<string> {
  try {
    const answer = await fetch(`${root}/token`, { method: 'POST', signal: AbortSignal.timeout(10_000) });
    return SandboxToken.parse(await answer.json()).access_token;
  } catch (error) {
    throw new GraphUnreachable('The practice tenant is not there.', false, { cause: error });
  }
}
