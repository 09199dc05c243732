import { catalogPolicy, catalogVariant } from '../catalog/policy';
import { templates } from '../catalog/templates';
import { defineFamily } from '../core/family';
import { choice, toggle } from '../core/setting';

const sense = 'device_vendor_msft_windowsadvancedthreatprotection_';

const edr = [
  'edr',
  'endpoint detection and response',
  'endpoint detection & response',
  'endpoint detection',
  'endpoint detection response',
  'mde onboarding',
  'defender onboarding',
  'defender for endpoint onboarding',
  'edr onboarding',
  'windows onboarding',
  'endpoint detection and response (edr)',
  'onboarding',
];

/** Endpoint detection and response: onboarding Windows to Defender. */
export const endpointDetection = defineFamily({
  id: 'endpointDetection',
  title: 'Endpoint detection and response policy',
  words: [
    ...edr.filter((word) => word !== 'onboarding'),
    ...edr.flatMap((word) => [`${word} policy`, `${word} onboarding policy`, `${word} profile`]),
  ],
  fillers: [
    'defender',
    'defender for endpoint',
    'microsoft defender for endpoint',
    'mde',
    'mdatp',
    'device',
    'devices',
    'onboarding',
    'onboard',
  ],
  ...catalogPolicy,
  permission: {
    ...catalogPolicy.permission,
    // Whether there is anything to onboard from is told by the connector.
    read: [...catalogPolicy.permission.read, 'DeviceManagementServiceConfig.Read.All'],
  },
  variants: { windows: catalogVariant('Windows', templates.endpointDetection) },
  groups: {
    read: 'assignments',
    write: 'assign',
    takes: ['group', 'exclude', 'allDevices'],
    members: 'devices',
    strangers: 'A device is onboarded through a group of people only after one of them has signed in on it.',
  },
  createNeeds: ['name'],
  createName: 'Defender onboarding',
  createSets: { deployment: 'preconfigured' },
  presets: [{ setting: 'deployment', value: 'preconfigured', targets: ['allDevices'] }],
  createRequires: {
    version: 'beta',
    path: '/deviceManagement/mobileThreatDefenseConnectors/fc780465-2017-40d4-a0c5-307022471b92',
    property: 'partnerState',
    is: ['enabled', 'unresponsive'],
    otherwise:
      'The Defender for Endpoint connector is not enabled, so there is nothing to onboard from. Turn on the Microsoft Intune connection in the Defender portal (Settings, Endpoints, Advanced features) first.',
  },
  settings: {
    deployment: choice({
      title: 'Onboarding package',
      words: ['deployment'],
      alone: true,
      ofNew: true,
      values: {
        preconfigured: {
          say: 'Auto from connector',
          words: [
            'preconfigured',
            'pre-configured',
            'default',
            'preset',
            'preconfigured default',
            'pre configured',
            'predefined',
            'built-in',
            'out of the box',
          ],
        },
        // Made in the portal with a package of their own; only read here.
        package: { say: 'Own package', words: [] },
        offboard: { say: 'Offboarding package', words: [] },
      },
      order: null,
      on: {
        windows: {
          at: `${sense}configurationtype`,
          wire: [
            ['preconfigured', '_autofromconnector'],
            ['package', '_onboard'],
            ['offboard', '_offboard'],
          ],
          catalog: { holds: 'choice' },
        },
      },
    }),
    sampleSharing: toggle({
      title: 'Sample sharing',
      sense: 'enables',
      words: [
        'sample sharing',
        'sharing of samples',
        'sharing samples',
        'share samples',
        'sample share',
        'edr sample sharing',
        'sample file sharing',
      ],
      phrases: ['share samples', 'share samples with microsoft', 'share samples with defender'].map((say) => ({
        say,
        value: true,
      })),
      stricter: null,
      on: {
        windows: {
          at: `${sense}configuration_samplesharing`,
          wire: [
            [true, '_1'],
            [false, '_0'],
          ],
          catalog: { holds: 'choice' },
        },
      },
    }),
  },
  examples: [
    { say: 'deploy the preconfigured EDR policy', act: 'create', set: { deployment: 'preconfigured' } },
    { say: 'turn on sample sharing in EDR policy "EDR Onboard"', set: { sampleSharing: true } },
    { say: 'create an EDR onboarding policy named "EDR Servers" for the Servers group', act: 'create' },
    { say: 'assign the EDR policy "EDR Servers" to "Windows devices"', act: 'assign' },
    { say: 'unassign the EDR policy "EDR Servers" from "Windows devices"', act: 'unassign' },
    { say: 'delete the EDR policy "EDR Servers"', act: 'delete' },
  ],
  ignores: ['do we have any EDR policies?'],
});
