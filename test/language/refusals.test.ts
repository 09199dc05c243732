import { refusals } from './refusals';
import { changesOf, reader } from './support';

describe('parse refuses', () => {
  test('there are as many as there are examples in the contract', () => {
    expect(Object.values(refusals).flat().length).toBeGreaterThanOrEqual(487);
  });

  describe.each(Object.entries(refusals))('%s', (_why, sentences) => {
    test.each(sentences)('%s', (sentence) => {
      expect(changesOf(reader.parse(sentence))).toEqual([]);
    });
  });
});
