import { endpointDetection } from '../../src/families/endpoint-detection';
import { creating } from './bodies';

const definition = 'device_vendor_msft_windowsadvancedthreatprotection_configurationtype';

describe('an endpoint detection and response policy', () => {
  test('takes the onboarding package from the connector, with the secret that stands for it', () => {
    const body = creating(endpointDetection, 'windows', { deployment: 'preconfigured' })?.body;

    expect(body).toMatchObject({
      technologies: 'mdm,microsoftSense',
      settings: [
        {
          settingInstance: {
            settingDefinitionId: definition,
            choiceSettingValue: {
              value: `${definition}_autofromconnector`,
              children: [{ simpleSettingValue: { valueState: 'notEncrypted' } }],
            },
          },
        },
      ],
    });
  });

  test('names the template it is made from', () => {
    expect(creating(endpointDetection, 'windows', { sampleSharing: true })?.body?.['templateReference']).toEqual({
      templateId: '0385b795-0f2f-44ac-8602-9f65bf6adede_1',
    });
  });
});
