import { sparkline } from '../../src/views/sparkline';

describe('sparkline', () => {
  test.each([
    [[0, 7], '▁█'],
    [[88, 88, 88], '▁▁▁'],
    [[1, 2, 3, 2, 1], '▁▅█▅▁'],
    [[5], '▁'],
  ])('draws %j as %s', (values, line) => {
    expect(sparkline(values)).toBe(line);
  });
});
