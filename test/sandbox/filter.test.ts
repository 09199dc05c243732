import { passes, readFilter, usesOf } from '../../src/sandbox/filter';

const device = {
  deviceName: "Grace O'Brien's iPhone",
  complianceState: 'compliant',
  lastSyncDateTime: '2026-03-02T08:00:00Z',
  isEncrypted: true,
  count: 3,
  target: { groupId: 'g1' },
  groupTypes: ['Unified'],
  '@odata.type': '#microsoft.graph.iosStoreApp',
};

describe('readFilter and passes', () => {
  test.each<[string, boolean]>([
    ["deviceName eq 'grace o''brien''s iphone'", true],
    ["deviceName eq 'Grace'", false],
    ["deviceName ne 'Grace'", true],
    ["startswith(deviceName,'Grace')", true],
    ["contains(deviceName, 'brien')", true],
    ["endswith(deviceName,'iPad')", false],
    ["complianceState eq 'noncompliant' or complianceState eq 'compliant'", true],
    ["complianceState in ('conflict', 'error')", false],
    ['lastSyncDateTime lt 2026-03-02T09:00:00Z', true],
    ['lastSyncDateTime gt 2026-03-02T09:00:00Z', false],
    ['isEncrypted eq true and count ge 3', true],
    ['not(isEncrypted eq true)', false],
    ["(count eq 1 or count eq 3) and complianceState eq 'compliant'", true],
    ["count eq 1 or count eq 3 and complianceState eq 'error'", false],
    ["target/groupId eq 'g1'", true],
    ["groupTypes/any(c:c eq 'Unified')", true],
    ["groupTypes/any(c: c eq 'DynamicMembership')", false],
    ["isof('microsoft.graph.iosStoreApp')", true],
    ['missing eq null', true],
  ])('%s → %s', (text, expected) => {
    expect(passes(readFilter(text), device)).toBe(expected);
  });

  test.each([
    'deviceName eq',
    "deviceName like 'x'",
    "(deviceName eq 'x'",
    "deviceName eq 'x' junk",
    "deviceName eq 'x",
    '',
  ])('refuses %p as a syntax error', (text) => {
    expect(() => readFilter(text)).toThrow(/Syntax error at position/);
  });
});

describe('usesOf', () => {
  test('names every property and operator', () => {
    const filter = readFilter("not(startswith(mail,'a')) and id in ('1') or x/any(y:y eq 2)");

    expect(usesOf(filter).map(({ property, operator }) => `${property} ${operator}`)).toEqual([
      ' not',
      'mail startswith',
      'id in',
      'x eq',
    ]);
  });
});
