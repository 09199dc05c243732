import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Family } from '../../src/core/family';
import { settingChanges, valueIn } from '../../src/core/difference';
import { leftToDo } from '../../src/core/drift';
import { type PlanPart, variantOf } from '../../src/core/plan';
import { locationsOf } from '../../src/core/shapes';
import { differingProperties, type Entity, type Snapshot } from '../../src/core/snapshot';
import { writesOf } from '../../src/core/writes';
import { isSameValue, sayValue, whyNotValue, type Setting, type Value } from '../../src/core/setting';
import { families } from '../../src/families';

const all: readonly (readonly [string, Family])[] = [...families];

describe('the registry', () => {
  test('has a line for every file of the folder', () => {
    const files = readdirSync(join(__dirname, '../../src/families'))
      .filter((file) => file !== 'index.ts')
      .map((file) => file.replace(/\.ts$/, ''));

    expect(files.sort()).toEqual(
      [...families.keys()].map((id) => id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)).sort(),
    );
  });
});

test('every family has a test of its own facts', () => {
  const tests = new Set(readdirSync(__dirname));

  const untested = [...families.keys()]
    .map((id) => `${id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.test.ts`)
    .filter((file) => !tests.has(file));
  expect(untested).toEqual([]);
});

describe.each(all)('%s', (_, family) => {
  const settings: readonly (readonly [string, Setting])[] = Object.entries(family.settings);

  test('has an example for every setting', () => {
    const shown = new Set(family.examples.flatMap(({ set }) => Object.keys(set ?? {})));

    // Platforms are said in a slot of their own.
    expect(Object.keys(family.settings).filter((id) => !shown.has(id) && id !== family.platformsAt)).toEqual([]);
  });

  test('has an example for everything it allows', () => {
    const shown = new Set(family.examples.map(({ act, set }) => act ?? (set ? 'set' : undefined)));

    expect(family.allows.filter((act) => !shown.has(act))).toEqual([]);
  });

  test('takes the values of its own examples', () => {
    for (const { set } of family.examples) {
      for (const [id, value] of Object.entries(set ?? {})) {
        const setting = family.settings[id];
        expect(setting && whyNotValue(setting, value as Value)).toBeUndefined();
      }
    }
  });

  test('has no two settings of one title', () => {
    const titles = settings.map(([, { title }]) => title);

    expect(titles).toEqual([...new Set(titles)]);
  });

  test.each(settings)('%s lies in at least one variant, and in known ones only', (_id, setting) => {
    const where = [...Object.keys(setting.on), ...Object.values(setting.selects ?? {})];

    expect(where.length).toBeGreaterThan(0);
    expect(where.filter((id) => !family.variants[id])).toEqual([]);
  });

  test.each(settings)('%s is read back as it was written, by a write that sends nothing else', (id, setting) => {
    for (const [variant, place] of Object.entries(setting.on)) {
      for (const value of someValues(setting)) {
        const before: Snapshot = {
          id: 'x',
          name: 'X',
          entity: { id: 'x', untouched: 1, ...somethingElse(family, variant) },
        };
        const part = partFor(family, variant, id, before, value);
        const [write] = writesOf(part, family, before, '(Warden #1)');
        const { '@odata.type': _type, deviceComplianceScheduledActionForRules: rules, ...body } = write?.body ?? {};
        const sent = rules === undefined ? body : { scheduledActionsForRule: rules };
        const after: Snapshot = { ...before, entity: { ...before.entity, ...sent } };

        const moved = differingProperties(before, after).filter((name) => !isBeside(name));
        expect(moved.sort()).toEqual([...locationsOf(variantOf(family, variant), place)].sort());
        expect(isSameValue(setting, valueIn(family, variant, after, id), value)).toBe(true);
        expect(leftToDo(part, family, after)).toEqual([]);
        expect(settingChanges(family, variant, after, { [id]: value })).toEqual([]);
      }
    }
  });

  test.each(settings)('%s says each of its values in words of its own', (_id, setting) => {
    const said = someValues(setting).map((value) => sayValue(setting, value));

    expect(said).toEqual([...new Set(said)]);
    expect(said.filter((words) => words === '' || words === 'not set')).toEqual([]);
  });
});

/** A policy that is written whole has something in it that the family does not know, and must not lose. */
function somethingElse(family: Family, variant: string): Entity {
  const { shape, keys } = variantOf(family, variant);
  if (keys) return { [keys.at]: [{ [keys.key]: 'unknownHere', [keys.value]: '7' }] };
  if (shape === 'conditions')
    return { conditions: { locations: { includeLocations: ['All'] } }, grantControls: { operator: 'OR' } };
  if (shape !== 'catalog') return {};
  const settingInstance = {
    '@odata.type': '#microsoft.graph.deviceManagementConfigurationSimpleSettingInstance',
    settingDefinitionId: 'unknown_here',
    simpleSettingValue: {
      '@odata.type': '#microsoft.graph.deviceManagementConfigurationIntegerSettingValue',
      value: 7,
    },
  };
  return { settings: [{ settingInstance }] };
}

/** What a policy that is written whole says besides its settings, and the secret a choice brings with it. */
function isBeside(name: string): boolean {
  return (
    ['platforms', 'technologies', 'templateReference', 'customSettings/DefenderMAMConfigs'].includes(name) ||
    name.endsWith('onboarding_fromconnector')
  );
}

function partFor(family: Family, variant: string, id: string, before: Snapshot, to: Value): PlanPart {
  return {
    key: 'p1',
    act: 'set',
    family: family.id,
    variant,
    target: { kind: 'existing', id: 'x', name: 'X' },
    changes: settingChanges(family, variant, null, { [id]: to }),
    before,
  };
}

function someValues(setting: Setting): readonly Value[] {
  switch (setting.kind) {
    case 'toggle':
      return setting.only === undefined ? [true, false] : [setting.only];
    case 'count':
      return [setting.min, setting.max];
    case 'choice':
      return Object.keys(setting.values);
    case 'version':
      return ['13', '16.4', '4.2312.0'];
    case 'duration':
      return ['PT90M', 'PT12H', 'P30D'];
    case 'clock':
      return ['00:00', setting.latest];
    case 'list':
      return [['C:\\Build'], ['C:\\Build', '.iso, .img']];
    case 'several': {
      const values = Object.keys(setting.values);
      return setting.joined ? [...values, values.slice(1).join(',')] : [...values.map((one) => [one]), values];
    }
  }
}
