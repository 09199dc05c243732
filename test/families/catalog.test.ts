import type { Family } from '../../src/core/family';
import type { Setting } from '../../src/core/setting';
import { families } from '../../src/families';
import { definitionOf, referencesOf, templates } from '../../src/sandbox/settings-catalog';

/** The families of the settings catalog against Microsoft's published definitions, which the sandbox judges by. */

const all = [...families.values()].flatMap((family) =>
  Object.entries(family.variants).flatMap(([variant, { template }]) =>
    template ? [[`${family.id} ${variant}`, family, variant, template] as const] : [],
  ),
);

describe.each(all)('%s', (_, family, variant, template) => {
  test('names a template there is', () => {
    const known = templates.get(template.id);

    expect(known && [known.templateFamily, known.platforms, known.technologies]).toEqual([
      template.family,
      template.platforms,
      template.technologies,
    ]);
  });

  test('has the published ids of its settings, for a tenant that does not tell them', () => {
    const known = templates.get(template.id);

    for (const [definition, ids] of Object.entries(template.references)) {
      const told = known && referencesOf(known, definition);
      expect([definition, ...ids]).toEqual([definition, told?.instance, told?.value]);
    }
  });

  test.each(settingsIn(family, variant))('%s is a definition of it, with values it takes', (_id, setting) => {
    const place = setting.on[variant];
    const definition = definitionOf(place?.at ?? '');

    expect(definition?.kind).toBe(kinds[place?.catalog?.holds ?? 'choice']);
    for (const [, option] of place?.wire ?? []) expect(definition?.options).toContain(option);
    const under = place?.catalog?.under;
    expect(definition?.under ?? []).toEqual(under ? [`${under.at}${under.is}`] : []);
    expect(under !== undefined || template.id in inTemplates(place?.at ?? '')).toBe(true);
    if (setting.kind === 'count') {
      expect([setting.min, setting.max]).toEqual([definition?.min, definition?.max]);
    }
    if (setting.kind === 'list') expect(setting.most).toBe(definition?.most);
    if (setting.kind === 'choice') {
      expect((place?.wire ?? []).map(([value]) => value).sort()).toEqual(Object.keys(setting.values).sort());
    }
  });
});

test('a scan is not asked for later than Windows takes it', () => {
  const time = families.get('antivirus')?.settings['quickScanTime'];
  const definition = definitionOf(time?.on['antivirus']?.at ?? '');

  expect(time?.kind === 'clock' && time.latest).toBe('23:00');
  expect(definition?.max).toBe(23 * 60);
});

const kinds = { choice: 'choice', integer: 'integer', minutes: 'integer', strings: 'string-collection' } as const;

function settingsIn(family: Family, variant: string): readonly (readonly [string, Setting])[] {
  return Object.entries(family.settings).filter(([, setting]) => setting.on[variant]);
}

/** The templates that have a definition among their roots. */
function inTemplates(definition: string): Readonly<Record<string, true>> {
  const having = [...templates.values()].filter(({ roots }) => definition in roots);
  return Object.fromEntries(having.map(({ id }) => [id, true as const]));
}
