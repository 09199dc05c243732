import { z } from 'zod';
import { GraphRefused } from '../ports';
import { directoryNeeds } from './directory-needs';

/** From Graph's error bodies to sentences for the person who asked. */

export interface Refused {
  readonly status: number;
  readonly requestId: string | null;
  readonly method: string;
  /** A POST may only read, too. */
  readonly reads: boolean;
  readonly url: string;
  readonly body: unknown;
}

export function refusalOf(refused: Refused): GraphRefused {
  const { status, requestId, method, url, body } = refused;
  const path = pathOf(url);
  const words = wordsOf(body);
  const missing = status === 403 ? missingPermissions(refused, words, path) : [];
  return new GraphRefused(status, words.code || String(status), sayOf(refused, words, missing, path), {
    requestId,
    missing,
    doing: `${method} ${path}`,
  });
}

export interface Words {
  readonly code: string;
  readonly message: string;
}

const ErrorBody = z.object({
  error: z.object({
    code: z.string().catch(''),
    message: z.string().catch(''),
    innerError: z.object({ message: z.string() }).optional().catch(undefined),
  }),
});

/** Intune puts JSON into `error.message`; older parts of it plain text. */
const IntuneMessage = z.object({ Message: z.string(), CustomApiErrorPhrase: z.string().catch('') });

/** Code and message of an error body, the message without what only Microsoft's support can use. */
export function wordsOf(body: unknown): Words {
  const parsed = ErrorBody.safeParse(body);
  if (!parsed.success) return { code: '', message: '' };
  const { code, message, innerError } = parsed.data.error;
  const outer = plain(message);
  return { code, message: outer === '' && innerError ? plain(innerError.message) : outer };
}

function plain(message: string): string {
  const text = unpacked(message)
    .replace(/\s*-\s*Operation ID\b.*$/is, '')
    .replace(/\s*-\s*Activity ID\b.*$/is, '')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text;
}

const longestMessage = 300;

function unpacked(message: string): string {
  if (!message.trimStart().startsWith('{')) return message;
  try {
    const { Message, CustomApiErrorPhrase } = IntuneMessage.parse(JSON.parse(message));
    return CustomApiErrorPhrase === '' ? Message : `${CustomApiErrorPhrase}: ${Message}`;
  } catch {
    return message;
  }
}

/** Intune names the permissions that would do; the directory does not, so they follow from the path. */
function missingPermissions({ method, reads }: Refused, { code, message }: Words, path: string): readonly string[] {
  const listed = /one of the following scopes:(.*)/is.exec(message)?.[1]?.match(/\w+(?:\.\w+)+/g);
  if (listed) return leastOf(listed, reads);
  const isPermission = code === 'Authorization_RequestDenied' || /scopes? (is|are) missing/i.test(message);
  if (!isPermission) return [];
  const need = directoryNeeds.find(({ path: fits }) => fits.test(path));
  return need ? (reads || method === 'GET' ? need.read : need.write) : [];
}

/** `DeviceManagementServiceConfiguration.…` is in Intune's answers but cannot be granted: github.com/dotraphael/RFL.Microsoft.Intune/issues/1 */
function leastOf(listed: readonly string[], reads: boolean): readonly string[] {
  const grantable = listed.filter((name) => !name.startsWith('DeviceManagementServiceConfiguration.'));
  const fitting = grantable.filter((name) => /\.Read\./.test(name) === reads);
  return (fitting.length > 0 ? fitting : grantable).slice(0, 1);
}

function sayOf(refused: Refused, { message }: Words, missing: readonly string[], path: string): string {
  const said = message === '' ? '' : ` ${sentence(message)}`;
  switch (refused.status) {
    case 401:
      return `Graph does not accept Warden's sign-in.${said} Whoever runs Warden has to look at its app registration.`;
    case 403:
      if (missing.length > 0) {
        return `The app registration lacks ${missing.join(' and ')}. An Entra administrator can grant it.`;
      }
      return `Graph does not allow Warden to do this.${said}`;
    case 404:
      return gone(path);
    case 409:
      return `Graph refused it because of something that is already there or going on.${said}`;
    case 412:
      return `It was changed by somebody else in the meantime.${said} Ask again to see what it is now.`;
    case 423:
      return `It is locked at the moment.${said}`;
    default:
      if (refused.status >= 300 && refused.status < 400) {
        return 'Graph pointed to another address, which Warden does not follow.';
      }
      return said === '' ? `Graph refused the request (${refused.status}).` : `Graph refused the request:${said}`;
  }
}

function gone(path: string): string {
  const noun = path
    .split('/')
    .reverse()
    .map((segment) => nouns[segment.toLowerCase()])
    .find((one) => one !== undefined);
  if (noun === connectorNoun) return `${connectorNoun} is not set up in this tenant, or is not there any more.`;
  return `${noun ?? 'What was asked for'} is not there any more.`;
}

const connectorNoun = 'The Defender for Endpoint connector';

/** What the objects of a collection are called. */
const nouns: Readonly<Record<string, string>> = {
  androidmanagedappprotections: 'The app protection policy',
  iosmanagedappprotections: 'The app protection policy',
  windowsmanagedappprotections: 'The app protection policy',
  managedapppolicies: 'The app protection policy',
  targetedmanagedappconfigurations: 'The app configuration policy',
  mobileappconfigurations: 'The app configuration policy',
  mobileapps: 'The app',
  devicecompliancepolicies: 'The compliance policy',
  mobilethreatdefenseconnectors: connectorNoun,
  configurationpolicies: 'The endpoint security policy',
  policies: 'The Conditional Access policy',
  groups: 'The group',
  users: 'This person',
  devices: 'The device',
  manageddevices: 'The device',
};

/** Without host, version and query. */
function pathOf(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  return path.replace(/^\/(v1\.0|beta)(?=\/)/, '');
}

function sentence(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}
