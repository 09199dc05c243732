import { formsOf, stem } from '../../../src/language/text/stem';

describe('stem', () => {
  test.each([
    ['policies', 'policy'],
    ['screenshots', 'screenshot'],
    ['boxes', 'box'],
    ['access', 'access'],
    ['status', 'status'],
    ['ios', 'ios'],
    ['macos', 'macos'],
    ['behaviour', 'behavior'],
    ['pcs', 'pc'],
    ['apps', 'apps'],
  ])('compares «%s» as «%s»', (key, stemmed) => {
    expect(stem(key)).toBe(stemmed);
  });
});

describe('formsOf', () => {
  test.each([
    ['block', 'blocking', 'blocked'],
    ['require', 'requiring', 'required'],
    ['turn on', 'turning on', 'turned on'],
    ['deny', 'denying', 'denied'],
    ['stop', 'stopping', 'stopped'],
    ['take', 'taking', 'taken'],
    ['set', 'setting', 'set'],
  ])('%s, %s, %s', (verb, ing, ed) => {
    expect(formsOf(verb)).toEqual({ ing, ed });
  });
});
