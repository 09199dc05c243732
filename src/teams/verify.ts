import type { Activity as SdkActivity, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import type { AuthenticateRequestResult } from 'botframework-connector';
import { z } from 'zod';
import type { Log } from '../ports';
import { refuse, type Checked } from './guard';

/** The SDK's verification of the token, with one answer for every way it can fail. */
export async function verify(
  authentication: ConfigurationBotFrameworkAuthentication,
  request: { readonly activity: SdkActivity; readonly authorization: string },
  log: Log,
): Promise<Checked<AuthenticateRequestResult>> {
  try {
    const { activity, authorization } = request;
    return {
      ok: true,
      value: await authentication.authenticateRequest(activity, authorization),
    };
  } catch (error) {
    const keys = isAboutKeys(error);
    if (keys) log.error('the keys of the Bot Framework could not be read', { error: nameOf(error) });
    return keys ? refuse(503, 'keys-unreachable') : refuse(401, 'token');
  }
}

const Failure = z.object({
  name: z.string().optional(),
  type: z.string().optional(),
  statusCode: z.number().optional(),
});

/** Nobody's fault who sent the token: the metadata was not reached (node-fetch), or answered with an error. */
function isAboutKeys(error: unknown): boolean {
  const failure = Failure.safeParse(error).data;
  return failure?.name === 'FetchError' || failure?.type === 'invalid-json' || failure?.statusCode === 500;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/**
 * The SDK writes failed verifications, public keys included, to `console.error`. What comes from there goes to our log
 * as a name; told by the caller's file, since following every turn through AsyncLocalStorage costs each of its promises.
 * Returns what undoes it.
 */
export function muteVerification(log: Log): () => void {
  const original = console.error;
  const muted = (...words: unknown[]): void => {
    if (!isSaidByVerification(muted)) return original.apply(console, words);
    log.debug('token not verified', { error: nameOf(words[0]) });
  };
  console.error = muted;
  return () => {
    if (console.error === muted) console.error = original;
  };
}

function isSaidByVerification(above: (...words: unknown[]) => void): boolean {
  const here: { stack?: string } = {};
  Error.captureStackTrace(here, above);
  return /^.*\n\s+at .*[\\/]botframework-connector[\\/]/.test(here.stack ?? '');
}
