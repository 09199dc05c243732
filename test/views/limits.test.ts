import type { Difference } from '../../src/core/difference';
import { planOf, type PlanPart } from '../../src/core/plan';
import { families } from '../../src/families';
import { fit, first, maxCardBytes, type Limits } from '../../src/views/limits';
import { aPart, needing } from '../support/builders';
import { CardSchema } from '../support/card-schema';
import { aView, allStatuses, drawer, reach, token } from './samples';

const longName = `${'Long name '.repeat(1000)}`;
const emoji = '👩‍👩‍👧‍👦'.repeat(1000);
const settings = Object.keys(families.get('appProtection')?.settings ?? {});

function bigPlan(name: string, parts = 40, changes = 30) {
  const list = Array.from({ length: parts }, (_, i): PlanPart => {
    const differences = Array.from({ length: changes }, (__, j): Difference => {
      const setting = settings[j % settings.length] ?? '';
      // The one change that loosens stands last, in the last part.
      const direction = i === parts - 1 && j === changes - 1 ? 'loosens' : 'tightens';
      return { kind: 'setting', setting, from: name, to: direction === 'loosens' ? 'the loose one' : name, direction };
    });
    return aPart({
      key: `p${i + 1}`,
      target: { kind: 'existing', id: `T_${i}`, name: `${i} ${name}` },
      changes: differences,
      warnings: [`${i} ${name}`],
    });
  });
  return planOf(list);
}

function bigView(name: string) {
  const people = { objectId: 'x', name, teamsId: '29:x' };
  return aView(
    {
      plan: bigPlan(name),
      requestor: people,
      utterance: name,
      notes: Array.from({ length: 50 }, () => name),
      readings: Array.from({ length: 50 }, () => ({ typed: name, read: name })),
      decisions: Array.from({ length: 50 }, () => ({
        by: people,
        verdict: 'approve' as const,
        justification: name,
        at: '2026-03-02T09:00:00Z',
        version: 1,
      })),
      needs: needing(60),
    },
    {
      approvers: Array.from({ length: 50 }, () => name),
      reach: {
        ...reach,
        alsoApps: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`p${i + 1}`, [name, `${name} ${i}`, name]])),
        groups: Array.from({ length: 100 }, (_, i) => ({ id: `g${i}`, name, people: 5, exclude: false })),
        watched: Array.from({ length: 100 }, () => name),
      },
      others: Array.from({ length: 30 }, (_, i) => ({
        ...aView({ plan: bigPlan(name, 2, 2), requestor: people }).change,
        id: i,
      })),
      refresh: Array.from({ length: 80 }, (_, i) => `29:${'m'.repeat(90)}${i}`),
      token: (verb, argument = '') => `${token(verb, argument)}${'t'.repeat(32)}`,
    },
  );
}

describe('a plan of 40 policies with 30 changes each', () => {
  test.each([
    ['long names', longName],
    ['names of four-byte letters', emoji],
    ['short names', 'Baseline'],
  ])('fits with %s, in every status', (_, name) => {
    const view = bigView(name);
    for (const status of allStatuses) {
      const { card } = drawer.change({ ...view, change: { ...view.change, status } });

      expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThanOrEqual(maxCardBytes);
      expect(CardSchema.safeParse(card).error?.issues ?? []).toEqual([]);
    }
  });

  test('counts what it does not show', () => {
    const { text } = drawer.change(aView({ plan: bigPlan('Baseline') }));

    expect(text).toContain('1,200 changes');
    expect(text).toMatch(/^and \d+ more policies with [\d,]+ changes$/m);
    expect(text).toMatch(/^and \d+ more$/m);
  });

  test('shows what loosens, wherever it stands in the plan', () => {
    const { text } = drawer.change(bigView(longName));

    expect(text).toContain('the loose one');
  });

  test('says how much of the rest does not tighten', () => {
    const plan = bigPlan('Baseline');
    const loose = planOf(
      plan.parts.map((part) => ({
        ...part,
        changes: part.changes.map((one) => ({ ...one, direction: 'loosens' as const })),
      })),
    );

    const { text } = drawer.change(aView({ plan: loose }));

    expect(text).toMatch(/^and \d+ more policies with ([\d,]+) changes, \1 of them loosening or drastic$/m);
    expect(text).toMatch(/^and (\d+) more, \1 of them loosening or drastic$/m);
  });
});

describe('fit', () => {
  test('takes the first drawing that is small enough', () => {
    const drawn = fit((limits) => ({ card: { text: 'x'.repeat(limits.rows * 1000) } }));

    expect(drawn.card['text']).toHaveLength(24_000);
  });

  test('gives the least when nothing fits', () => {
    const seen: Limits[] = [];

    fit((limits) => {
      seen.push(limits);
      return { card: { text: 'x'.repeat(100_000) } };
    });

    expect(seen.at(-1)).toEqual({ parts: 2, rows: 4, lines: 2, name: 24, text: 60 });
  });
});

describe('first', () => {
  test('shows a lone one more rather than counting it', () => {
    expect(first([1, 2, 3], 2)).toEqual({ kept: [1, 2, 3], left: 0 });
  });

  test('counts what is left out', () => {
    expect(first([1, 2, 3, 4], 2)).toEqual({ kept: [1, 2], left: 2 });
  });
});
