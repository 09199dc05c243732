import catalog from '../../src/catalog/apps.json';
import { beforeApp, unknownAppIn } from '../../src/bot/unknown-app';
import { families } from '../../src/families';
import { readerFor } from '../../src/language/parse';

const knows = { reader: readerFor({ families, apps: catalog.apps }), apps: catalog.apps };

describe('an app nobody knows', () => {
  test.each([
    ['set max threat level low for Frobnicate', 'Frobnicate'],
    ['require a PIN for Frobnicator on Android', 'Frobnicator'],
    ['list policies for Tems2', 'Tems2'],
    ['block printing for Acme, please', 'Acme'],
  ])('%s', (text, typed) => {
    expect(unknownAppIn(knows, text, beforeApp)?.typed).toBe(typed);
  });

  test('stands in for another in the same sentence', () => {
    const found = unknownAppIn(knows, 'block printing for Acme, please', beforeApp);

    expect(found?.retold('Word')).toBe('block printing for Word, please');
  });

  test.each([
    'set max threat level purple for Outlook',
    'require a PIN for Outlook',
    'require a PIN for the Sales people',
    'wait for Godot',
    'what is the weather for tomorrow',
  ])('is none in «%s»', (text) => {
    expect(unknownAppIn(knows, text, beforeApp)).toBeUndefined();
  });
});
