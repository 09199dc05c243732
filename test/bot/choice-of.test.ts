import { choiceOf, choicesLeft, choicesNear, isBeyond } from '../../src/bot/choice-of';

const labels = ['iOS Office baseline', 'Android Office baseline', 'Windows baseline'];
const choices = labels.map((label) => ({ label, ending: label }));

describe('choiceOf', () => {
  test.each([
    ['1', 0],
    ['#2', 1],
    ['number 3', 2],
    ['the first', 0],
    ['the second one', 1],
    ['last', 2],
    ['iOS Office baseline', 0],
    ['«ios office baseline».', 0],
    ['the Android one', 1],
    ['windows policy please', 2],
    ['option two', 1],
    ['the furst one', 0],
    ['#3 please', 2],
  ])('«%s» means choice %d', (text, index) => {
    expect(choiceOf({ choices }, text)).toBe(index);
  });

  test.each(['4', '0', 'the office one', 'baseline', 'macOS', 'the', '', 'iOS for Sales', 'fifth'])(
    '«%s» means none of them',
    (text) => {
      expect(choiceOf({ choices }, text)).toBeUndefined();
    },
  );

  test('two choices of one label are told apart by number only', () => {
    const twins = { choices: [choices[0], choices[0]].flatMap((one) => one ?? []) };

    expect(choiceOf(twins, 'iOS Office baseline')).toBeUndefined();
    expect(choiceOf(twins, '2')).toBe(1);
  });
});

test.each(['yes', 'ok', 'that one', 'sure, please'])('«%s» takes the only choice, and none of several', (text) => {
  expect(choiceOf({ choices: choices.slice(0, 1) }, text)).toBe(0);
  expect(choiceOf({ choices }, text)).toBeUndefined();
});

test('«both» means the choice that says so', () => {
  const [each, both] = [['Compliance', 'App protection'], 'Compliance and app protection'];
  const labelled = [...each, both].map((label) => ({ label, ending: label }));

  expect(choiceOf({ choices: labelled }, 'both')).toBe(2);
  expect(choiceOf({ choices: labelled.slice(0, 2) }, 'both')).toBeUndefined();
});

test.each([
  ['4', true],
  ['0', true],
  ['fifth', true],
  ['3', false],
  ['windows', false],
])('«%s» is beyond three choices: %s', (text, beyond) => {
  expect(isBeyond({ choices }, text)).toBe(beyond);
});

describe('choicesNear', () => {
  test('are those a slip may have meant', () => {
    expect(choicesNear({ choices }, 'windws baseline').map(({ label }) => label)).toEqual(['Windows baseline']);
  });

  test.each(['delete it', 'Selma', 'which devices are noncompliant?'])('are none for «%s»', (text) => {
    expect(choicesNear({ choices }, text)).toEqual([]);
  });
});

describe('choicesLeft', () => {
  test('are those with all the words', () => {
    const left = choicesLeft({ choices }, 'the Office one');

    expect(left.map(({ label }) => label)).toEqual(['iOS Office baseline', 'Android Office baseline']);
  });

  test.each(['the baseline one', 'the android one', 'the macOS one', 'the one', 'office', 'wipe the office policy'])(
    'are none for «%s»',
    (text) => {
      expect(choicesLeft({ choices }, text)).toEqual([]);
    },
  );
});
