import { z } from 'zod';
import { approvalsOf } from '../core/approval';
import type { Change } from '../core/change';
import { GraphRefused, GraphUnreachable, type Graph } from '../ports';

/**
 * Intune's own two-person rule (multi admin approval): a request is filed, an admin approves it in the Intune admin
 * center, and the very same request is sent again with the code it was filed under. Applications cannot approve.
 * https://learn.microsoft.com/intune/intune-service/fundamentals/multi-admin-approval
 */

export type IntuneAnswer =
  | { readonly kind: 'waiting'; readonly until: string | undefined }
  | { readonly kind: 'approved' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'expired' }
  /** Intune could not be asked; it is asked again. */
  | { readonly kind: 'unsure' };

/** What Intune's second admin reads. It begins with the number, by which a request that was filed is found again. */
export function justificationOf(change: Change): string {
  const names = approvalsOf(change).map(({ by }) => by.name);
  const by = names.length > 0 ? `, approved in Warden by ${names.join(' and ')}` : '';
  return `${beginningOf(change)} asked for by ${change.requestor.name}${by}: ${change.utterance}`;
}

function beginningOf({ id }: Change): string {
  return `Warden #${id}`;
}

const Filed = z.object({
  id: z.string(),
  status: z.string(),
  expirationDateTime: z.iso.datetime({ offset: true }).optional().catch(undefined),
  requestJustification: z.string().catch(''),
  approvalJustification: z.string().catch(''),
  approver: z
    .object({ user: z.object({ displayName: z.string() }) })
    .optional()
    .catch(undefined),
});
type Filed = z.infer<typeof Filed>;

const path = '/deviceManagement/operationApprovalRequests';

export async function askIntune(graph: Graph, code: string): Promise<IntuneAnswer> {
  const filed = await trying(async () =>
    Filed.parse(await graph.get({ version: 'beta', path: `${path}/${encodeURIComponent(code)}` })),
  );
  return filed ? answerOf(filed) : { kind: 'unsure' };
}

/** The code of the request that was filed for this change, when its answer was lost. */
export async function filedFor(graph: Graph, change: Change): Promise<string | undefined> {
  const rows = (await trying(() => graph.list({ version: 'beta', path }))) ?? [];
  const own = rows
    .flatMap((row) => Filed.safeParse(row).data ?? [])
    .filter(({ requestJustification }) => requestJustification.startsWith(`${beginningOf(change)} `));
  return own.find(({ status }) => status === 'needsApproval' || status === 'approved')?.id;
}

/** A request is neither approved nor refused because it could not be looked up. */
async function trying<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GraphRefused || error instanceof GraphUnreachable || error instanceof z.ZodError)
      return undefined;
    throw error;
  }
}

function answerOf({ status, expirationDateTime, approver, approvalJustification }: Filed): IntuneAnswer {
  switch (status) {
    case 'needsApproval':
      return { kind: 'waiting', until: expirationDateTime };
    // Completed: carried out already, perhaps by us right before a crash. Reading back tells.
    case 'approved':
    case 'completed':
      return { kind: 'approved' };
    case 'rejected': {
      const by = approver ? ` by ${approver.user.displayName}` : '';
      return { kind: 'refused', why: `It was rejected in Intune${by}${quoted(approvalJustification)}.` };
    }
    case 'cancelled':
      return { kind: 'refused', why: 'Its request was cancelled in Intune.' };
    case 'expired':
      return { kind: 'expired' };
    default:
      return { kind: 'unsure' };
  }
}

function quoted(text: string): string {
  return text === '' ? '' : ` («${text}»)`;
}
