import { tallyOf } from '../../src/questions/compliance-summary';
import { deviceOf } from '../../src/questions/devices';
import { isAsked } from '../../src/questions/list-devices';
import { tell } from '../../src/questions/onboarding-status';

const laptop = deviceOf({
  id: 'd1',
  deviceName: 'LAPTOP-7',
  operatingSystem: 'Windows',
  complianceState: 'noncompliant',
  partnerReportedThreatState: 'compromised',
  managementAgent: 'mdm',
  complianceGracePeriodExpirationDateTime: '9999-12-31T23:59:59Z',
});

describe('deviceOf', () => {
  test('takes the end of time for no grace period', () => {
    expect(laptop.graceUntil).toBeUndefined();
  });

  test.each([
    ['Windows Server', 'windows'],
    ['iPadOS', 'ios'],
    ['AndroidForWork', 'android'],
    ['Linux', undefined],
  ])('counts %s as %s', (operatingSystem, platform) => {
    expect(deviceOf({ operatingSystem }).platform).toBe(platform);
  });
});

describe('isAsked', () => {
  test.each([
    [{ threat: 'high' }, true],
    [{ threat: 'medium' }, false],
    [{ compliance: 'noncompliant', platforms: ['windows'] }, true],
    [{ platforms: ['macos'] }, false],
    [{ managedBy: 'defender' }, false],
    [{ managedBy: 'intune' }, true],
  ] as const)('of %j says %s for a compromised noncompliant Windows laptop', (asked, expected) => {
    const { platforms, ...rest } = { platforms: undefined, ...asked };

    expect(isAsked({ kind: 'listDevices', ...rest, ...(platforms ? { platforms: [...platforms] } : {}) }, laptop)).toBe(
      expected,
    );
  });
});

describe('tallyOf', () => {
  test('counts what is none of the three as other', () => {
    const states = ['compliant', 'compliant', 'inGracePeriod', 'noncompliant', 'unknown', 'error'];

    expect(
      tallyOf(
        'Windows',
        states.map((complianceState) => ({ complianceState })),
      ),
    ).toEqual({
      name: 'Windows',
      all: 6,
      compliant: 2,
      inGrace: 1,
      noncompliant: 1,
      other: 2,
    });
  });
});

describe('tell', () => {
  test('leaves out states that no device is in, and says how many are onboarded of all', () => {
    const answer = tell({ compliantDeviceCount: 5, remediatedDeviceCount: 1, errorDeviceCount: 2 });

    expect(answer.lead).toBe('6 of 8 Windows devices are onboarded.');
    expect(answer.table?.rows.map(([state, count]) => [state, count])).toEqual([
      ['Onboarded', '5'],
      ['Onboarded anew', '1'],
      ['Error', '2'],
    ]);
  });
});
