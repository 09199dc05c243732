import type { Change, Status, StatusKind } from '../../src/core/change';
import { planOf } from '../../src/core/plan';
import { inRows } from '../../src/views/button-rows';
import { pressesOf, type Viewer } from '../../src/views/plan-buttons';
import { safeUrl } from '../../src/views/safe-url';
import { shown } from '../../src/views/shown';
import { aChange, ana, anApproval, aPart, omar, priya, needing } from '../support/builders';
import { allStatuses, aView, drawer, reach, twoParts } from './samples';

const at = '2026-03-02T09:12:00.000Z';

function textOf(change: Partial<Change>, view: Parameters<typeof aView>[1] = {}): string {
  return drawer.change(aView(change, view)).text;
}

describe('where outsiders read along', () => {
  const names = /Ana Ruiz|Omar Haddad|Priya Nair|Selma|secret/;
  const wipe = aPart({
    act: 'wipe',
    family: 'wipeAppData',
    target: { kind: 'existing', id: 'tag', name: 'Selma’s iPhone' },
    changes: [],
    operation: {
      title: 'Company data in apps',
      lead: 'Removes company data:',
      rows: [{ name: 'Person', values: ['Selma Olsen, selma@contoso.com'], personal: true }],
      unnamed: 'a device',
      undo: 'This cannot be reverted',
      steps: ['wipe'],
      intent: {},
      permissions: [],
      direction: 'changes',
    },
  });
  const by = (name: string) => ({ objectId: name, name, teamsId: '29:x' });
  const told: Partial<Change> = {
    plan: planOf([wipe]),
    request: { kind: 'wipeAppData', users: ['Selma Olsen'], justification: 'a secret reason' },
    utterance: 'wipe company data for Selma Olsen because of a secret reason',
    readings: [{ typed: 'Selma', read: 'Selma Olsen' }],
    notes: ['A wipe of «Selma’s iPad» is already pending.'],
    requestor: by('Ana Ruiz'),
    decisions: [{ ...anApproval(omar), by: by('Omar Haddad'), justification: 'a secret word' }],
  };
  const others = [aChange({ id: 7, requestor: by('Priya Nair'), plan: planOf([wipe]) })];
  const more = { others, approvers: ['Omar Haddad'], reach: { ...reach, watched: ['Omar Haddad (approver)'] } };
  const hold = { why: 'All changes are stopped by Priya Nair (secret).', unnamed: 'All changes are stopped.' };

  test.each(allStatuses)('nobody is named and nothing is shown that was typed: %j', (status) => {
    const said = 'why' in status ? { ...status, why: 'Graph refused Selma’s iPhone' } : status;
    const view = aView({ ...told, status: said }, { ...more, hold, discreet: true });

    expect(JSON.stringify([drawer.change(view), drawer.whole(view)])).not.toMatch(names);
    expect(drawer.change({ ...view, discreet: false }).text).toMatch(names);
  });

  test('it is said where all of it can be seen, and how many may approve when they are too few', () => {
    const text = textOf({ ...told, needs: needing(3) }, { ...more, approvers: ['a', 'b'], discreet: true });

    expect(text).toContain('In a personal chat «show change');
    expect(text).toContain('Only 2 people may approve it, and it needs 3');
  });
});

describe('pressesOf', () => {
  const pressed = (status: Status, viewer: Viewer, more: Partial<Change> = {}) =>
    pressesOf(aChange({ status, ...more }), viewer).map(({ verb, argument }) =>
      [verb, argument].filter(Boolean).join(' '),
    );

  test.each<[StatusKind, string]>([
    ['needsApproval', 'approve reject cancel'],
    ['approved', 'reject cancel'],
    ['applying', ''],
    ['applied', 'revert'],
    ['partiallyApplied', 'again revert'],
    ['rejected', ''],
    ['cancelled', ''],
    ['expired', 'again'],
    ['superseded', ''],
    ['stale', 'again'],
    ['failed', 'again'],
    ['unknown', 'again'],
  ])('in %s everyone gets: %s', (kind, verbs) => {
    const status = allStatuses.find((one) => one.kind === kind) ?? { kind: 'needsApproval' };

    expect(pressed(status, 'everyone').join(' ')).toBe(verbs);
  });

  test.each<[Viewer, readonly string[]]>([
    ['everyone', ['approve', 'reject', 'cancel', 'drop p1', 'drop p2']],
    ['requestor', ['cancel', 'drop p1', 'drop p2']],
    ['approver', ['approve', 'reject']],
    ['reader', []],
  ])('of a plan of two parts the %s gets %j', (viewer, verbs) => {
    expect(pressed({ kind: 'needsApproval' }, viewer, { plan: planOf(twoParts) })).toEqual(verbs);
  });

  test('a reverted change cannot be reverted again', () => {
    expect(pressed({ kind: 'applied', at, otherDrift: [] }, 'everyone', { revertedBy: 13 })).toEqual([]);
  });

  test('a reader gets no button in any status', () => {
    expect(allStatuses.flatMap((status) => pressed(status, 'reader'))).toEqual([]);
  });

  test('is all that a card asks tokens for, besides refresh', () => {
    for (const status of allStatuses) {
      const asked: string[] = [];
      const token = (verb: string, argument = '') => `token-${asked.push(`${verb} ${argument}`)}`;
      const view = aView({ status }, { token });

      drawer.change(view);

      expect(asked).toEqual(pressesOf(view.change, 'everyone').map(({ verb, argument = '' }) => `${verb} ${argument}`));
    }
  });
});

describe('a change that needs approval', () => {
  test('asks for the approvals that are left', () => {
    const decisions = [{ ...anApproval(omar), at }];

    expect(textOf({ needs: needing(2), decisions })).toContain('Needs 1 more approval by 5 Mar 09:00 UTC');
  });

  test('does not count an approval of an earlier plan, and says so', () => {
    const text = textOf({ version: 2, decisions: [{ ...anApproval(omar), at }] });

    expect(text).toContain('Needs 1 approval by');
    expect(text).toContain('Approved by Omar Haddad, 2 Mar 09:12 UTC (for an earlier plan, does not count)');
  });

  test.each([
    [['Omar Haddad'], 'Only Omar Haddad may approve it, and it needs 2: ask an owner to name more approvers.'],
    [[], 'Nobody may approve it: ask an owner to name approvers.'],
  ])('says at once when only %j may approve', (approvers, said) => {
    expect(textOf({ needs: needing(2) }, { approvers })).toContain(said);
  });

  test.each([[['Omar Haddad', 'Priya Nair']], [null]])('says nothing of it when %j may', (approvers) => {
    expect(textOf({ needs: needing(2) }, { approvers })).not.toContain('may approve');
  });

  test('offers one field for the reason of both decisions, and sends it with these only', () => {
    const json = JSON.stringify(drawer.change(aView()).card);

    expect(json.match(/"Input\.Text"/g)).toHaveLength(1);
    expect(json.match(/"associatedInputs":"none"/g)).toHaveLength(3);
  });

  test('has no field where nobody can decide', () => {
    expect(JSON.stringify(drawer.change(aView({}, { viewer: 'requestor' })).card)).not.toContain('Input.Text');
  });

  test('refreshes for at most 60 people, and for nobody when none is given', () => {
    const ids = Array.from({ length: 70 }, (_, i) => `29:${i}`);

    const [many, none] = [aView({}, { refresh: ids }), aView()].map((view) => drawer.change(view).card);

    expect(many?.['refresh']).toEqual({
      action: {
        type: 'Action.Execute',
        title: 'Refresh',
        verb: 'refresh',
        associatedInputs: 'none',
        data: { token: 't-refresh' },
      },
      userIds: ids.slice(0, 60),
    });
    expect(none).not.toHaveProperty('refresh');
  });
});

describe('other open changes', () => {
  test('are named with what they set where they touch, until it is decided', () => {
    const other = aChange({
      id: 141,
      plan: planOf([
        aPart({
          changes: [
            {
              kind: 'setting',
              setting: 'maximumAllowedDeviceThreatLevel',
              from: 'high',
              to: 'low',
              direction: 'tightens',
            },
          ],
        }),
      ]),
    });
    const said = '#141 by Ana Ruiz also sets Max allowed device threat level to Low';

    expect(textOf({}, { others: [other] })).toContain(said);
    expect(textOf({ status: { kind: 'cancelled', at, by: ana } }, { others: [other] })).not.toContain(said);
  });

  test('are named with the policy where they touch nothing', () => {
    const other = aChange({ id: 141, requestor: priya, plan: planOf([aPart({ act: 'delete', changes: [] })]) });

    expect(textOf({}, { others: [other] })).toContain('#141 by Priya Nair deletes iOS Office baseline');
  });
});

describe('a change that ended', () => {
  test('badly says what was and was not written, step by step', () => {
    const step = { change: 142, version: 1, method: 'PATCH', path: '/x', body: null, at };
    const steps = [
      { ...step, part: 'p1', key: 'settings', state: 'confirmed' as const },
      { ...step, part: 'p2', key: 'settings', state: 'sent' as const },
    ];

    const text = textOf({ status: { kind: 'partiallyApplied', at, why: 'It stopped.' } }, { steps });

    expect(text).toContain('✔ Android Office baseline (Android), settings: done');
    expect(text).toContain('? iOS Office baseline (iOS), settings: unclear');
  });

  test('names the grace period of a compliance policy as a step of its own, also where it was never begun', () => {
    const target = { kind: 'existing', id: 'c-1', name: 'Windows baseline' } as const;
    const grace = { kind: 'setting', setting: 'gracePeriodHours', from: 24, to: 72, direction: 'loosens' } as const;
    const risk = { kind: 'setting', setting: 'machineRiskScore', from: 'high', to: 'medium' } as const;
    const changes = [{ ...risk, direction: 'tightens' } as const, grace];
    const part = aPart({ family: 'compliance', variant: 'windows', target, changes });
    const step = { change: 142, version: 1, part: 'p1', key: 'settings', method: 'PATCH', path: '/x', body: null, at };

    const text = textOf(
      { plan: planOf([part]), status: { kind: 'partiallyApplied', at, why: 'It stopped.' } },
      { steps: [{ ...step, state: 'confirmed' }] },
    );

    expect(text).toContain('✔ settings: done');
    expect(text).toContain('✖ grace period: not done');
  });

  test.each(['sent', 'confirmed'] as const)(
    'failed does not say that nothing was written when a write was %s',
    (state) => {
      const steps = [
        { change: 142, version: 1, part: 'p1', key: 'settings', state, method: 'PATCH', path: '/x', body: null, at },
      ];
      const status = { kind: 'failed', at, why: 'It did not take.' } as const;

      expect(textOf({ status }, { steps })).not.toContain('Nothing was written.');
      expect(textOf({ status }, { steps: [] })).toContain('Nothing was written.');
    },
  );

  test('ignores the steps of an earlier plan', () => {
    const steps = [
      {
        change: 142,
        version: 1,
        part: 'p1',
        key: 'settings',
        state: 'confirmed' as const,
        method: 'PATCH',
        path: '/x',
        body: null,
        at,
      },
    ];

    expect(textOf({ version: 2, status: { kind: 'failed', at, why: 'No.' } }, { steps })).toContain(
      'Nothing was written.',
    );
  });

  test('stale says expected and found in people’s words, by id or title of the setting', () => {
    const moved = [
      { what: 'maximumAllowedDeviceThreatLevel', expected: '"high"', found: 'null' },
      { what: 'PIN for access', expected: 'true', found: 'false' },
      { what: 'iOS Office baseline', expected: 'there', found: 'deleted' },
    ];

    const text = textOf({ status: { kind: 'stale', at, moved } });

    expect(text).toContain('Max allowed device threat level: expected High, found not set');
    expect(text).toContain('PIN for access: expected Required, found Not required');
    expect(text).toContain('iOS Office baseline: expected there, found deleted');
  });
});

describe('reach', () => {
  const line = (changes: Partial<typeof reach>, status: Status = { kind: 'needsApproval' }) =>
    textOf({ status }, { reach: { ...reach, ...changes } });

  test('is being counted until it is known', () => {
    expect(textOf({}, { reach: undefined })).toContain('Reach: counting…');
  });

  test('that was never counted is not shown as nobody', () => {
    expect(textOf({ status: { kind: 'expired', at } }, { reach: undefined })).toContain('Reach: not counted');
  });

  test.each([
    [
      { devicesAbove: { number: 1, atLeast: false } },
      '1 enrolled device reports a higher threat level than Medium now',
    ],
    [{ devicesAbove: { number: 1, atLeast: true } }, 'At least 1 enrolled device reports a higher'],
    [
      { devicesAbove: { number: 0, atLeast: false } },
      'No enrolled device reports a higher threat level than Medium now',
    ],
    [{ devicesAbove: { number: 0, atLeast: true } }, 'No enrolled device found so far reports'],
    [{ unknownRegistrations: { number: 0, atLeast: true } }, 'App registrations of unenrolled devices: unknown'],
    [
      { unknownRegistrations: { number: 1, atLeast: false } },
      '1 app registration of unenrolled devices: threat level unknown',
    ],
    [{ complete: false }, 'Not all of it is counted'],
    [
      { groups: [{ id: 'g', name: 'Sales', people: null, exclude: true }] },
      'Sales (excluded): number of people unknown',
    ],
  ])('with %j says «%s»', (changes, said) => {
    expect(line(changes)).toContain(said);
  });

  test('after the decision tells what was so when it was planned', () => {
    const text = line({}, { kind: 'applied', at, otherDrift: [] });

    expect(text).toContain('3 enrolled devices reported a higher threat level than Medium when this was planned');
    expect(text).not.toContain('would lose access');
  });

  test('names a wipe rather than a lost access, also where the policy has it already', () => {
    const before = {
      ...aPart().before,
      id: 'T_1',
      name: 'x',
      entity: { mobileThreatDefenseRemediationAction: 'wipe' },
    };

    const text = textOf({ plan: planOf([aPart({ before })]) });

    expect(text).toContain('than Medium now. Action when the threat level is exceeded: Wipe data');
  });

  test('tells the levels apart where the parts differ', () => {
    const [android, ios] = twoParts;
    const low = {
      kind: 'setting',
      setting: 'maximumAllowedDeviceThreatLevel',
      from: 'high',
      to: 'low',
      direction: 'tightens',
    } as const;
    const plan = planOf([...(android ? [android] : []), ...(ios ? [{ ...ios, changes: [low] }] : [])]);

    expect(textOf({ plan })).toContain('a higher threat level than Medium (Android) and Low (iOS) now');
  });
});

describe('what a revert would do', () => {
  const plan = planOf([aPart({ act: 'delete', changes: [] })]);
  const said = 'Reverting creates it again with a new id';

  test.each<Status>([{ kind: 'needsApproval' }, { kind: 'applied', at, otherDrift: [] }])(
    'is said in $kind',
    (status) => {
      expect(textOf({ plan, status })).toContain(said);
    },
  );

  test('is not said any more once it was reverted, or never can be', () => {
    expect(textOf({ plan, status: { kind: 'applied', at, otherDrift: [] }, revertedBy: 150 })).not.toContain(said);
    expect(textOf({ plan, status: { kind: 'expired', at } })).not.toContain(said);
  });
});

describe('links', () => {
  const urls = (change: Partial<Change>, view: Parameters<typeof aView>[1] = {}) =>
    [...JSON.stringify(drawer.change(aView(change, view)).card).matchAll(/"url":"([^"]*)"/g)].map(
      ([, url = '']) => url,
    );
  const created = aPart({ act: 'create', target: { kind: 'new', name: 'Travel' }, before: null });

  test('lead to the policy in the admin center', () => {
    expect(urls({ plan: planOf([aPart()]) })).toEqual([
      'https://intune.microsoft.com/#view/Microsoft_Intune/PolicyInstanceMenuBlade/~/7/policyId/T_1/policyOdataType/%23microsoft.graph.iosManagedAppProtection',
    ]);
  });

  test('are missing for what is not there yet, and follow once it is created', () => {
    const status = { kind: 'applied', at, otherDrift: [] } as const;
    const step = {
      change: 142,
      version: 1,
      part: 'p1',
      key: 'create',
      state: 'confirmed',
      method: 'POST',
      path: '/x',
      body: null,
      at,
    } as const;
    const steps = [{ ...step, answer: { status: 201, requestId: null, createdId: 'T_new' } }];

    expect(urls({ plan: planOf([created]) })).toEqual([]);
    expect(urls({ plan: planOf([created]), status }, { steps })[0]).toContain('/policyId/T_new/');
  });

  test('are missing for what was deleted', () => {
    const plan = planOf([aPart({ act: 'delete', changes: [] })]);

    expect(urls({ plan })).toHaveLength(1);
    expect(urls({ plan, status: { kind: 'applied', at, otherDrift: [] } })).toEqual([]);
  });

  test.each([
    'http://intune.microsoft.com/x',
    'https://intune.microsoft.com.evil.example/x',
    'https://evil.example/intune.microsoft.com',
    'https://user@intune.microsoft.com/',
    'javascript:alert(1)',
    'not a url',
    `https://intune.microsoft.com/${'x'.repeat(600)}`,
  ])('are refused for %s', (url) => {
    expect(safeUrl(url)).toBeUndefined();
  });

  test('keep an id from being more than an id', () => {
    expect(safeUrl('https://entra.microsoft.com/#view/{id}/x', 'a/../b?c#d')).toBe(
      'https://entra.microsoft.com/#view/a%2F..%2Fb%3Fc%23d/x',
    );
  });
});

test('inRows breaks buttons where a narrow card ends', () => {
  const titles = ['Leave out Android', 'Leave out iOS', 'Leave out Windows', 'A', 'B'].map((title) => ({
    title: shown(title),
  }));

  expect(inRows(titles).map((row) => row.map(({ title }) => title))).toEqual([
    ['Leave out Android', 'Leave out iOS'],
    ['Leave out Windows', 'A', 'B'],
  ]);
});

test('a family that is switched off still has its change drawn, by ids', () => {
  const plan = planOf([
    aPart({
      family: 'gone',
      variant: 'old',
      changes: [{ kind: 'setting', setting: 'someSetting', from: ['a'], to: true, direction: 'changes' }],
    }),
  ]);

  const text = textOf({ plan });

  expect(text).toContain('gone\nsomeSetting: ["a"] → true');
  expect(text).toContain('neither tightens nor loosens');
});

test('the fallback for clients without cards has its markdown escaped and says how to see the card', () => {
  const { card } = drawer.change(
    aView({ plan: planOf([aPart({ target: { kind: 'existing', id: 'x', name: '[a](b)' } })]) }),
  );

  expect(card?.['fallbackText']).toBe(
    '\\[a\\]\\(b\\)\\. Needs 1 approval by 5 Mar 09:00 UTC\\. Say “show change 142” in a client that shows cards\\.',
  );
});
