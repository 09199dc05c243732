import type {
  AndroidCompliancePolicy,
  AndroidDeviceOwnerCompliancePolicy,
  AndroidWorkProfileCompliancePolicy,
  IosCompliancePolicy,
  MacOSCompliancePolicy,
  Windows10CompliancePolicy,
} from '@microsoft/microsoft-graph-types-beta';
import { defineFamily, placesOf, type Variant } from '../core/family';
import { choice, count, type Place } from '../core/setting';

type Types = {
  readonly deviceAdministrator: AndroidCompliancePolicy;
  readonly workProfile: AndroidWorkProfileCompliancePolicy;
  readonly deviceOwner: AndroidDeviceOwnerCompliancePolicy;
  readonly ios: IosCompliancePolicy;
  readonly windows: Windows10CompliancePolicy;
  readonly macos: MacOSCompliancePolicy;
};
const variants = ['deviceAdministrator', 'workProfile', 'deviceOwner', 'ios', 'windows', 'macos'] as const;
const { on } = placesOf<Types>(variants);

const level = [
  'risk score',
  'machine risk score',
  'machine risk',
  'device risk score',
  'risk level',
  'machine risk level',
  'device risk',
  'device risk level',
  'mde risk score',
  'defender risk score',
  'defender for endpoint risk score',
  'defender risk level',
  'endpoint risk score',
  'risk threshold',
  'risk limit',
  'machine risk threshold',
  'device risk threshold',
  'defender risk',
  'endpoint risk',
];

/** Defender's machine risk score. Intune says «not set» in two ways. */
const levels = [
  ['secured', 'secured'],
  ['low', 'low'],
  ['medium', 'medium'],
  ['high', 'high'],
  ['unavailable', 'unavailable'],
  ['unavailable', 'notSet'],
] as const;
const machineRisk = { at: 'advancedThreatProtectionRequiredSecurityLevel', wire: levels } as const;
/** On Windows the threat level of mobile threat defense is the machine risk score, and counts while its switch is on. */
const windowsRisk: Place = {
  at: 'deviceThreatProtectionRequiredSecurityLevel' satisfies keyof Windows10CompliancePolicy,
  wire: levels,
  along: {
    at: 'deviceThreatProtectionEnabled' satisfies keyof Windows10CompliancePolicy,
    wire: [
      ['secured', true],
      ['low', true],
      ['medium', true],
      ['high', true],
      ['unavailable', false],
    ],
  },
};

/** People write «noncompliant» in one word, in two and with a hyphen. */
function bothSpellings(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => (word.includes('noncompl') ? [word, word.replace('noncompl', 'non compl')] : [word]));
}

/** Device compliance: the machine risk score that Defender for Endpoint reports, and the grace period. */
export const compliance = defineFamily({
  id: 'compliance',
  title: 'Device compliance policy',
  words: [
    'compliance policy',
    'compliance',
    'device compliance policy',
    'device compliance',
    'intune compliance policy',
    'compliance settings',
  ],
  fillers: [
    'device',
    'devices',
    'defender',
    'microsoft defender',
    'defender for endpoint',
    'mde',
    'noncompliance',
    'access',
    'noncompliant',
    'non-compliant',
    'mobile threat defense',
    'phones',
  ],
  allows: ['set', 'create', 'assign', 'unassign', 'delete'],
  permission: {
    read: ['DeviceManagementConfiguration.Read.All'],
    write: ['DeviceManagementConfiguration.ReadWrite.All'],
  },
  docs: 'https://learn.microsoft.com/graph/api/resources/intune-shared-devicecompliancepolicy?view=graph-rest-beta',
  nameAt: 'displayName',
  variants: {
    deviceAdministrator: variant('android', 'Android (device administrator)', 'androidCompliancePolicy'),
    workProfile: variant('android', 'Android (work profile)', 'androidWorkProfileCompliancePolicy'),
    deviceOwner: variant('android', 'Android (fully managed)', 'androidDeviceOwnerCompliancePolicy'),
    ios: variant('ios', 'iOS', 'iosCompliancePolicy'),
    windows: variant('windows', 'Windows', 'windows10CompliancePolicy'),
    macos: variant('macos', 'macOS', 'macOSCompliancePolicy'),
  },
  groups: {
    read: 'assignments',
    write: 'assign',
    takes: ['group', 'exclude', 'allUsers', 'allDevices'],
    members: 'users',
    strangers:
      'A compliance policy for people judges every device they use; for devices it judges those only, whoever uses them.',
  },
  actions: { write: 'scheduleActionsForRules' },
  createNeeds: ['name', 'platforms'],
  createSets: { gracePeriodHours: 0 },
  settings: {
    machineRiskScore: choice({
      title: 'Machine risk score',
      words: [
        ...level,
        ...level.flatMap((word) => [
          `max ${word}`,
          `maximum ${word}`,
          `allowed ${word}`,
          `max allowed ${word}`,
          `maximum allowed ${word}`,
          `required ${word}`,
          `${word} check`,
          `${word} limit`,
          `highest allowed ${word}`,
          `maximum ${word} allowed`,
          `max ${word} allowed`,
          `device at or under ${word}`,
        ]),
      ],
      weakWords: ['risk'],
      limit: 'atMost',
      fillers: [
        ...[
          'require',
          'require device to be',
          'require devices to be',
          'to be',
          'score',
          'level',
          'only allow',
          'allowed',
        ],
        ...['accept', 'tolerate', 'value', 'compliant', 'count as compliant', 'compliant only', 'risk'],
      ],
      values: {
        secured: { say: 'Clear', words: ['secured', 'secure', 'clear'] },
        low: { say: 'Low', words: ['low'] },
        medium: { say: 'Medium', words: ['medium', 'med', 'moderate'] },
        high: { say: 'High', words: ['high'] },
        unavailable: {
          say: 'Not configured',
          words: ['not configured', 'unavailable', 'unconfigured', 'off', 'disable', 'not set', 'no check'],
        },
      },
      order: ['secured', 'low', 'medium', 'high', 'unavailable'],
      unset: 'unavailable',
      reach: 'deviceThreat',
      dependsOn: {
        family: 'connector',
        settings: {
          deviceAdministrator: 'androidEnabled',
          workProfile: 'androidEnabled',
          deviceOwner: 'androidEnabled',
          ios: 'iosEnabled',
          windows: 'windowsEnabled',
          macos: 'macEnabled',
        },
        value: true,
      },
      on: {
        ...on({
          deviceAdministrator: machineRisk,
          workProfile: machineRisk,
          deviceOwner: machineRisk,
          ios: machineRisk,
          macos: machineRisk,
        }),
        windows: windowsRisk,
      },
    }),
    androidManagement: choice({
      title: 'How Android devices are managed',
      words: ['android management', 'management mode'],
      alone: true,
      fillers: ['enterprise', 'management', 'device', 'devices', 'mode', 'owned'],
      values: {
        deviceAdministrator: {
          say: 'Device administrator',
          words: ['device administrator', 'device admin'],
        },
        workProfile: {
          say: 'Work profile',
          words: [
            'work profile',
            'personally-owned work profile',
            'personally owned work profile',
            'byod work profile',
          ],
        },
        deviceOwner: {
          say: 'Fully managed (device owner)',
          words: [
            'device owner',
            'fully managed',
            'fully managed (device owner)',
            'fully managed, dedicated, and corporate-owned work profile',
            'corporate-owned fully managed',
            'fully managed device',
            'fully-managed',
            'dedicated',
          ],
        },
      },
      order: null,
      on: {},
      selects: { deviceAdministrator: 'deviceAdministrator', workProfile: 'workProfile', deviceOwner: 'deviceOwner' },
    }),
    gracePeriodHours: count({
      title: 'Grace period before noncompliance',
      phrases: [
        { say: 'no grace period', value: 0 },
        { say: 'no grace', value: 0 },
        { say: 'without grace period', value: 0 },
        { say: 'without grace', value: 0 },
        { say: 'noncompliant immediately', value: 0 },
        { say: 'noncompliant right away', value: 0 },
        { say: 'mark devices noncompliant immediately', value: 0 },
        { say: 'mark noncompliant immediately', value: 0 },
        { say: 'mark devices noncompliant right away', value: 0 },
        { say: 'mark as noncompliant immediately', value: 0 },
        { say: 'mark devices as noncompliant immediately', value: 0 },
        { say: 'mark device noncompliant immediately', value: 0 },
        { say: 'zero grace', value: 0 },
      ],
      unit: 'hours',
      needsUnit: true,
      words: [
        'grace period',
        'grace',
        'grace time',
        ...bothSpellings([
          'grace period for noncompliance',
          'grace period for noncompliant devices',
          'noncompliance grace period',
          'compliance grace period',
          'mark device noncompliant after',
          'mark devices noncompliant after',
          'mark device as noncompliant after',
          'mark devices as noncompliant after',
          'mark as noncompliant after',
          'schedule for noncompliance',
          'marked noncompliant after',
          'mark noncompliant after',
          'grace period before noncompliance',
          'of grace',
          'grace period before a device is noncompliant',
          'noncompliant after',
          'mark them noncompliant after',
          'before they are noncompliant',
          'before a device is noncompliant',
          'before devices are noncompliant',
          'before it is noncompliant',
          'mark noncompliant {platform} devices after',
          'mark {platform} devices noncompliant after',
          'mark {platform} devices as noncompliant after',
          'mark noncompliant devices after',
          'count as noncompliant after',
          'become noncompliant after',
          'until it is noncompliant',
          'until they are noncompliant',
          'until a device is noncompliant',
          'before marking devices noncompliant',
          'before marking noncompliant',
          'time to become compliant',
        ]),
      ],
      fillers: [
        'mark',
        'give',
        'of',
        'people',
        'users',
        'staff',
        'becoming noncompliant',
        'give users',
        'give people',
        'noncompliant',
        'period',
        'before',
        'after',
        'devices',
        'grant',
        'get',
        'have',
      ],
      min: 0,
      // A year; Intune's own pages stop there.
      max: 8760,
      stricter: 'fewer',
      on: Object.fromEntries(variants.map((id) => [id, { at: 'scheduledActionsForRule', action: 'block' }])),
    }),
  },
  examples: [
    { say: 'set machine risk score to medium for Windows', set: { machineRiskScore: 'medium' } },
    { say: 'grace period 3 days in compliance policy "Windows baseline"', set: { gracePeriodHours: 72 } },
    {
      say: 'Android work profile compliance: machine risk score low',
      set: { androidManagement: 'workProfile', machineRiskScore: 'low' },
    },
    { say: 'create a compliance policy called "Mac risk" for macOS, machine risk score low', act: 'create' },
    { say: 'assign the compliance policy "Windows baseline" to Pilot', act: 'assign' },
    { say: 'unassign the compliance policy "Windows baseline" from Pilot', act: 'unassign' },
    { say: 'delete the compliance policy "Mac risk"', act: 'delete' },
  ],
  ignores: ['which devices are noncompliant?', 'how many devices are in the grace period?'],
});

function variant<const P extends NonNullable<Variant['platform']>>(platform: P, title: string, type: string): Variant {
  return {
    platform,
    title,
    version: 'beta',
    at: { collection: '/deviceManagement/deviceCompliancePolicies' },
    type: `#microsoft.graph.${type}`,
    shape: 'properties',
    // Their own address answers «No method match route template»: they come expanded only.
    expand: 'scheduledActionsForRule($expand=scheduledActionConfigurations)',
    portal: 'https://intune.microsoft.com/#view/Microsoft_Intune_DeviceSettings/DevicesComplianceMenu/~/policies',
  };
}
