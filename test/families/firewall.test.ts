import { firewall } from '../../src/families/firewall';
import { creating, directions } from './bodies';

describe('a firewall policy', () => {
  test.each(['domain', 'private', 'public'])('has the %s profile as a definition of its own', (profile) => {
    const body = creating(firewall, 'windows', { [`${profile}.enabled`]: true })?.body;

    expect(body).toMatchObject({
      templateReference: { templateId: '6078910e-d808-4a9f-a51d-1b8a7bacb7c0_1' },
      settings: [
        {
          settingInstance: {
            settingDefinitionId: `vendor_msft_firewall_mdmstore_${profile}profile_enablefirewall`,
            choiceSettingValue: { value: `vendor_msft_firewall_mdmstore_${profile}profile_enablefirewall_true` },
          },
        },
      ],
    });
  });

  test('loosens when a profile is turned off', () => {
    expect(directions(firewall, 'windows', { 'public.enabled': false })).toEqual([['public.enabled', 'loosens']]);
  });
});
