import { cancel, decide, giveWay, type Role } from '../../src/core/approval';
import { aChange, ana, anApproval, omar, priya, needing } from '../support/builders';

const at = '2026-03-02T10:00:00.000Z';
const approver = { roles: new Set<Role>(['reader', 'approver']), version: 1 };

describe('decide', () => {
  test('approves when the last needed approval comes', () => {
    const decided = decide(aChange(), { by: omar, verdict: 'approve', at }, approver);

    expect(decided).toMatchObject({ ok: true, value: { status: { kind: 'approved', at } } });
  });

  test('waits for the second of two approvals', () => {
    const first = decide(aChange({ needs: needing(2) }), { by: omar, verdict: 'approve', at }, approver);

    expect(first).toMatchObject({ ok: true, value: { status: { kind: 'needsApproval' }, decisions: [{ by: omar }] } });
  });

  test.each([
    ['the requestor', aChange(), ana, approver, 'own-change'],
    ['the requestor under another case of the id', aChange(), { ...ana, objectId: 'ANA-ID' }, approver, 'own-change'],
    [
      'somebody who is no approver',
      aChange(),
      omar,
      { roles: new Set<Role>(['reader', 'requestor', 'owner']), version: 1 },
      'not-approver',
    ],
    [
      'a second decision of one person',
      aChange({ needs: needing(2), decisions: [anApproval(omar)] }),
      omar,
      approver,
      'already-yours',
    ],
    ['a card of an older plan', aChange({ version: 2 }), omar, approver, 'superseded-card'],
    [
      'a change that is applied',
      aChange({ status: { kind: 'applied', at, otherDrift: [] } }),
      omar,
      approver,
      'already-decided',
    ],
    [
      'a change that is being applied',
      aChange({ status: { kind: 'applying', since: at, fence: 1 } }),
      omar,
      approver,
      'already-decided',
    ],
  ])('refuses %s', (_, change, by, rights, code) => {
    const decided = decide(change, { by, verdict: 'approve', at }, rights);

    expect(decided).toMatchObject({ ok: false, problem: { code } });
  });

  test('does not count approvals of an older plan', () => {
    const change = aChange({ version: 2, needs: needing(2), decisions: [anApproval(omar, 1)] });

    const decided = decide(change, { by: priya, verdict: 'approve', at }, { ...approver, version: 2 });

    expect(decided).toMatchObject({ ok: true, value: { status: { kind: 'needsApproval' } } });
  });

  test('ends the change with one rejection', () => {
    const decided = decide(
      aChange({ needs: needing(2) }),
      { by: omar, verdict: 'reject', justification: 'no', at },
      approver,
    );

    expect(decided).toMatchObject({ ok: true, value: { status: { kind: 'rejected', by: omar, justification: 'no' } } });
  });
});

describe('decide, with the glass broken', () => {
  const owner = { roles: new Set<Role>(['reader', 'owner']), version: 1 };
  const broken = { verdict: 'approve', breakGlass: true, justification: 'mail is down', at } as const;
  const waiting = aChange({ needs: { ...needing(3), waitHours: 24 } });

  test('one owner alone is enough, and nothing is waited for', () => {
    const decided = decide(waiting, { by: omar, ...broken }, owner);

    expect(decided).toMatchObject({ ok: true, value: { status: { kind: 'approved', at } } });
    expect(decided).not.toMatchObject({ value: { status: { notBefore: expect.anything() as string } } });
  });

  test.each([
    ['the requestor, owner or not', ana, owner, broken, 'own-change'],
    ['an approver who is no owner', omar, approver, broken, 'not-owner'],
    ['an owner without a reason', omar, owner, { verdict: 'approve', breakGlass: true, at } as const, 'no-reason'],
  ] as const)('refuses %s', (_, by, rights, decision, code) => {
    expect(decide(waiting, { by, ...decision }, rights)).toMatchObject({ ok: false, problem: { code } });
  });
});

describe('cancel', () => {
  test('lets the requestor withdraw', () => {
    expect(cancel(aChange(), ana, at)).toMatchObject({ ok: true, value: { status: { kind: 'cancelled', by: ana } } });
  });

  test('refuses anybody else', () => {
    expect(cancel(aChange(), omar, at)).toMatchObject({ ok: false, problem: { code: 'not-requestor' } });
  });
});

describe('giveWay', () => {
  const older = aChange({ id: 1 });
  const newer = aChange({ id: 2 });

  test('leaves the older change replaced by the newer one', () => {
    expect(giveWay(older, newer, ana, at)).toMatchObject({
      ok: true,
      value: { id: 1, status: { kind: 'superseded', by: 2 } },
    });
  });

  test.each([
    ['somebody else', older, newer, omar, 'not-requestor'],
    ['a change of somebody else', aChange({ id: 1, requestor: omar }), newer, ana, 'not-requestor'],
    ['what is approved', aChange({ id: 1, status: { kind: 'approved', at } }), newer, ana, 'already-decided'],
    [
      'a newer change that is over',
      older,
      aChange({ id: 2, status: { kind: 'cancelled', at, by: ana } }),
      ana,
      'already-decided',
    ],
    ['a change for itself', newer, newer, ana, 'already-decided'],
  ] as const)('refuses %s', (_what, one, other, by, code) => {
    expect(giveWay(one, other, by, at)).toMatchObject({ ok: false, problem: { code } });
  });
});
