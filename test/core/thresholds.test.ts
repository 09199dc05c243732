import type { Reach } from '../../src/core/change';
import { planOf, type PlanPart } from '../../src/core/plan';
import type { GroupNeed, Needs } from '../../src/core/needs';
import {
  defaultThresholds,
  forbiddenBy,
  isMet,
  missingOf,
  needsOf,
  withDefaults,
  type Threshold,
} from '../../src/core/thresholds';
import { families } from '../../src/families';
import { anApproval, aPart, needing, omar, priya } from '../support/builders';

const wipe = {
  kind: 'setting',
  setting: 'mobileThreatDefenseRemediationAction',
  from: 'block',
  to: 'wipe',
  direction: 'tightens',
} as const;
const off = { kind: 'setting', setting: 'androidEnabled', from: true, to: false, direction: 'loosens' } as const;
const reaching = (people: number, atLeast = false): Reach => ({
  alsoApps: {},
  groups: [],
  people: { number: people, atLeast },
  devicesAbove: null,
  unknownRegistrations: null,
  watched: [],
  complete: !atLeast,
});

function needs(parts: readonly PlanPart[], thresholds: readonly Threshold[], reach?: Reach, quick = false): Needs {
  const plan = planOf(parts);
  return needsOf(quick ? { plan, quickRevert: true } : { plan }, reach, { families, thresholds });
}

describe('needsOf, with the defaults', () => {
  test.each<[string, readonly PlanPart[], boolean, number]>([
    ['a tightened setting', [aPart()], false, 1],
    ['a delete', [aPart({ act: 'delete', changes: [] })], false, 2],
    ['wiping as the action', [aPart({ changes: [wipe] })], false, 2],
    ['disconnecting a platform', [aPart({ family: 'connector', variant: 'connector', changes: [off] })], false, 2],
    ['one severe part among others', [aPart(), aPart({ key: 'p2', changes: [wipe] })], false, 2],
    ['a quick revert that deletes', [aPart({ act: 'delete', changes: [] })], true, 1],
  ])('%s', (_, parts, quick, approvals) => {
    expect(needs(parts, defaultThresholds, undefined, quick).approvals).toBe(approvals);
  });

  test('names the rule that asks for more', () => {
    expect(needs([aPart({ act: 'delete', changes: [] })], defaultThresholds).because).toEqual(['deleting a policy']);
  });
});

describe('needsOf, with rules of one’s own', () => {
  const rule = (when: Threshold['when']): Threshold => ({ name: 'ours', when, approvals: 3 });
  const loosened = aPart({ changes: [{ ...wipe, from: 'wipe', to: 'block', direction: 'loosens' }] });

  test.each<[string, Threshold['when'], PlanPart, Reach | undefined, number]>([
    ['every plan', {}, aPart(), undefined, 3],
    ['a family that is touched', { families: ['connector', 'appProtection'] }, aPart(), undefined, 3],
    ['a family that is not', { families: ['connector'] }, aPart(), undefined, 1],
    ['a direction', { directions: ['loosens', 'mixed'] }, loosened, undefined, 3],
    ['another direction', { directions: ['loosens', 'mixed'] }, aPart(), undefined, 1],
    ['more people than the limit', { peopleAbove: 100 }, aPart(), reaching(101), 3],
    ['as many people as the limit', { peopleAbove: 100 }, aPart(), reaching(100), 1],
    ['people counted «at least» below the limit', { peopleAbove: 100 }, aPart(), reaching(20, true), 3],
    ['people not counted yet', { peopleAbove: 100 }, aPart(), undefined, 3],
    ['devices that could not be counted', { devicesAbove: 5 }, aPart(), reaching(1), 3],
    ['only when everything said holds', { kinds: ['set'], directions: ['loosens'] }, aPart(), undefined, 1],
  ])('%s', (_, when, part, reach, approvals) => {
    expect(needs([part], [rule(when)], reach).approvals).toBe(approvals);
  });

  test('the strictest of all rules that match counts, and each group by itself', () => {
    const security = (count: number): GroupNeed => ({ title: 'Security', groups: ['g-sec'], count });
    const all = needs(
      [aPart()],
      [
        { name: 'two of us', when: {}, approvals: 2 },
        { name: 'security', when: { kinds: ['set'] }, approvals: 1, from: [security(1)], waitHours: 4 },
        { name: 'security twice', when: { families: ['appProtection'] }, approvals: 1, from: [security(2)] },
      ],
    );

    expect(all).toEqual({
      approvals: 2,
      from: [security(2)],
      waitHours: 4,
      because: ['two of us', 'security', 'security twice'],
    });
  });
});

describe('withDefaults', () => {
  test('adds to the defaults, and a rule of the same name takes the place of one', () => {
    const own: readonly Threshold[] = [
      { name: 'deleting a policy', when: { kinds: ['delete'] }, approvals: 3 },
      { name: 'ours', when: {}, approvals: 1 },
    ];

    expect(withDefaults(own).map(({ name, approvals }) => [name, approvals])).toEqual([
      ['hard to take back', 2],
      ['deleting a policy', 3],
      ['ours', 1],
    ]);
  });
});

describe('forbiddenBy', () => {
  const never = [{ name: 'no PIN', when: { settings: ['pinRequired'] } }];
  const pin = { kind: 'setting', setting: 'pinRequired', from: true, to: false, direction: 'loosens' } as const;

  test.each<[string, PlanPart, boolean, readonly string[]]>([
    ['a setting that is never changed from chat', aPart({ changes: [pin] }), false, ['no PIN']],
    ['another setting', aPart(), false, []],
    ['its quick revert', aPart({ changes: [pin] }), true, []],
  ])('%s', (_, part, quick, names) => {
    const plan = planOf([part]);

    expect(forbiddenBy(quick ? { plan, quickRevert: true } : { plan }, families, never)).toEqual(names);
  });
});

describe('missingOf', () => {
  const security: Needs = { ...needing(2), from: [{ title: 'Security', groups: ['G-Sec'], count: 1 }] };

  test.each<[string, Needs, Parameters<typeof missingOf>[1], number]>([
    ['nobody yet', needing(2), [], 2],
    ['one of two', needing(2), [anApproval(omar)], 1],
    ['two of two', needing(2), [anApproval(omar), anApproval(priya)], 0],
    ['two, but none of the group', security, [anApproval(omar), anApproval(priya)], 1],
    ['two, one of them of the group', security, [anApproval(omar), { ...anApproval(priya), groups: ['g-sec'] }], 0],
  ])('%s', (_, needed, approvals, missing) => {
    expect(missingOf(needed, approvals).approvals).toBe(missing);
    expect(isMet(needed, approvals)).toBe(missing === 0);
  });
});
