import { supervisedMode } from '../../src/families/supervised-mode';
import { changing, creating } from './bodies';

describe('the supervised mode configuration', () => {
  test('hands Defender what Intune puts in its place', () => {
    expect(creating(supervisedMode, 'ios', { issupervised: true })).toMatchObject({
      version: 'v1.0',
      path: '/deviceAppManagement/mobileAppConfigurations',
      body: {
        '@odata.type': '#microsoft.graph.iosMobileAppConfiguration',
        settings: [
          { appConfigKey: 'issupervised', appConfigKeyType: 'stringType', appConfigKeyValue: '{{issupervised}}' },
        ],
      },
    });
  });

  test('is known when it is there', () => {
    const settings = [
      { appConfigKey: 'issupervised', appConfigKeyType: 'stringType', appConfigKeyValue: '{{issupervised}}' },
    ];

    expect(changing(supervisedMode, 'ios', { issupervised: true }, { settings })).toEqual([]);
  });
});
