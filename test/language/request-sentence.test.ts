import apps from '../../src/catalog/apps.json';
import { ChangeRequest } from '../../src/core/request';
import { together } from '../../src/core/together';
import { families } from '../../src/families';
import { readerFor } from '../../src/language/parse';
import { readsAs, sentenceFor } from '../../src/language/request-sentence';

const vocabulary = { families, apps: apps.apps };
const reader = readerFor(vocabulary);

/** What a sentence asks for, as one change. */
function asked(text: string): ChangeRequest {
  const [one] = together(reader.parse(text).requests);
  return ChangeRequest.parse(one);
}

const says = [...families.values()].flatMap(({ examples }) => examples.map(({ say }) => say));

describe('sentenceFor', () => {
  test.each(says.filter((say) => asked(say).kind !== 'delete'))('the sentence for «%s» reads as the same', (say) => {
    const request = asked(say);

    const sentence = sentenceFor(reader, vocabulary, request);

    expect(sentence && asked(sentence)).toEqual(request);
  });

  test.each([
    ['max threat level low for Teams for 90 minutes', 'for 90 minutes'],
    ['allow printing in policy Corp Phones for 3 days', 'for 3 days'],
    ['take the Interns group off "MAM-Baseline" until Monday 09:00', 'until Monday 09:00'],
    ['require MFA in CA policy "CA002 Exchange" and exclude the Break Glass group', 'exclude the "Break Glass" group'],
    ['set max threat level low for all Microsoft apps on phones', 'all Microsoft apps on Android and iOS'],
    ['add Word to "Travel" and set max threat level low for Outlook', 'add Microsoft Word'],
  ])('«%s» keeps «%s»', (say, kept) => {
    expect(sentenceFor(reader, vocabulary, asked(say))).toContain(kept);
  });

  test('there is none for what has no words', () => {
    expect(sentenceFor(reader, vocabulary, { kind: 'revert', change: 12 })).toBeUndefined();
    expect(sentenceFor(reader, vocabulary, { kind: 'set', family: 'connector' })).toBeUndefined();
  });
});

describe('readsAs', () => {
  test('a reason is no part of what is asked for', () => {
    const request = asked('set max threat level low for Outlook because of INC-1');

    expect(readsAs(reader, 'set max threat level low for Outlook', request)).toBe(true);
    expect(readsAs(reader, 'set max threat level medium for Outlook', request)).toBe(false);
  });
});
