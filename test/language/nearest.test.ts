import { nearestExamples } from '../../src/language/nearest';

const examples = [
  'require a PIN for Outlook and Teams',
  'block printing for Word',
  'turn on the Android connector for app protection',
  'show the connector',
];

describe('nearestExamples', () => {
  test.each([
    ['can Word be kept from printing', 'block printing for Word'],
    ['the PIN thing for Teams', 'require a PIN for Outlook and Teams'],
    ['connectors', 'show the connector'],
  ])('for «%s»', (text, best) => {
    expect(nearestExamples(text, examples, 1)).toEqual([best]);
  });

  test('gives as many as asked for', () => {
    expect(nearestExamples('connector for Outlook', examples, 2)).toHaveLength(2);
  });

  test('gives none when nothing is alike', () => {
    expect(nearestExamples('bonjour', examples, 3)).toEqual([]);
  });

  test('is quick with long texts', () => {
    const before = performance.now();

    nearestExamples('block printing '.repeat(7000), examples, 3);

    expect(performance.now() - before).toBeLessThan(100);
  });
});
