import { approvalsOf } from '../core/approval';
import { warden } from '../core/audit';
import { objectsOf, type Borrowed, type Change, type Status } from '../core/change';
import { accept, refuse, type Outcome } from '../core/problem';
import type { Clock, Records, Store } from '../ports';
import { endingOf, endOf } from './moments';
import { planChange } from './plan-change';
import type { Planned, PlanningPorts } from './planned';
import { auditOf, redraw, tellRequestor, thingOf } from './records';

/** Changes for a while: the inverse is approved together with the change and runs by itself when its time has come. */

/** People are reminded this long before it is put back. */
const remindMinutes = 15;

/** Called in the transaction that ends the apply: the clock of what was borrowed begins. Gives the record to save. */
export function begun(change: Change, status: Status): Change {
  const wrote = status.kind === 'applied' || status.kind === 'partiallyApplied' || status.kind === 'unknown';
  if (!change.borrowed || !wrote) return change;
  return {
    ...change,
    borrowed: { ...change.borrowed, endsAt: endOf(change.borrowed.ending, new Date(status.at)).toISOString() },
  };
}

/** The jobs of what was begun; an extension takes the place of what it extends. */
export async function schedule(records: Records, change: Change, at: string): Promise<void> {
  const endsAt = change.borrowed?.endsAt;
  if (endsAt === undefined) return;
  const about = String(change.id);
  await records.due.set({ key: `return:${about}`, at: endsAt, job: 'return', about });
  const soon = new Date(Date.parse(endsAt) - remindMinutes * 60_000).toISOString();
  if (Date.parse(soon) - Date.parse(at) > remindMinutes * 60_000)
    await records.due.set({ key: `returnSoon:${about}`, at: soon, job: 'returnSoon', about });
  if (change.extends !== undefined)
    await endBorrowing(records, change.extends, { kind: 'extended', by: change.id }, at);
}

interface ReturnPorts extends PlanningPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly timezone: string;
  readonly approvalsChannel: string | undefined;
}

/** Puts back what was borrowed, as it was approved; what somebody touched since is left, and people are told. */
export async function returnChange(ports: ReturnPorts, id: number): Promise<'done' | 'later'> {
  const change = await ports.store.changes.get(id);
  if (!change || !isLent(change)) return 'done';
  const extension = (await openExtensions(ports.store, change)).find(({ status }) => status.kind !== 'needsApproval');
  if (extension) return 'later';
  const now = ports.clock.now();
  const context = { chosen: {}, now, zone: ports.timezone };
  const planned = await planChange(ports, { kind: 'revert', change: id }, context);
  const at = now.toISOString();
  await ports.store.transaction(async (records) => {
    const fresh = await records.changes.get(id);
    if (!fresh || !isLent(fresh)) return;
    switch (planned.kind) {
      case 'plan':
        return putBack(records, fresh, planned, at);
      case 'nothing':
        await endBorrowing(records, id, { kind: 'nothing' }, at);
        return tellRequestor(records, fresh, `What change #${id} lent is already as it was before.`, at);
      default:
        return keep(records, fresh, sayWhy(planned), { at, channel: ports.approvalsChannel });
    }
  });
  return 'done';
}

/** True from when it is applied until it is put back, kept or extended. */
export function isLent({ borrowed, revertedBy }: Change): boolean {
  return borrowed?.endsAt !== undefined && borrowed.ended === undefined && revertedBy === undefined;
}

function openExtensions(records: Records, change: Change): Promise<readonly Change[]> {
  return records.changes.openOn(objectsOf(change)).then((open) => open.filter((one) => one.extends === change.id));
}

/** A change of its own that is approved already: applied, shown and audited like any other. */
async function putBack(
  records: Records,
  lent: Change,
  planned: Extract<Planned, { kind: 'plan' }>,
  at: string,
): Promise<void> {
  const { request: _, borrowed: __, extends: ___, ...rest } = lent;
  const returning = await records.changes.add({
    ...rest,
    version: 1,
    request: { kind: 'revert', change: lent.id },
    utterance: `put back as agreed with change #${lent.id}`,
    readings: [],
    notes: planned.notes,
    plan: planned.plan,
    decisions: approvalsOf(lent).map((one) => ({ ...one, version: 1 })),
    status: { kind: 'approved', at },
    createdAt: at,
    expiresAt: at,
    quickRevert: true,
    revertOf: lent.id,
    returns: lent.id,
  });
  const reach = await records.changes.reach(lent.id);
  if (reach) await records.changes.setReach(returning.id, reach);
  for (const { conversation } of await records.cards.list(thingOf(lent.id)))
    await records.cards.put({ thing: thingOf(returning.id), conversation, state: 'wanted' });
  await records.audit.append(
    auditOf(returning, {
      at,
      kind: 'change.proposed',
      actor: warden,
      facts: { returns: lent.id, effect: planned.plan.effect },
    }),
  );
  await endBorrowing(records, lent.id, { kind: 'returned', by: returning.id }, at);
  await records.due.set({ key: `apply:${returning.id}`, at, job: 'apply', about: String(returning.id) });
  for (const extension of await openExtensions(records, lent)) {
    const status = { kind: 'superseded', at, by: returning.id } as const;
    const saved = await records.changes.save({ ...extension, status });
    if (!saved) continue;
    await records.audit.append(
      auditOf(saved, { at, kind: 'change.superseded', actor: warden, facts: { by: returning.id } }),
    );
    await redraw(records, extension.id, at);
  }
}

/** Somebody touched it since, so a person decides. */
async function keep(
  records: Records,
  lent: Change,
  why: string,
  about: { readonly at: string; readonly channel: string | undefined },
): Promise<void> {
  const { at, channel } = about;
  await endBorrowing(records, lent.id, { kind: 'kept', why }, at);
  await records.audit.append(auditOf(lent, { at, kind: 'change.kept', actor: warden, facts: { why } }));
  const text = `Change #${lent.id} was to be put back now, and was not: ${why}`;
  await tellRequestor(records, lent, text, at);
  if (channel !== undefined && channel !== lent.conversation)
    await records.outbox.add({
      conversation: channel,
      what: { kind: 'say', message: { text, summary: text } },
      dueAt: at,
    });
}

async function endBorrowing(
  records: Records,
  id: number,
  ended: NonNullable<Borrowed['ended']>,
  at: string,
): Promise<void> {
  const change = await records.changes.get(id);
  if (!change?.borrowed) return;
  await records.changes.save({ ...change, borrowed: { ...change.borrowed, ended } });
  await redraw(records, id, at);
}

function sayWhy(planned: Exclude<Planned, { kind: 'plan' | 'nothing' }>): string {
  return planned.kind === 'problem' ? planned.problem.say : planned.text;
}

/** Says once, before it is put back, that it will be. */
export async function remindOfReturn(
  ports: { readonly store: Store; readonly clock: Clock },
  id: number,
): Promise<void> {
  const at = ports.clock.now().toISOString();
  await ports.store.transaction(async (records) => {
    const change = await records.changes.get(id);
    const minutes = Math.round((Date.parse(change?.borrowed?.endsAt ?? at) - Date.parse(at)) / 60_000);
    // Nobody is reminded of what is over, when this comes late.
    if (!change || !isLent(change) || minutes < 2) return;
    const text = `What change #${id} lent is put back in ${minutes} minutes. To keep it longer say «extend change ${id} by 2 hours»; somebody has to approve it.`;
    await tellRequestor(records, change, text, at);
  });
}

/** The same plan for longer; it needs approval like the first. */
export function extension(
  change: Change | undefined,
  said: { readonly change: number; readonly for?: string; readonly until?: string },
  when: { readonly now: Date; readonly zone: string },
): Outcome<Extract<Planned, { kind: 'plan' }>> {
  if (!change) return refuse('no-such-change', `There is no change #${said.change}.`);
  if (!change.borrowed?.endsAt || !isLent(change))
    return refuse('not-borrowed', `Change #${change.id} is not lent for a while now, so there is nothing to extend.`);
  // «By 2 hours» is from when it would have ended.
  const from = said.for === undefined ? when.now : new Date(change.borrowed.endsAt);
  const ending = endingOf(said, when.now, when.zone);
  if (!ending.ok) return ending;
  if (!ending.value) return refuse('bad-length', `For how long? Say «extend change ${change.id} by 2 hours».`);
  const until = endOf(ending.value, from).toISOString();
  if (until <= change.borrowed.endsAt)
    return refuse('not-longer', `Change #${change.id} already lasts longer than that.`);
  return accept({
    kind: 'plan',
    plan: change.plan,
    notes: [`Keeps what change #${change.id} lent.`],
    quickRevert: false,
    ending: { kind: 'at', at: until, zone: when.zone },
    extends: change.id,
  });
}
