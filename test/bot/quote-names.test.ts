import { quoteNames } from '../../src/bot/quote-names';

const names = [
  'iOS Office baseline',
  'iOS Office baseline 2',
  'Travel',
  'C++ (old) apps',
  '📱 Kiosk – a/b - [x]{1}|^$.*?\\ -',
];

describe('quoteNames', () => {
  test.each([
    ['assign iOS Office baseline to Sales', 'assign "iOS Office baseline" to Sales'],
    ['show ios  office baseline', 'show "iOS Office baseline"'],
    ['show ios office BASELINE 2', 'show "iOS Office baseline 2"'],
    ['delete c++ (OLD) apps now', 'delete "C++ (old) apps" now'],
    [
      'delete iOS Office baseline, then show iOS Office baseline',
      'delete "iOS Office baseline", then show "iOS Office baseline"',
    ],
  ])('reads «%s»', (text, quoted) => {
    expect(quoteNames(text, names)).toBe(quoted);
  });

  test.each([
    ['a name in quotes', 'show policy "iOS Office baseline"'],
    ['a name in typographic quotes', 'show policy “iOS Office baseline”'],
    ['a name of one word', 'add Word to Travel'],
    ['a part of a longer word', 'show iOS Office baselines'],
    ['no name', 'make Outlook safer'],
  ])('leaves %s', (_, text) => {
    expect(quoteNames(text, names)).toBeUndefined();
  });

  test('takes no name that has quotes of its own, since it would end where the name goes on', () => {
    expect(quoteNames('delete the "old" one', ['the "old" one'])).toBeUndefined();
  });
});
