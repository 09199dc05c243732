import { refusals } from './refusals';
import { changesOf, reader } from './support';

describe('parse refuses', () => {
  test('at least 150 sentences are kept here', () => {
    expect(Object.values(refusals).flat().length).toBeGreaterThanOrEqual(150);
  });

  describe.each(Object.entries(refusals))('%s', (_why, sentences) => {
    test.each(sentences)('%s', (sentence) => {
      expect(changesOf(reader.parse(sentence))).toEqual([]);
    });
  });
});
