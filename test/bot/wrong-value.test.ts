import catalog from '../../src/catalog/apps.json';
import { wrongValueIn } from '../../src/bot/wrong-value';
import { families } from '../../src/families';
import { readerFor } from '../../src/language/parse';

const reader = readerFor({ families, apps: catalog.apps });
const known = [...families.values()].flatMap(({ examples }) => examples.map(({ say }) => say));

describe('wrongValueIn', () => {
  test.each([
    ['set max threat level purple for Outlook', '«purple» is not a value of «Max allowed device threat level»'],
    ['set machine risk score to purple for Windows', '«purple» is not a value of «Machine risk score»'],
  ])('%s', (text, say) => {
    expect(wrongValueIn({ reader, families, known }, text)?.say).toContain(say);
  });

  test('says what is allowed, and the sentence with each of it', () => {
    const wrong = wrongValueIn({ reader, families, known }, 'set max threat level purple, for Outlook');

    expect(wrong?.say).toMatch(/takes .*Low.*Medium.*High/);
    expect(wrong?.instead).toContainEqual({ title: 'Low', text: 'set max threat level Low, for Outlook' });
  });

  test.each(['what a lovely day', 'tell me a joke about penguins', 'set the table for Outlook', ''])(
    'is silent on «%s»',
    (text) => {
      expect(wrongValueIn({ reader, families, known }, text)).toBeUndefined();
    },
  );
});
