import { Secret } from '../src/config';
import { openLog } from '../src/log';

function logged(tell: (log: ReturnType<typeof openLog>) => void): readonly Record<string, unknown>[] {
  const lines: string[] = [];
  tell(openLog('info', { write: (line) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('openLog', () => {
  test('writes facts beside the message, and nothing below its level', () => {
    const lines = logged((log) => {
      log.debug('too much');
      log.warn('graph throttled', { retryAfterSeconds: 3, collection: ['a', 'b'] });
    });

    expect(lines).toEqual([
      { level: 40, time: expect.any(String), msg: 'graph throttled', retryAfterSeconds: 3, collection: ['a', 'b'] },
    ]);
  });

  test('tells an error with its cause', () => {
    const [line] = logged((log) =>
      log.error('failed', { error: new Error('outside', { cause: new TypeError('inside') }) }),
    );

    expect(line).toMatchObject({
      error: { name: 'Error', message: 'outside', cause: { name: 'TypeError', message: 'inside' } },
    });
  });

  test('shows no secret, by name, by type or by look', () => {
    const jwt = `eyJ${'a'.repeat(20)}.eyJyb2xlcyI6W119.signature`;
    const [line] = logged((log) =>
      log.info('oops', {
        token: 'abc',
        headers: { Authorization: 'Bearer abc' },
        key: new Secret('abc'),
        error: new Error(`refused ${jwt}`),
      }),
    );

    expect(line).toMatchObject({ token: '***', headers: { Authorization: '***' }, key: '***' });
    expect(JSON.stringify(line)).not.toMatch(/abc|signature/);
  });

  test('ends with what has no end', () => {
    const round: Record<string, unknown> = {};
    round['self'] = round;

    expect(logged((log) => log.info('round', { round }))).toHaveLength(1);
  });
});
