import { isSameProperty, sayProperty, titleOfProperty } from '../../src/core/property';

test.each([
  [undefined, 'not set'],
  [null, 'not set'],
  ['', 'not set'],
  [[], 'not set'],
  [false, 'false'],
  [0, '0'],
  ['plain', 'plain'],
  [{ b: 1, a: ['x'] }, '{"a":["x"],"b":1}'],
  ['x'.repeat(301), `${'x'.repeat(300)}… (301 characters)`],
])('%j is said as %s', (value, said) => {
  expect(sayProperty('description', value)).toBe(said);
});

test('what is called like a secret is not told, only whether it is there', () => {
  expect(sayProperty('customSettings/ProxyPassword', 'sesame')).toBe('***');
  expect(sayProperty('customSettings/ProxyPassword', null)).toBe('not set');
});

test.each([
  ['displayName', 'Name'],
  ['customSettings/OurOwn', 'OurOwn'],
  ['conditions.users.excludeRoles', 'conditions.users.excludeRoles'],
])('%s is called %s', (at, title) => {
  expect(titleOfProperty(at)).toBe(title);
});

test.each([
  [null, [], true],
  ['', undefined, true],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [false, null, false],
  [['a', 'b'], ['b', 'a'], false],
])('%j and %j are the same: %s', (one, other, same) => {
  expect(isSameProperty(one, other)).toBe(same);
});
