import type { SpokenFamily } from '../vocabulary';

const makers = ['defender', 'mde', 'defender for endpoint', 'microsoft defender'];
const apps = makers.map((maker) => `${maker} app`);
const files = [
  'app configuration policy',
  'app config policy',
  'app configuration',
  'app config',
  'configuration policy',
  'config policy',
  'configuration',
  'config',
];

/** «exclude URL and app details from reports» says both at once. */
const bothThings = [
  'url and app details',
  'urls and app details',
  'urls and apps',
  'urls and app names',
  'app and url details',
  'app details and urls',
  'apps and urls',
];

/** «make the VPN and accessibility permissions optional» says both at once. */
const bothPermissions = ['vpn and accessibility', 'accessibility and vpn', 'both vpn and accessibility'].flatMap(
  optional,
);

/** App configuration of the Defender app: web protection, privacy, permissions a person may skip. */
export const defenderAppConfiguration: SpokenFamily = {
  id: 'defenderAppConfiguration',
  title: 'Defender app configuration policy',
  words: [
    ...apps,
    'defender mobile app',
    ...files.flatMap((file) =>
      makers.flatMap((maker) => [
        `${maker} ${file}`,
        `${file} for ${maker}`,
        `${maker} app ${file}`,
        `${file} for ${maker} app`,
      ]),
    ),
    ...files.filter((file) => file.startsWith('app')),
    'managed app configuration',
    'managed app configuration policy',
  ],
  fillers: [
    'defender',
    'microsoft defender',
    'defender for endpoint',
    'mde',
    'mdatp',
    'atp',
    'app',
    'users',
    'people',
    'person',
    'permission',
    'privacy',
    'details',
    'device',
    'devices',
    'user',
    'setting',
    'them',
    'information',
    'step',
    'staff',
    'managed',
    'defender app privacy',
    'prompt',
    'onboarding',
    'during onboarding',
    'during defender onboarding',
    'during setup',
    'while onboarding',
    'when onboarding',
  ],
  variants: { android: { platform: 'android' }, ios: { platform: 'ios' } },
  settings: {
    antiphishing: {
      kind: 'toggle',
      bits: true,
      title: 'Anti-phishing',
      sense: 'enables',
      words: [
        'anti-phishing',
        'antiphishing',
        'anti phishing',
        'phishing protection',
        'web protection',
        'anti-phishing protection',
        'phishing detection',
        'web protection feature',
        'safe browsing',
      ],
    },
    vpn: {
      kind: 'toggle',
      bits: true,
      title: 'VPN',
      sense: 'enables',
      words: [
        'vpn',
        'defender vpn',
        'web protection vpn',
        'local vpn',
        'web protection',
        'loopback vpn',
        'vpn for web protection',
        'web protection feature',
        'safe browsing',
      ],
    },
    DefenderExcludeURLInReport: {
      kind: 'toggle',
      title: 'Leave URLs out of reports',
      sense: 'enables',
      words: [
        'url privacy',
        'urls in reports',
        'web privacy',
        'phishing report privacy',
        'url exclusion',
        'url exclusion in reports',
      ],
      phrases: [...privacy(['urls', 'url', 'url details', 'website urls', 'domain names']), ...privacy(bothThings)],
    },
    DefenderExcludeAppInReport: {
      kind: 'toggle',
      title: 'Leave app details out of reports',
      sense: 'enables',
      words: [
        'app privacy',
        'app details in reports',
        'app names in reports',
        'malware report privacy',
        'app exclusion in reports',
      ],
      phrases: [...privacy(['app details', 'apps', 'app', 'app names', 'app information']), ...privacy(bothThings)],
    },
    DefenderOptionalVPN: {
      kind: 'toggle',
      title: 'VPN permission may be skipped',
      sense: 'enables',
      words: ['optional vpn', 'optional vpn permission', 'skipping vpn permission', 'skip vpn permission', 'skip vpn'],
      phrases: [...optional('vpn'), ...bothPermissions],
    },
    DefenderOptionalAccessibility: {
      kind: 'toggle',
      title: 'Accessibility permission may be skipped',
      sense: 'enables',
      words: [
        'optional accessibility',
        'optional accessibility permission',
        'skipping accessibility permission',
        'skip accessibility permission',
        'skip accessibility',
      ],
      phrases: [...optional('accessibility'), ...bothPermissions],
    },
  },
  examples: [
    { say: 'turn on web protection in the Defender app on Android' },
    { say: 'leave URLs out of Defender app reports on Android' },
    { say: 'make the VPN permission optional in the Defender app on Android' },
  ],
};

interface Said {
  readonly say: string;
  readonly value: boolean;
}

function privacy(things: readonly string[]): readonly Said[] {
  const reports = ['reports', 'defender app reports', 'defender reports', 'report', 'alerts', 'defender app report'];
  const out = [
    'exclude * from',
    'exclude * in',
    'hide * from',
    'hide * in',
    'leave * out of',
    'leaving * out of',
    'keep * out of',
    'omit * from',
    'remove * from',
  ];
  const kept = ['include * in', 'show * in', 'send * in', 'report * in', 'collect * in', 'add * to', 'put * in'];
  const phrase = (lead: string, value: boolean): readonly Said[] =>
    things.flatMap((thing) => reports.map((report) => ({ say: `${lead.replace('*', thing)} ${report}`, value })));
  const told = ['report', 'send', 'share', 'collect'].flatMap((verb) =>
    things.flatMap((thing) =>
      ['to defender', 'to microsoft', 'with microsoft', 'with defender'].map((whom) => ({
        say: `${verb} ${thing} ${whom}`,
        value: false,
      })),
    ),
  );
  return [...out.flatMap((lead) => phrase(lead, true)), ...kept.flatMap((lead) => phrase(lead, false)), ...told];
}

function optional(what: string): readonly Said[] {
  const things = [`${what} permission`, what, `${what} step`, `${what} prompt`, `${what} setup`];
  const skipped = [
    'make * optional',
    '* optional',
    '* is optional',
    '* should be optional',
    '* can be skipped',
    '* may be skipped',
    'may skip *',
    'can skip *',
    'to skip *',
    'skip *',
    'making * optional',
  ];
  const needed = [
    'make * mandatory',
    'make * required',
    '* mandatory',
    '* required',
    '* is mandatory',
    '* is required',
    'require *',
    'may not skip *',
    'must not skip *',
    'cannot skip *',
    '* must not be optional',
    '* should not be optional',
    '* is not optional',
    '* not optional',
    '* must not be skipped',
    '* cannot be skipped',
    'no optional *',
  ];
  return things.flatMap((thing) => [
    ...skipped.map((lead) => ({ say: lead.replace('*', thing), value: true })),
    ...needed.map((lead) => ({ say: lead.replace('*', thing), value: false })),
  ]);
}
