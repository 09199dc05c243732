import { judge, type Judged } from '../../src/alerts/pipeline';
import type { Alert, AlertGroup, Member, Silence } from '../../src/core/alert';

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 2, 9, minutes)).toISOString();

describe('judge', () => {
  test('posts one card for what fires when the wait is over, and tells of every device', () => {
    const verdict = judge(aCase({ members: [firing('a'), firing('b')] }));

    expect(verdict).toMatchObject({ why: 'first', card: 'post', state: 'open', firing: 2 });
    expect([...verdict.told]).toEqual([['noncompliant', ['a', 'b']]]);
  });

  test('says nothing of what was well again before anybody was told', () => {
    const verdict = judge(aCase({ members: [resolved('a', '')] }));

    expect(verdict).toMatchObject({ why: 'resolvedBeforeTold', card: 'none', state: 'over' });
  });

  test.each<[string, readonly Member[], Partial<AlertGroup>, string, string | undefined]>([
    ['one more device is drawn, not said', [firing('a', 'noncompliant'), firing('b')], {}, 'more', undefined],
    ['many more are said', [firing('a', 'noncompliant'), ...many(6)], {}, 'more', 'more'],
    ['a device that went from grace to noncompliant is said', [firing('a', 'inGracePeriod')], {}, 'more', 'more'],
    ['a milder phase is no news', [{ ...firing('a', 'noncompliant'), alert: grace('a') }], {}, 'noNews', undefined],
    ['one that is well is drawn', [firing('a', 'noncompliant'), resolved('b', 'noncompliant')], {}, 'fewer', undefined],
    ['all well is said', [resolved('a', 'noncompliant')], {}, 'allResolved', 'allResolved'],
    ['all well is said once', [resolved('a', 'resolved')], { resolvedAt: at(25) }, 'noNews', undefined],
    [
      'after an hour it is over',
      [resolved('a', 'resolved')],
      { resolvedAt: '2026-03-02T08:20:00.000Z' },
      'over',
      undefined,
    ],
    [
      'what comes and goes is drawn only',
      [resolved('a', 'noncompliant')],
      { again: { at: at(20), times: 3 } },
      'flapping',
      undefined,
    ],
    [
      'what fires on is repeated',
      [firing('a', 'noncompliant')],
      { told: told('2026-03-01T08:00:00.000Z') },
      'repeat',
      'repeat',
    ],
    [
      'what somebody looks after is not repeated',
      [firing('a', 'noncompliant')],
      { told: told('2026-03-01T08:00:00.000Z'), acknowledged: { by: 'Ana', at: at(1) } },
      'noNews',
      undefined,
    ],
  ])('%s', (_, members, group, why, say) => {
    const verdict = judge(aCase({ members, group: { ...open, ...group } }));

    expect([verdict.why, verdict.say]).toEqual([why, say]);
  });

  test('posts nothing for what is silenced, and looks again when the silence ends', () => {
    const verdict = judge(aCase({ members: [firing('a')], silences: [aSilence('a')] }));

    expect(verdict).toMatchObject({ why: 'muted', card: 'none', state: 'waiting', next: at(50) });
  });

  test('says again what still fires when its silence has ended', () => {
    const verdict = judge(aCase({ group: open, members: [firing('a', 'silenced')] }));

    expect(verdict).toMatchObject({ why: 'more', say: 'more' });
  });

  test('does not tell a threat twice of a device whose compliance card stands there', () => {
    const alert: Alert = { ...firing('a').alert, condition: 'threat', phase: 'low' };
    const members = [{ alert, told: '' }];

    expect(judge(aCase({ members, explained: new Set(['a']) })).why).toBe('muted');
    expect(judge(aCase({ members })).why).toBe('first');
  });

  test('says nothing of more devices while a change that was just applied explains them, unless it gets worse', () => {
    const members = many(20);
    const worse = [...members, { told: '', alert: { ...firing('z').alert, threat: 'high' as const } }];

    expect(judge(aCase({ group: open, members }))).toMatchObject({ why: 'more', say: 'more' });
    const explained = judge(aCase({ group: open, members, justChanged: true }));
    expect(explained).toMatchObject({ why: 'explained', card: 'redraw' });
    expect(explained.say).toBeUndefined();
    expect(judge(aCase({ group: open, members: worse, justChanged: true }))).toMatchObject({ say: 'more' });
  });

  test('waits for the end of quiet hours, unless it is severe', () => {
    const severe: Member = { told: '', alert: { ...firing('a').alert, threat: 'high' } };

    expect(judge(aCase({ members: [firing('a')], quietUntil: at(59) }))).toMatchObject({
      why: 'quietHours',
      next: at(59),
    });
    expect(judge(aCase({ members: [severe], quietUntil: at(59) })).why).toBe('first');
  });

  test('looks again after quiet hours, and no sooner, for what is to be repeated', () => {
    const members = [firing('a', 'noncompliant')];
    const group = { ...open, told: told('2026-03-01T08:00:00.000Z') };

    const verdict = judge(aCase({ group, members, quietUntil: at(59) }));

    expect(verdict).toMatchObject({ why: 'quietHours', card: 'redraw', next: at(59) });
    expect(verdict.say).toBeUndefined();
  });
});

const open: AlertGroup = {
  id: 1,
  revision: 1,
  key: 'k',
  conversation: 'c',
  condition: 'compliance',
  platform: 'windows',
  state: 'open',
  openedAt: at(0),
  told: told(at(1)),
  trend: [],
};

function aCase(changes: Partial<Judged>): Judged {
  const { told: _, ...waiting } = open;
  return {
    group: { ...waiting, state: 'waiting' },
    members: [],
    silences: [],
    explained: new Set(),
    justChanged: false,
    devices: 100,
    quietUntil: undefined,
    timing: { intervalSeconds: 300, repeatHours: 24 },
    now: at(30),
    ...changes,
  };
}

function told(when: string): NonNullable<AlertGroup['told']> {
  return { at: when, firing: 1, severity: 'medium' };
}

function firing(device: string, before = ''): Member {
  const alert: Alert = {
    device,
    name: device,
    condition: 'compliance',
    phase: 'noncompliant',
    state: 'firing',
    platform: 'windows',
    startedAt: at(0),
  };
  return { alert, told: before };
}

function grace(device: string): Alert {
  return { ...firing(device).alert, phase: 'inGracePeriod' };
}

function resolved(device: string, before: string): Member {
  return { told: before, alert: { ...firing(device).alert, state: 'resolved', resolvedAt: at(10) } };
}

function many(number: number): readonly Member[] {
  return Array.from({ length: number }, (_, i) => firing(`d${i}`));
}

function aSilence(device: string): Silence {
  return { id: 1, by: { objectId: 'x', name: 'Ana' }, why: 'w', from: at(0), until: at(50), matches: { device } };
}
