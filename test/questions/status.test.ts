import { families } from '../../src/families';
import type { Graph } from '../../src/ports';
import type { Policy } from '../../src/questions/question-kind';
import { readReport } from '../../src/questions/report';
import { clashesWith, settingTitle } from '../../src/questions/status-rivals';

const pua = 'device_vendor_msft_policy_config_defender_puaprotection';
const cloud = 'device_vendor_msft_policy_config_defender_allowcloudprotection';

function antivirus(name: string, choices: Readonly<Record<string, number>>): Policy {
  const family = families.get('antivirus');
  if (!family) throw new Error('no such family');
  const variant = Object.keys(family.variants).find((id) => family.settings['puaProtection']?.on[id]) ?? '';
  const settings = Object.entries(choices).map(([at, choice]) => ({
    settingInstance: {
      '@odata.type': '#microsoft.graph.deviceManagementConfigurationChoiceSettingInstance',
      settingDefinitionId: at,
      choiceSettingValue: { value: `${at}_${choice}`, children: [] },
    },
  }));
  return { family, variant, id: name, name, entity: { id: name, name, settings } };
}

describe('clashesWith', () => {
  const ours = antivirus('ours', { [pua]: 1, [cloud]: 1 });

  test('tells the settings that both have, with both values', () => {
    expect(clashesWith(ours, antivirus('theirs', { [pua]: 2, [cloud]: 1 }))).toEqual([
      { title: 'PUA protection', here: 'Block', there: 'Audit' },
    ]);
  });

  test('finds nothing where they agree or set different things', () => {
    expect(clashesWith(ours, antivirus('theirs', { [pua]: 1 }))).toBe('nothing');
  });

  test('knows nothing of a policy that is not managed here', () => {
    expect(clashesWith(ours, undefined)).toBe('unknown');
  });

  test('shows a setting that is not managed here by what Graph calls it', () => {
    const [clash] = clashesWith(antivirus('a', { other_setting: 1 }), antivirus('b', { other_setting: 0 }));

    expect(clash).toEqual({ title: 'other_setting', here: 'other_setting_1', there: 'other_setting_0' });
  });
});

describe('settingTitle', () => {
  test('prefers our own title to that of the report', () => {
    expect(settingTitle(antivirus('a', {}), pua, 'puaprotection')).toBe('PUA protection');
    expect(settingTitle(antivirus('a', {}), 'unknown', 'As reported')).toBe('As reported');
  });
});

describe('readReport', () => {
  const schema = [{ Column: 'DeviceName' }];

  function graphOf(pages: readonly (readonly string[])[], total: number) {
    const asked: unknown[] = [];
    const ask = (_: unknown, body: { readonly skip?: unknown }) => {
      asked.push(body.skip);
      const values = (pages[asked.length - 1] ?? []).map((name) => [name]);
      return Promise.resolve({ TotalRowCount: total, Schema: schema, Values: values });
    };
    return { asked, ports: { graph: { ask } as unknown as Graph, patience: new AbortController().signal } };
  }

  test('goes on where the last page ended until all rows are there', async () => {
    const { asked, ports } = graphOf([['A', 'B'], ['C']], 3);

    const { rows, total } = await readReport(ports, 'someReport', { filter: '', select: [] });

    expect(rows.map((row) => row['DeviceName'])).toEqual(['A', 'B', 'C']);
    expect(total).toBe(3);
    expect(asked).toEqual([0, 2]);
  });

  test('ends at an empty page, whatever the total says', async () => {
    const { ports } = graphOf([['A']], 9);

    expect(await readReport(ports, 'someReport', { filter: '', select: [] })).toMatchObject({ total: 1 });
  });

  test('stops when it has enough, and says that there is more', async () => {
    const { ports } = graphOf([['A', 'B']], 9);

    const { rows, total } = await readReport(ports, 'someReport', { filter: '', select: [] }, 2);

    expect([rows.length, total]).toEqual([2, 9]);
  });
});
