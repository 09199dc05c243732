import catalog from '../../src/catalog/apps.json';
import { families } from '../../src/families';
import { readerFor } from '../../src/language/parse';

const reader = readerFor({ families, apps: catalog.apps });

/** Names that Warden itself gives to new policies where nobody says one. */
const offered = [...families.values()].flatMap(({ createName, variants, settingsHaveHomes }) => [
  ...(createName === undefined ? [] : [createName]),
  ...(settingsHaveHomes ? Object.values(variants).map(({ title }) => title) : []),
]);

describe('a name that Warden offers', () => {
  test.each(offered)('«%s» is read as a name afterwards', (name) => {
    expect(reader.parse(`show "${name}"`).requests).toEqual([{ kind: 'showPolicy', policy: name }]);
    expect(reader.parse(`status of "${name}"`).requests).toEqual([{ kind: 'policyStatus', policy: name }]);
    expect(reader.parse(`assign "${name}" to Pilot`).requests).toMatchObject([{ kind: 'assign', policy: name }]);
  });

  test('may be a label, where the word «policy» says that it is a name', () => {
    expect(reader.parse('show policy "Supervised mode"').requests).toEqual([
      { kind: 'showPolicy', policy: 'Supervised mode' },
    ]);
  });
});
