import { warden } from '../core/audit';
import type { Step } from '../core/change';
import { withoutSecrets } from '../core/shapes/catalog-instances';
import { fingerprintOf, hashOf, type Snapshot } from '../core/snapshot';
import type { Write } from '../core/writes';
import { GraphAwaitsApproval, GraphRefused, GraphUnreachable, type GraphAnswer } from '../ports';
import { filedFor, justificationOf } from './intune-approval';
import { isOf, type PartPorts, type PartWork } from './part-work';
import { readBack } from './read-back';
import { auditOf } from './records';

/** One write of a part: recorded before it is sent, and what came of it recorded at once. */

export type Sent =
  | 'sent'
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'filed'; readonly code: string; readonly left: number }
  | { readonly kind: 'lost' };

export async function sendOne(ports: PartPorts, work: PartWork, write: Write, fresh: Snapshot | null): Promise<Sent> {
  const before = fresh ? { before: fingerprintOf(fresh) } : {};
  const request = hashOf([write.method, write.version, write.path, write.body ?? null]);
  const filed = await filedAs(ports, work, write, request);
  const step: Step = { ...stepOf(ports, work, write, 'intended'), ...before, ...(filed ? { filed } : {}) };
  await ports.store.steps.put(step);
  try {
    const answer = await ports.graph.write({
      method: write.method,
      version: write.version,
      path: write.path,
      ...(write.body ? { body: write.body } : {}),
      ...(filed ? { approvalCode: filed.code } : { justification: justificationOf(work.change) }),
      signal: ports.lost,
    });
    await recordSent(ports, work, { ...step, state: 'sent', answer: answerOf(answer) });
    return 'sent';
  } catch (error) {
    // Whoever holds the change now reads what this write has done.
    if (ports.lost.aborted) return { kind: 'lost' };
    if (error instanceof GraphAwaitsApproval) return wait(ports, work, fresh, step, { code: error.code, request });
    if (error instanceof GraphRefused) {
      const code = error.status === 409 ? await filedFor(ports.graph, work.change) : undefined;
      return code === undefined ? refused(ports, work, step, error) : wait(ports, work, fresh, step, { code, request });
    }
    if (error instanceof GraphUnreachable) return unanswered(ports, work, write, step, error);
    throw error;
  }
}

/** A code is good for the very request it was given for; where the tenant moved, the request is another and filed anew. */
async function filedAs(ports: PartPorts, work: PartWork, write: Write, request: string): Promise<Step['filed']> {
  const steps = await ports.store.steps.list(work.change.id);
  const filed = steps.find((one) => isOf(one, work) && one.key === write.key && one.state !== 'failed')?.filed;
  return filed?.request === request ? filed : undefined;
}

async function wait(
  ports: PartPorts,
  work: PartWork,
  fresh: Snapshot | null,
  step: Step,
  filed: NonNullable<Step['filed']>,
): Promise<Sent> {
  const at = ports.clock.now().toISOString();
  await ports.store.transaction(async (records) => {
    await records.steps.put({ ...step, state: 'waiting', filed, at });
    const facts = { part: step.part, step: step.key, method: step.method, path: step.path, code: filed.code };
    await records.audit.append(auditOf(work.change, { at, kind: 'step.filed', actor: warden, facts }));
  });
  const left = work.hand.writes(fresh).length;
  return { kind: 'filed', code: filed.code, left };
}

async function refused(ports: PartPorts, work: PartWork, step: Step, error: GraphRefused): Promise<Sent> {
  const at = ports.clock.now().toISOString();
  await ports.store.transaction(async (records) => {
    await records.steps.put({
      ...step,
      state: 'failed',
      at,
      answer: { status: error.status, requestId: error.facts.requestId ?? null },
    });
    const facts = {
      part: step.part,
      step: step.key,
      status: error.status,
      code: error.code,
      requestId: error.facts.requestId ?? null,
    };
    await records.audit.append(auditOf(work.change, { at, kind: 'step.failed', actor: warden, facts }));
  });
  return { kind: 'failed', why: error.say };
}

/** No answer: what is there now decides. A write that is not there and cannot be repeated safely goes to a person. */
async function unanswered(
  ports: PartPorts,
  work: PartWork,
  write: Write,
  step: Step,
  error: GraphUnreachable,
): Promise<Sent> {
  const at = ports.clock.now().toISOString();
  if (!error.sent) {
    await ports.store.steps.put({ ...step, state: 'failed', at });
    return { kind: 'failed', why: error.say };
  }
  await ports.store.steps.put({ ...step, state: 'sent', at });
  const seen = await readBack(ports, work, write);
  if (seen.kind === 'there') return 'sent';
  if (seen.kind === 'unread') {
    await ports.store.steps.put({ ...step, state: 'unknown', at: ports.clock.now().toISOString() });
    return { kind: 'unknown', why: `${error.say} ${seen.why}` };
  }
  await ports.store.steps.put({ ...step, state: 'unknown', at: ports.clock.now().toISOString() });
  const what = write.key === 'create' ? 'creating it' : write.key === 'delete' ? 'deleting it' : 'the last write';
  return {
    kind: 'unknown',
    why: `${error.say} Whether ${what} reached «${work.part.target.name}» cannot be told: reading it back does not show it yet. Look in the admin center before asking again.`,
  };
}

async function recordSent(ports: PartPorts, work: PartWork, step: Step): Promise<void> {
  const at = ports.clock.now().toISOString();
  await ports.store.transaction(async (records) => {
    await records.steps.put({ ...step, at });
    const facts = { part: step.part, step: step.key, method: step.method, path: step.path, ...step.answer };
    await records.audit.append(auditOf(work.change, { at, kind: 'step.sent', actor: warden, facts }));
  });
}

function stepOf(ports: PartPorts, work: PartWork, write: Write, state: Step['state']): Step {
  return {
    change: work.change.id,
    version: work.change.version,
    part: work.part.key,
    key: write.key,
    state,
    method: write.method,
    path: `/${write.version}${write.path}`,
    // What is kept is looked at by people: no secret is in it.
    body: withoutSecrets(write.body ?? null),
    at: ports.clock.now().toISOString(),
  };
}

function answerOf(answer: GraphAnswer): NonNullable<Step['answer']> {
  const id = answer.body?.['id'];
  return { status: answer.status, requestId: answer.requestId, ...(typeof id === 'string' ? { createdId: id } : {}) };
}
