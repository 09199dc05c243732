import { defineFamily } from '../core/family';
import { type Place, toggle } from '../core/setting';
import type { KeyList } from '../core/shapes/key-values';

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
  'urls and app details',
  'urls and apps',
  'urls and app names',
  'app and url details',
  'app details and urls',
  'apps and urls',
];

/** «app details shall not appear in the reports» */
const mustNot = ['shall not', 'must not', 'should not', 'may not', 'should no longer', 'do not', 'not'];
const must = ['must', 'should', 'may'];
const shown = ['appear', 'be shown', 'be included', 'be reported', 'be sent', 'be listed', 'be visible'];
const reports = ['reports', 'defender app reports', 'defender reports', 'alerts'];
/** «the VPN permission of Defender», «Defender's VPN permission» */
const permissions = ['* permission', 'defender * permission', 'defender *', `defender's * permission`].concat(
  ['of', 'for', 'in'].flatMap((prep) => ['defender', 'defender app'].map((app) => `* permission ${prep} ${app}`)),
);

/** «make the VPN and accessibility permissions optional» says both at once. */
const bothPermissions = ['vpn and accessibility', 'accessibility and vpn', 'both vpn and accessibility'].flatMap(
  (what) => optional(what, ['* permission', '*']),
);

const defender = 'com.microsoft.scmx';
const list: KeyList = { at: 'customSettings', key: 'name', value: 'value' };
const common = {
  // The type of group of apps is a property of beta only.
  version: 'beta',
  at: { collection: '/deviceAppManagement/targetedManagedAppConfigurations' },
  type: '#microsoft.graph.targetedManagedAppConfiguration',
  shape: 'keyValues',
  expand: 'apps',
  app: { holds: 'identifier', id: defender },
  portal: 'https://intune.microsoft.com/#view/Microsoft_Intune_DeviceSettings/AppsMenu/~/appConfig',
} as const;
const wholeOnIos =
  'On iOS Defender has web protection as a whole, with its VPN: say «turn web protection on» or «off».';

/** App configuration of the Defender app: web protection, privacy, permissions a person may skip. */
export const defenderAppConfiguration = defineFamily({
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
    ...['in', 'to', 'from', 'of'].flatMap((where) => reports.map((report) => `${where} ${report}`)),
    'to defender',
    'to microsoft',
  ],
  allows: ['set', 'create', 'assign', 'unassign', 'delete'],
  permission: { read: ['DeviceManagementApps.Read.All'], write: ['DeviceManagementApps.ReadWrite.All'] },
  docs: 'https://learn.microsoft.com/graph/api/resources/intune-mam-targetedmanagedappconfiguration',
  nameAt: 'displayName',
  variants: {
    android: {
      ...common,
      platform: 'android',
      title: 'Android',
      // Without this key Defender on Android does not read the policy at all.
      keys: { ...list, always: { DefenderMAMConfigs: '1' } },
      born: born({ '@odata.type': '#microsoft.graph.androidMobileAppIdentifier', packageId: defender }),
    },
    ios: {
      ...common,
      platform: 'ios',
      title: 'iOS',
      keys: list,
      born: born({ '@odata.type': '#microsoft.graph.iosMobileAppIdentifier', bundleId: defender }),
    },
  },
  groups: { read: 'assignments', write: 'assign', takes: ['group', 'exclude'], members: 'users' },
  createNeeds: ['name', 'platforms'],
  settings: {
    antiphishing: toggle({
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
      stricter: true,
      onlyWith: { setting: 'vpn', in: ['ios'], otherwise: wholeOnIos },
      on: { android: bit('antiphishing'), ios: word('WebProtection') },
    }),
    vpn: toggle({
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
      stricter: null,
      onlyWith: { setting: 'antiphishing', in: ['ios'], otherwise: wholeOnIos },
      on: { android: bit('vpn'), ios: word('WebProtection') },
    }),
    DefenderExcludeURLInReport: toggle({
      title: 'Leave URLs out of reports',
      sense: 'enables',
      words: ['url privacy', 'web privacy', 'phishing report privacy', 'url exclusion', 'url exclusion in reports'],
      phrases: [...privacy(['urls', 'url details', 'website urls', 'domain names']), ...privacy(bothThings)],
      stricter: null,
      unset: false,
      on: { android: bit('DefenderExcludeURLInReport'), ios: word('DefenderExcludeURLInReport') },
    }),
    DefenderExcludeAppInReport: toggle({
      title: 'Leave app details out of reports',
      sense: 'enables',
      words: ['app privacy', 'malware report privacy', 'app exclusion in reports'],
      phrases: [
        ...[
          'keep app names private',
          'keep apps private',
          'keep app details private',
          'hide app names',
          'keep app names out of reports',
          'keep apps out of reports',
        ].map((say) => ({ say, value: true })),
        ...privacy(['app details', 'apps', 'app', 'app names', 'app information']),
        ...privacy(bothThings),
      ],
      stricter: null,
      unset: false,
      on: { android: bit('DefenderExcludeAppInReport') },
    }),
    DefenderOptionalVPN: toggle({
      title: 'VPN permission may be skipped',
      sense: 'enables',
      words: ['optional vpn', 'optional vpn permission', 'skipping vpn permission', 'skip vpn permission', 'skip vpn'],
      phrases: [...optional('vpn'), ...bothPermissions],
      stricter: null,
      unset: false,
      on: { android: bit('DefenderOptionalVPN'), ios: word('DefenderOptionalVPN') },
    }),
    DefenderOptionalAccessibility: toggle({
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
      stricter: null,
      unset: false,
      on: { android: bit('DefenderOptionalAccessibility') },
    }),
  },
  examples: [
    { say: 'turn on web protection in the Defender app on Android', set: { antiphishing: true, vpn: true } },
    { say: 'leave URLs out of Defender app reports on Android', set: { DefenderExcludeURLInReport: true } },
    { say: 'leave app details out of Defender app reports on Android', set: { DefenderExcludeAppInReport: true } },
    { say: 'make the VPN permission optional in the Defender app on Android', set: { DefenderOptionalVPN: true } },
    {
      say: 'make the accessibility permission optional for Defender on Android',
      set: { DefenderOptionalAccessibility: true },
    },
    {
      say: 'create a Defender app configuration policy for Android called "Defender Android" with web protection without VPN',
      act: 'create',
    },
    { say: 'assign the Defender app configuration policy "Defender for Pilot" to Sales', act: 'assign' },
    { say: 'unassign the Defender app configuration policy "Defender for Pilot" from Sales', act: 'unassign' },
    { say: 'delete the Defender app configuration policy "Defender Android"', act: 'delete' },
  ],
  ignores: ['is web protection on in the Defender app?'],
});

/** A key of Defender on Android, whose values are 1 and 0; older policies say true and false. */
function bit(at: string): Place {
  return {
    at,
    wire: [
      [true, '1'],
      [true, 'true'],
      [false, '0'],
      [false, 'false'],
    ],
  };
}

/** A key of Defender on iOS, whose values are words. https://learn.microsoft.com/defender-endpoint/ios-configure-features */
function word(at: string): Place {
  return {
    at,
    wire: [
      [true, 'true'],
      [true, '1'],
      [false, 'false'],
      [false, '0'],
    ],
  };
}

function born(mobileAppIdentifier: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  return { appGroupType: 'selectedPublicApps', apps: [{ mobileAppIdentifier }] };
}

interface Said {
  readonly say: string;
  readonly value: boolean;
}

function privacy(things: readonly string[]): readonly Said[] {
  const out = [
    'exclude * from',
    'exclude * in',
    'hide * from',
    'hide * in',
    'leave * out of',
    'leaving * out of',
    'keep * out of',
    'omit * from',
    '* left out of',
    '* kept out of',
    '* omitted from',
    '* excluded from',
    'remove * from',
  ];
  const kept = ['include * in', 'show * in', 'send * in', 'report * in', 'add * to', 'list * in', 'put * in', '* in'];
  const phrase = (lead: string, value: boolean): readonly Said[] =>
    things.flatMap((thing) => reports.map((report) => ({ say: `${lead.replace('*', thing)} ${report}`, value })));
  const told = ['report', 'send', 'share'].flatMap((verb) =>
    things.flatMap((thing) =>
      ['to defender', 'to microsoft', 'with microsoft'].map((whom) => ({
        say: `${verb} ${thing} ${whom}`,
        value: false,
      })),
    ),
  );
  const plainly = ['report', 'reporting', 'reporting of', 'log', 'logging', 'logging of'].flatMap((verb) =>
    things.map((thing) => ({ say: `${verb} ${thing}`, value: false })),
  );
  const passive = things
    .filter((thing) => !thing.includes(' and '))
    .flatMap((thing) => [
      ...mustNot.flatMap((not) => shown.map((be) => ({ say: `${thing} ${not} ${be}`, value: true }))),
      ...must.flatMap((may) => shown.map((be) => ({ say: `${thing} ${may} ${be}`, value: false }))),
    ]);
  return [
    ...out.flatMap((lead) => phrase(lead, true)),
    ...kept.flatMap((lead) => phrase(lead, false)),
    ...told,
    ...plainly,
    ...passive,
  ];
}

function optional(what: string, kinds = [...permissions, '*', '* step', '* prompt', '* setup']): readonly Said[] {
  const things = kinds.map((kind) => kind.replace('*', what));
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
    '* skippable',
    '* is skippable',
    '* is not required',
    '* is not mandatory',
    '* is no longer mandatory',
    '* is no longer required',
    '* not required',
    '* not mandatory',
    '* should not be required',
    '* should not be mandatory',
    '* should be skippable',
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
    '* is no longer optional',
    '* no longer optional',
    '* should no longer be optional',
    '* is needed',
    '* is not skippable',
    'people need *',
    'users need *',
    '* must not be skipped',
    '* cannot be skipped',
    'no optional *',
  ];
  return things.flatMap((thing) => [
    ...skipped.map((lead) => ({ say: lead.replace('*', thing), value: true })),
    ...needed.map((lead) => ({ say: lead.replace('*', thing), value: false })),
  ]);
}
