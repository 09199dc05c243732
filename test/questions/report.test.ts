import { newestOfEach, pageOf } from '../../src/questions/report';

describe('pageOf', () => {
  test('goes by the name of a column, not by its place, whatever the case of the keys', () => {
    const schema = [{ Column: 'PolicyStatus' }, { Column: 'DeviceName' }];

    const upper = pageOf({ TotalRowCount: 7, Schema: schema, Values: [[2, 'PC-A']] });
    const lower = pageOf({ totalRowCount: 7, schema: [{ column: 'DeviceName' }], values: [['PC-A']] });

    expect(upper).toEqual({ rows: [{ PolicyStatus: 2, DeviceName: 'PC-A' }], total: 7 });
    expect(lower).toEqual({ rows: [{ DeviceName: 'PC-A' }], total: 7 });
  });

  test('takes an answer without a matrix for no rows', () => {
    expect(pageOf({ value: 'x' })).toEqual({ rows: [], total: 0 });
  });
});

describe('newestOfEach', () => {
  test('keeps the newest row of a device that reports for user and system', () => {
    const older = { id: 'a', at: '2026-03-01T00:00:00Z', status: 2 };
    const newer = { id: 'a', at: '2026-03-02T00:00:00Z', status: 6 };

    expect(newestOfEach([newer, older], 'id', 'at')).toEqual([newer]);
    expect(newestOfEach([older, newer, { ...older, id: 'b' }], 'id', 'at')).toHaveLength(2);
  });
});
