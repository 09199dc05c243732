import { z } from 'zod';
import { GraphRefused } from '../ports';

/** From Graph's error bodies to sentences for the person who asked. */

const ErrorBody = z.object({ error: z.object({ code: z.string().catch(''), message: z.string().catch('') }) });

/** Intune puts a JSON text of its own into `error.message`. */
const IntuneMessage = z.object({ Message: z.string() });

export interface Refused {
  readonly status: number;
  readonly requestId: string | null;
  readonly method: string;
  /** With version, without host. */
  readonly path: string;
  readonly body: unknown;
}

export function refusalOf(refused: Refused): GraphRefused {
  const { code, message } = wordsOf(refused.body);
  const missing = missingPermissions(message, refused.path, refused.status);
  const doing = `${refused.method === 'GET' ? 'reading' : 'writing'} ${refused.path.split('?')[0]}`;
  return new GraphRefused(refused.status, code || String(refused.status), sayRefusal(refused, message, missing), {
    requestId: refused.requestId,
    missing,
    doing,
  });
}

function wordsOf(body: unknown): { readonly code: string; readonly message: string } {
  const parsed = ErrorBody.safeParse(body);
  if (!parsed.success) return { code: '', message: '' };
  const { code, message } = parsed.data.error;
  return { code, message: clean(nested(message)) };
}

function nested(message: string): string {
  if (!message.trimStart().startsWith('{')) return message;
  try {
    return IntuneMessage.parse(JSON.parse(message)).Message;
  } catch {
    return message;
  }
}

/** Operation and activity ids say nothing to an admin; they are in the log and the audit by the request id. */
function clean(message: string): string {
  return message
    .replace(/\s*-\s*Operation ID.*$/s, '')
    .replace(/\s*-\s*Activity ID.*$/s, '')
    .replace(/[\r\n]+/g, ' ')
    .slice(0, 300)
    .trim();
}

/** Intune names what it wants; the directory does not, so it is known by the path. */
function missingPermissions(message: string, path: string, status: number): readonly string[] {
  if (status !== 403) return [];
  const listed = /must have one of the following scopes:\s*([\w.,\s]+)/i.exec(message)?.[1];
  if (listed !== undefined) {
    const names = listed.split(/[\s,]+/).filter((name) => /^[A-Z]\w+\.[\w.]+$/.test(name));
    return names.length > 0 ? names : [];
  }
  return byPath
    .filter(({ fits }) => fits.test(path))
    .map(({ permission }) => permission)
    .slice(0, 1);
}

/** Least application permissions of directory paths. https://learn.microsoft.com/graph/permissions-reference */
const byPath: readonly { readonly fits: RegExp; readonly permission: string }[] = [
  { fits: /checkMemberGroups/, permission: 'GroupMember.Read.All' },
  { fits: /\/users\//, permission: 'User.Read.All' },
  { fits: /\/(groups|directoryObjects)/, permission: 'Group.Read.All' },
  { fits: /\/identity\/conditionalAccess/, permission: 'Policy.Read.All' },
];

function sayRefusal({ status, method }: Refused, message: string, missing: readonly string[]): string {
  const verb = method === 'GET' ? 'read' : 'write';
  switch (status) {
    case 401:
      return 'Graph does not accept the credential of the app.';
    case 403:
      return missing.length > 0
        ? `The app may not ${verb} this: it lacks the permission ${missing.join(' or ')}.`
        : `The app may not ${verb} this: Graph refused it for lack of a permission.`;
    case 404:
      return 'It is not there any more.';
    case 409:
      return `Graph says that it conflicts with something that is there. ${sentence(message)}`.trim();
    case 412:
      return `Graph says that it was changed meanwhile. ${sentence(message)}`.trim();
    default:
      return message === '' ? `Graph refused it (${status}).` : `Graph refused it: ${sentence(message)}`;
  }
}

function sentence(message: string): string {
  if (message === '') return '';
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
