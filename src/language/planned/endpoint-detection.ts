import type { SpokenFamily } from '../vocabulary';

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
export const endpointDetection: SpokenFamily = {
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
  variants: { windows: { platform: 'windows' } },
  settings: {
    deployment: {
      kind: 'choice',
      title: 'Deployment',
      words: ['deployment'],
      alone: true,
      ofNew: true,
      values: {
        preconfigured: {
          say: 'Preconfigured policy',
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
      },
    },
    sampleSharing: {
      kind: 'toggle',
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
      phrases: ['share samples with microsoft', 'share samples with defender'].map((say) => ({ say, value: true })),
    },
  },
  examples: [
    { say: 'deploy the preconfigured EDR policy' },
    { say: 'turn on sample sharing in EDR policy "EDR Onboard"' },
  ],
};
