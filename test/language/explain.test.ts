import { sayExplained } from '../../src/cli/explain';
import { reader } from './support';

describe('explain', () => {
  test('says how each word was used, and which reading won', () => {
    const { parts } = reader.explain('block printing for Wrod');

    expect(parts).toMatchObject([{ reader: 'set', family: 'appProtection' }]);
    expect(parts[0]?.words.map(({ typed }) => typed)).toEqual(['block', 'printing', 'for', 'Wrod']);
    expect(parts[0]?.words[1]?.use).toContain('printBlocked');
    expect(parts[0]?.words[3]?.use).toContain('mended to «word»');
  });

  test('says what the words of a refused sentence could have been', () => {
    const { parts } = reader.explain('block zebras for Word');

    expect(parts).toMatchObject([{ reader: 'nobody' }]);
    expect(parts[0]?.words[1]).toEqual({ typed: 'zebras', use: 'not known' });
  });

  test('reads the same as parse', () => {
    const text = 'turn on the Android connector and block printing for Word';

    expect(reader.explain(text).parsed).toEqual(reader.parse(text));
  });

  test('is printed with the requests', () => {
    const printed = sayExplained(reader.explain('set max threat levl low for Outlook'));

    expect(printed).toContain('set (appProtection)');
    expect(printed).toContain('mended: levl → level');
    expect(printed).toContain('"maximumAllowedDeviceThreatLevel":"low"');
  });
});
