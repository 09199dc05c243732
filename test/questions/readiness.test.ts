import type { Check } from '../../src/core/answer';
import { fixAll } from '../../src/questions/check-readiness';
import { connectionChecks, heartbeatCheck, licencesIn } from '../../src/questions/readiness-connection';
import type { Policy } from '../../src/questions/question-kind';

const now = new Date('2026-03-02T09:00:00Z');
const states = (checks: readonly Check[]) => checks.map(({ state }) => state);
const link = (entity: Readonly<Record<string, unknown>>) => ({ entity }) as Policy; // nothing else is read

describe('connectionChecks', () => {
  test.each([
    ['there is no connector', undefined, ['missing']],
    ['it was never set up', link({ partnerState: 'notSetUp' }), ['missing']],
    ['Defender is silent', link({ partnerState: 'unresponsive' }), ['warning']],
    ['all is well', link({ partnerState: 'enabled', lastHeartbeatDateTime: '2026-03-02T08:48:00Z' }), ['ok', 'ok']],
    ['the heartbeat is old', link({ partnerState: 'enabled', lastHeartbeatDateTime: '2026-02-28' }), ['ok', 'warning']],
  ])('when %s', (_, connector, expected) => {
    expect(states(connectionChecks(connector, now))).toEqual(expected);
  });
});

describe('heartbeatCheck', () => {
  test.each([
    ['2026-03-01T09:00:00Z', 'ok', undefined],
    ['2026-03-01T08:59:00Z', 'warning', 'It was 24 hours ago.'],
    ['0001-01-01T00:00:00Z', 'warning', 'It never has.'],
    ['', 'warning', 'It never has.'],
  ])('of %s is %s', (at, state, said) => {
    const check = heartbeatCheck(at, now);

    expect(check.state).toBe(state);
    expect(check.reason?.startsWith(said ?? '')).toBe(said === undefined ? undefined : true);
  });
});

describe('licencesIn', () => {
  const intune = 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5';

  test('finds a service plan, and warns of those that are missing', () => {
    expect(states(licencesIn(new Set([intune])))).toEqual(['warning', 'ok', 'warning']);
  });

  test('leaves it to a person where Graph does not tell', () => {
    expect(states(licencesIn(undefined))).toEqual(['look', 'look', 'look']);
    expect(licencesIn(undefined)[0]?.portal).toBeDefined();
  });
});

describe('fixAll', () => {
  const gap = (family: string): Check => ({
    state: 'missing',
    title: family,
    action: { kind: 'propose', title: 'x', requests: [{ kind: 'set', family }] },
  });

  test('puts all requests of the buttons into one proposal', () => {
    const [action] = fixAll([gap('a'), { state: 'look', title: 'by hand' }, gap('b')]);

    expect(action).toMatchObject({ title: 'Fix all 2', requests: [{ family: 'a' }, { family: 'b' }] });
  });

  test('is not offered for a single gap', () => {
    expect(fixAll([gap('a'), { state: 'ok', title: 'fine' }])).toEqual([]);
  });
});
