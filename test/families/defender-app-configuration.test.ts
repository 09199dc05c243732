import { defenderAppConfiguration } from '../../src/families/defender-app-configuration';
import { changing, creating } from './bodies';

const keys = (write: ReturnType<typeof creating>) => write?.body?.['customSettings'];

describe('a Defender app configuration policy', () => {
  test('on Android has the key without which Defender reads none of the others', () => {
    expect(keys(creating(defenderAppConfiguration, 'android', { antiphishing: true, vpn: false }))).toEqual([
      { name: 'DefenderMAMConfigs', value: '1' },
      { name: 'antiphishing', value: '1' },
      { name: 'vpn', value: '0' },
    ]);
  });

  test('on iOS has keys of its own', () => {
    expect(keys(creating(defenderAppConfiguration, 'ios', { antiphishing: true, vpn: true }))).toEqual([
      { name: 'WebProtection', value: 'true' },
    ]);
  });

  test.each([
    ['android', '#microsoft.graph.androidMobileAppIdentifier'],
    ['ios', '#microsoft.graph.iosMobileAppIdentifier'],
  ])('on %s is for the Defender app', (variant, type) => {
    expect(creating(defenderAppConfiguration, variant, { antiphishing: true })?.body?.['apps']).toMatchObject([
      { mobileAppIdentifier: { '@odata.type': type } },
    ]);
  });

  test('keeps keys it does not know', () => {
    const customSettings = [{ name: 'somethingElse', value: '7' }];

    expect(changing(defenderAppConfiguration, 'android', { vpn: true }, { customSettings })[0]?.body).toMatchObject({
      customSettings: expect.arrayContaining([{ name: 'somethingElse', value: '7' }]),
    });
  });
});
