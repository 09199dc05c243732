import type { Alert } from '../../src/core/alert';
import type { Answer } from '../../src/core/answer';
import type { Store } from '../../src/ports';
import { listAlerts } from '../../src/questions/list-alerts';
import type { QuestionPorts } from '../../src/questions/question-kind';
import { openStore } from '../../src/store/open';

let store: Store;
beforeEach(async () => {
  store = await openStore({ kind: 'sqlite', file: ':memory:' }, { auditKey: 'k' });
});
afterEach(() => store.close());

function anAlert(number: number, rest: Partial<Alert> = {}): Alert {
  const name = `LAPTOP-${String(number).padStart(2, '0')}`;
  const startedAt = '2026-03-02T09:00:00.000Z';
  const state = { phase: 'noncompliant', state: 'firing', platform: 'windows', startedAt } as const;
  return { device: `d${number}`, name, condition: 'compliance', ...state, ...rest };
}

function answer(at: { readonly id?: string; readonly from?: number } = {}): Promise<Answer> {
  // The question reads the store and the time zone only.
  const ports = { store, timezone: () => 'UTC' } as unknown as QuestionPorts;
  return listAlerts.answer(ports, { kind: 'listAlerts' }, at);
}

const namesIn = ({ table }: Answer) => (table?.rows ?? []).map(([name]) => name);

describe('listAlerts', () => {
  test('is turned page by page, and shows each device once', async () => {
    await store.alerts.put(Array.from({ length: 45 }, (_, i) => anAlert(i + 1)));

    const pages = [await answer(), await answer({ from: 20 }), await answer({ from: 40 })];

    expect(pages.map((page) => page.actions?.map(({ title }) => title))).toEqual([
      ['Show 21 to 40'],
      ['Back to 1', 'Show 41 to 45'],
      ['Back to 21'],
    ]);
    expect(new Set(pages.flatMap(namesIn)).size).toBe(45);
    expect(pages[1]?.note).toBe('21 to 40 of 45, the worst first.');
  });

  test('of one card lists its devices, those that are well again last', async () => {
    await store.alerts.put([anAlert(1, { state: 'resolved' }), anAlert(2), anAlert(3), anAlert(4, { phase: 'error' })]);
    const group = await store.groups.add({
      key: 'k',
      conversation: 'c',
      condition: 'compliance',
      platform: 'windows',
      state: 'open',
      openedAt: '2026-03-02T09:00:00.000Z',
      trend: [],
    });
    await store.groups.join(group.id, ['d1', 'd2', 'd4']);

    const { table, lead } = await answer({ id: String(group.id) });

    expect(lead).toBe('2 devices; 1 is well again or removed.');
    expect(table?.rows.map(([name, , what]) => [name, what])).toEqual([
      ['LAPTOP-02', 'noncompliant, medium severity'],
      ['LAPTOP-04', 'policy error, medium severity'],
      ['LAPTOP-01', 'well again'],
    ]);
  });

  test('says that nothing fires', async () => {
    expect((await answer()).lead).toBe('Nothing fires.');
  });

  test('shows the last page for a place beyond the end', async () => {
    await store.alerts.put([anAlert(1), anAlert(2)]);

    expect(namesIn(await answer({ from: 100 }))).toEqual(['LAPTOP-02']);
  });
});
