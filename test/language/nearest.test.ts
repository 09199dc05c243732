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

  test.each([
    ['who is out of compliance', 'which devices are noncompliant?'],
    ['show me the risky ones', 'show high risk Android devices'],
    ['anything new?', 'list alerts'],
    ['is everything ok', 'check readiness'],
    ['show me the log', 'who changed policy "iOS Office baseline"?'],
    ['how do i set up android', 'send the Android guide to Selma Olsen'],
  ])('words that people use are known: «%s»', (text, best) => {
    const known = [
      ...examples,
      'which devices are noncompliant?',
      'show high risk Android devices',
      'list alerts',
      'check readiness',
      'who changed policy "iOS Office baseline"?',
      'send the Android guide to Selma Olsen',
      'connect Android devices to Defender for compliance',
    ];
    expect(nearestExamples(text, known, 2)).toContain(best);
  });

  test.each(["what's the weather", 'delete everything', 'start over'])('«%s» is near to nothing', (text) => {
    expect(nearestExamples(text, examples, 2)).toEqual([]);
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

    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
