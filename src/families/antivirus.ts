import { catalogPolicy, catalogVariant } from '../catalog/policy';
import { templates } from '../catalog/templates';
import { defineFamily } from '../core/family';
import {
  choice,
  clock,
  count,
  type Holding,
  list,
  type List,
  type Place,
  type Toggle,
  toggle,
  type Typed,
} from '../core/setting';

const av = [
  'antivirus',
  'av',
  'defender antivirus',
  'microsoft defender antivirus',
  'defender av',
  'anti-virus',
  'windows defender antivirus',
  'anti virus',
  'microsoft defender av',
  'windows defender',
  'virus protection',
  'malware protection',
];
const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const onOff: Place['wire'] = [
  [true, '_1'],
  [false, '_0'],
];

/** Controlled configuration is tamper protection too, and more. */
const tamper: Readonly<Record<string, Place>> = {
  securityExperience: {
    at: 'vendor_msft_defender_configuration_tamperprotection_options',
    wire: [
      [true, '_0'],
      [true, '_2'],
      [false, '_1'],
    ],
    catalog: { holds: 'choice' },
  },
};

const scanned = {
  archives: ['archives', 'archive files', 'zip files', 'compressed files', 'inside archives', 'inside zip files'],
  drives: ['removable drives', 'usb drives', 'usb sticks', 'removable media', 'usb devices'],
  scripts: ['scripts'],
};

const allThree = [
  'archives, scripts and removable drives',
  'archives, removable drives and scripts',
  'scripts, archives and removable drives',
  'scripts, removable drives and archives',
  'removable drives, archives and scripts',
  'removable drives, scripts and archives',
];

/** «scan archives and scripts» says both at once, «scan archives, scripts and removable drives» all three. */
function scans(what: keyof typeof scanned): readonly string[] {
  const others = Object.values(scanned).filter((words) => words !== scanned[what]);
  const pairs = scanned[what].flatMap((own) =>
    others.flat().flatMap((other) => [`${own} and ${other}`, `${other} and ${own}`]),
  );
  const lists = [...scanned[what], ...pairs, ...allThree];
  return ['scan', 'scanning', 'scanning of'].flatMap((verb) => lists.map((list) => `${verb} ${list}`));
}

const scanning = ['scan', 'scan devices', 'scan everything', 'full scan', 'run a scan', 'run a full scan', 'do a scan'];
const scansOn = scanning.flatMap((scan) => ['every', 'on', 'each', 'weekly on'].map((when) => `${scan} ${when}`));

function day(name: string): { readonly say: string; readonly words: readonly string[] } {
  const short = name.slice(0, 3);
  return {
    say: name[0]?.toUpperCase() + name.slice(1),
    words: [
      name,
      `${name}s`,
      `every ${name}`,
      `each ${name}`,
      `on ${name}s`,
      short,
      `every ${short}`,
      `weekly on ${name}`,
    ],
  };
}

/** Microsoft Defender Antivirus: the settings lie in three templates, so in three sorts of policies. */
export const antivirus = defineFamily({
  id: 'antivirus',
  title: 'Antivirus policy',
  words: [...av, ...av.flatMap((word) => [`${word} policy`, `${word} profile`])],
  fillers: ['defender', 'microsoft defender', 'device', 'devices', 'mode', 'the defender'],
  ...catalogPolicy,
  variants: {
    antivirus: catalogVariant('Microsoft Defender Antivirus', templates.antivirus),
    exclusions: catalogVariant('Microsoft Defender Antivirus exclusions', templates.exclusions),
    securityExperience: catalogVariant('Windows Security Experience', templates.securityExperience),
  },
  settingsHaveHomes: true,
  groups: {
    read: 'assignments',
    write: 'assign',
    takes: ['group', 'exclude'],
    members: 'devices',
    strangers: 'Devices that Defender manages get nothing through a group of people.',
  },
  createNeeds: ['name', 'settings'],
  settings: {
    realtimeMonitoring: enables(inAntivirus('allowrealtimemonitoring', onOff), 'Real-time monitoring', [
      'real-time monitoring',
      'realtime monitoring',
      'real time monitoring',
      'real-time protection',
      'realtime protection',
      'real time protection',
      'real-time scanning',
      'realtime scanning',
      'real time scanning',
      'rtp',
      'real-time av',
      'live protection',
      'real-time',
    ]),
    behaviorMonitoring: enables(inAntivirus('allowbehaviormonitoring', onOff), 'Behavior monitoring', [
      'behavior monitoring',
      'behavioral monitoring',
      'behaviour monitoring',
      'behavior monitor',
    ]),
    cloudProtection: enables(inAntivirus('allowcloudprotection', onOff), 'Cloud protection', [
      'cloud protection',
      'cloud-delivered protection',
      'cloud delivered protection',
      'cloud based protection',
      'cloud-based protection',
      'maps',
    ]),
    scriptScanning: enables(
      inAntivirus('allowscriptscanning', onOff),
      'Script scanning',
      ['script scanning', 'scanning of scripts', 'scanning scripts', 'scan scripts', 'script scan', 'script scans'],
      scans('scripts'),
    ),
    scanRemovableDrives: enables(
      inAntivirus('allowfullscanremovabledrivescanning', onOff),
      'Scan removable drives',
      [
        'scan removable drives',
        'removable drive scanning',
        'scanning of removable drives',
        'scanning removable drives',
        'removable drive scan',
        'usb drive scanning',
        'scan usb drives',
        'scanning usb drives',
        'scanning of usb drives',
        'usb scanning',
        'scan usb sticks',
        'scanning usb sticks',
        'usb stick scanning',
        'removable media scanning',
        'scan removable media',
      ],
      scans('drives'),
    ),
    scanArchives: enables(
      inAntivirus('allowarchivescanning', onOff),
      'Scan archives',
      [
        'scan archives',
        'archive scanning',
        'scanning of archives',
        'scanning archives',
        'archive scan',
        'zip scanning',
        'scan archive files',
        'scanning archive files',
        'archive file scanning',
        'scanning of archive files',
        'scan zip files',
      ],
      scans('archives'),
    ),
    cloudBlockLevel: choice({
      title: 'Cloud block level',
      words: [
        'cloud block level',
        'cloud blocking level',
        'cloud protection level',
        'cloud-delivered protection level',
        'cloud delivered protection level',
        'block level',
        'cloud block',
        'blocking level',
        'blocking',
      ],
      values: {
        default: { say: 'Default', words: ['default', 'not configured', 'normal'] },
        high: { say: 'High', words: ['high'] },
        highPlus: { say: 'High plus', words: ['high plus', 'high+', 'high-plus', 'highplus'] },
        zeroTolerance: { say: 'Zero tolerance', words: ['zero tolerance', 'zero-tolerance'] },
      },
      order: ['zeroTolerance', 'highPlus', 'high', 'default'],
      on: inAntivirus('cloudblocklevel', [
        ['default', '_0'],
        ['high', '_2'],
        ['highPlus', '_4'],
        ['zeroTolerance', '_6'],
      ]),
    }),
    cloudExtendedTimeout: count({
      title: 'Cloud extended timeout',
      unit: 'seconds',
      words: [
        'cloud extended timeout',
        'extended cloud timeout',
        'extended cloud check',
        'cloud timeout',
        'cloud extended time-out',
        'cloud check timeout',
        'extended timeout',
        'cloud extended check',
        'cloud extended check timeout',
        'extended cloud check timeout',
      ],
      weakWords: ['timeout'],
      fillers: ['of', 'by'],
      min: 0,
      max: 50,
      stricter: 'more',
      on: inAntivirus('cloudextendedtimeout', 'integer'),
    }),
    puaProtection: choice({
      title: 'PUA protection',
      words: [
        'pua protection',
        'pua',
        'potentially unwanted apps',
        'potentially unwanted app',
        'potentially unwanted app protection',
        'potentially unwanted application protection',
        'potentially unwanted applications',
        'pua blocking',
        'puas',
        'unwanted app protection',
        'potentially unwanted software',
        'pup protection',
      ],
      fillers: ['mode'],
      values: modes('Off', 'Block', 'Audit'),
      order: ['block', 'audit', 'off'],
      on: inAntivirus('puaprotection', [
        ['off', '_0'],
        ['block', '_1'],
        ['audit', '_2'],
      ]),
    }),
    networkProtection: choice({
      title: 'Network protection',
      words: ['network protection', 'network protection level'],
      fillers: ['mode'],
      values: modes('Off', 'Block', 'Audit'),
      order: ['block', 'audit', 'off'],
      on: inAntivirus('enablenetworkprotection', [
        ['off', '_0'],
        ['block', '_1'],
        ['audit', '_2'],
      ]),
    }),
    sampleSubmission: choice({
      title: 'Sample submission',
      words: [
        'sample submission',
        'automatic sample submission',
        'submit samples',
        'sample submissions',
        'submission of samples',
        'samples consent',
        'submit samples consent',
        'sample sending',
        'sending samples',
        'sample submission consent',
        'sending of samples',
      ],
      phrases: [
        ...[
          'never send samples',
          'do not send samples',
          'send no samples',
          'no sample submission',
          'never submit samples',
          'stop sending samples',
          'no samples',
          'stop sample submission',
          "don't send samples",
          "don't submit samples",
        ].map((say) => ({ say, value: 'never' })),
        ...[
          'send all samples',
          'send all samples automatically',
          'submit all samples',
          'always send samples',
          'submit all samples automatically',
        ].map((say) => ({ say, value: 'all' })),
        ...[
          'send safe samples',
          'send safe samples automatically',
          'submit safe samples',
          'submit safe samples automatically',
          'only send safe samples',
          'send only safe samples',
          'only send safe samples to microsoft',
          'send safe samples to microsoft',
          'send only safe samples to microsoft',
        ].map((say) => ({ say, value: 'safe' })),
        ...[
          'always prompt before sample submission',
          'prompt before sample submission',
          'always prompt before sending samples',
          'prompt before sending samples',
          'prompt before submitting samples',
          'ask before sending samples',
          'always ask before sending samples',
          'always prompt before submitting samples',
          'ask before submitting samples',
          ...['prompt', 'ask'].flatMap((ask) =>
            ['users', 'people', 'the user'].flatMap((who) => [
              `${ask} ${who} before samples are sent`,
              `${ask} ${who} before sending samples`,
            ]),
          ),
        ].map((say) => ({ say, value: 'prompt' })),
      ],
      fillers: ['samples', 'automatically', 'sample'],
      values: {
        prompt: {
          say: 'Always prompt',
          words: [
            'prompt',
            'always prompt',
            'ask',
            'always ask',
            'prompt first',
            'ask first',
            'prompt user',
            'prompt users',
          ],
        },
        safe: {
          say: 'Safe samples',
          words: [
            'safe',
            'safe samples',
            'safe only',
            'safe samples only',
            'send safe samples',
            'send safe samples automatically',
            'safe samples automatically',
            'only safe samples',
            'automatic for safe samples',
          ],
        },
        never: { say: 'Never', words: ['never', 'never send', 'off', 'disable', 'none', 'do not send', 'block'] },
        all: {
          say: 'All samples',
          words: [
            'all',
            'all samples',
            'send all samples',
            'send all',
            'always',
            'send all samples automatically',
            'all samples automatically',
          ],
        },
      },
      order: null,
      on: inAntivirus('submitsamplesconsent', [
        ['prompt', '_0'],
        ['safe', '_1'],
        ['never', '_2'],
        ['all', '_3'],
      ]),
    }),
    scheduledScanDay: choice({
      title: 'Scheduled scan day',
      words: [
        'scheduled scan day',
        'scheduled scan',
        'scan day',
        'day of scheduled scan',
        'schedule scan day',
        'schedule scan',
        'weekly scan',
        'schedule a scan',
        'schedule scans',
        'scheduled scans',
        'full scan day',
        'scan every week',
        'weekly full scan',
        'run a full scan',
        'run a scan',
        'do a full scan',
        'full scan',
        'run scheduled scan',
        'scheduled full scan',
        'run the scheduled scan',
        'schedule the scan',
        'weekly scan day',
        'scheduled weekly scan',
        'scheduling scans',
      ],
      phrases: [
        ...days.flatMap((name) => scansOn.map((lead) => ({ say: `${lead} ${name}`, value: name }))),
        ...scanning.flatMap((scan) =>
          ['every day', 'daily', 'each day', 'everyday'].map((when) => ({ say: `${scan} ${when}`, value: 'everyday' })),
        ),
      ],
      fillers: ['run', 'every', 'on', 'day', 'weekly', 'each', 'happen', 'runs', 'week'],
      values: {
        everyday: { say: 'Every day', words: ['every day', 'everyday', 'daily', 'each day', 'all days'] },
        monday: day('monday'),
        tuesday: day('tuesday'),
        wednesday: day('wednesday'),
        thursday: day('thursday'),
        friday: day('friday'),
        saturday: day('saturday'),
        sunday: day('sunday'),
        never: { say: 'Never', words: ['never', 'off', 'no day', 'none', 'disable'] },
      },
      order: null,
      on: inAntivirus('schedulescanday', [
        ['everyday', '_0'],
        ...days.map((name, index) => [name, `_${index + 1}`] as const),
        ['never', '_8'],
      ]),
    }),
    quickScanTime: clock({
      title: 'Quick scan time',
      words: [
        'quick scan time',
        'quick scan',
        'quick scan at',
        'daily quick scan',
        'time of quick scan',
        'daily quick scan time',
        'schedule quick scan',
        'run quick scan',
        'run the quick scan',
        'run a quick scan',
        'do a quick scan',
        'scheduled quick scan',
        'scheduled quick scan time',
        'time of the daily quick scan',
        'schedule quick scan time',
        'quick scans',
      ],
      fillers: ['daily', 'every day', 'run', 'time', "o'clock", 'each day', 'start', 'for'],
      latest: '23:00',
      on: inAntivirus('schedulequickscantime', 'minutes'),
    }),
    signatureUpdateInterval: count({
      title: 'Signature update interval',
      unit: 'hours',
      words: [
        'signature update interval',
        'signature update',
        'check for signature updates',
        'security intelligence update interval',
        'security intelligence updates',
        'definition update interval',
        'definition updates',
        'check for security intelligence updates',
        'check for definition updates',
        ...['look for', 'check for', 'fetch', 'get', 'download'].flatMap((verb) =>
          ['new definitions', 'new virus definitions', 'new signatures', 'new security intelligence'].map(
            (what) => `${verb} ${what}`,
          ),
        ),
        'check signatures',
        'signature updates',
        'signature check interval',
        'update signatures',
        'update definitions',
        'signature interval',
        'update interval for signatures',
        'look for signature updates',
        'check for updates of signatures',
        'signature update check',
        'signature checks',
        'antivirus signature update interval',
        'virus definition update interval',
      ],
      fillers: ['every', 'interval', 'hours', 'hourly', 'check'],
      min: 0,
      max: 24,
      stricter: null,
      on: inAntivirus('signatureupdateinterval', 'integer'),
    }),
    averageCpuLoad: count({
      title: 'Average CPU load factor',
      unit: 'percent',
      limit: 'atMost',
      words: [
        'cpu load',
        'average cpu load',
        'cpu load factor',
        'average cpu load factor',
        'cpu usage',
        'cpu limit',
        'scan cpu load',
        'cpu',
        'cpu usage limit',
        'cpu use',
        'max cpu load',
        'maximum cpu load',
        'average cpu',
        'cpu load limit',
        'avg cpu load',
        'avg cpu load factor',
        'scan cpu limit',
        'scan cpu usage',
        'max cpu usage',
        'maximum cpu usage',
        'scan cpu',
      ],
      fillers: [
        'percent',

        'during scans',
        'for scans',
        'scans',
        'during scan',
        'while scanning',
        'scan',
        'cap',
        'of scans',
        'factor',
        'when scanning',
      ],
      min: 0,
      max: 100,
      stricter: null,
      on: inAntivirus('avgcpuloadfactor', 'integer'),
    }),
    excludedPaths: excluded('path', 'Excluded paths', [
      'path',
      'folder',
      'directory',
      'paths',
      'folders',
      'directories',
      'file',
      'file path',
      'location',
    ]),
    excludedExtensions: excluded('extension', 'Excluded extensions', [
      'extension',
      'file extension',
      'file type',
      'extensions',
      'file extensions',
      'file types',
      'files',
      'type',
    ]),
    excludedProcesses: excluded('process', 'Excluded processes', [
      'process',
      'processes',
      'executable',
      'program',
      'executables',
      'programs',
      'exe',
      'application',
    ]),
    tamperProtection: enables(tamper, 'Tamper protection', [
      'tamper protection',
      'tamper-protection',
      'tampering protection',
      'anti-tampering',
      'anti-tamper',
      'protection against tampering',
      'tamper protect',
    ]),
  },
  examples: [
    { say: 'turn on real-time monitoring in "AV Baseline"', set: { realtimeMonitoring: true } },
    {
      say: 'enable behavior monitoring and cloud protection for antivirus',
      set: { behaviorMonitoring: true, cloudProtection: true },
    },
    {
      say: 'Defender Antivirus: script scanning on, scan archives on, scan removable drives on',
      set: { scriptScanning: true, scanArchives: true, scanRemovableDrives: true },
    },
    {
      say: 'cloud block level high, cloud extended timeout 50 seconds',
      set: { cloudBlockLevel: 'high', cloudExtendedTimeout: 50 },
    },
    { say: 'set PUA protection to block', set: { puaProtection: 'block' } },
    { say: 'put network protection in audit mode for the "Servers" group', set: { networkProtection: 'audit' } },
    { say: 'sample submission: send safe samples automatically', set: { sampleSubmission: 'safe' } },
    {
      say: 'scheduled scan every Wednesday, quick scan at 12:30',
      set: { scheduledScanDay: 'wednesday', quickScanTime: '12:30' },
    },
    { say: 'check for signature updates every 4 hours', set: { signatureUpdateInterval: 4 } },
    { say: 'limit CPU load to 30 percent in antivirus policy "Dev Boxes"', set: { averageCpuLoad: 30 } },
    { say: 'exclude C:\\Build from antivirus scanning in "Dev Boxes"', set: { excludedPaths: ['C:\\Build'] } },
    { say: 'add antivirus exclusions for extensions .iso and .vhdx', set: { excludedExtensions: ['.iso', '.vhdx'] } },
    {
      say: 'exclude process sqlservr.exe from AV on the policy "SQL Servers"',
      set: { excludedProcesses: ['sqlservr.exe'] },
    },
    { say: 'turn on tamper protection', set: { tamperProtection: true } },
    {
      say: 'create an antivirus policy "AV Servers" with real-time monitoring on and PUA protection block, assign to Servers',
      act: 'create',
    },
    { say: 'assign the antivirus policy "AV Servers" to "Windows devices"', act: 'assign' },
    { say: 'unassign the antivirus policy "AV Servers" from "Windows devices"', act: 'unassign' },
    { say: 'delete the antivirus policy "AV Servers"', act: 'delete' },
  ],
  ignores: ['is tamper protection on?', 'which cloud block level does "AV Baseline" have?'],
});

/** A setting of the main template, by the end of its definition's id. */
function inAntivirus(id: string, how: Holding['holds'] | Place['wire']): Readonly<Record<string, Place>> {
  return { antivirus: placeOf(id, how) };
}

function placeOf(id: string, how: Holding['holds'] | Place['wire']): Place {
  const at = `device_vendor_msft_policy_config_defender_${id}`;
  return typeof how === 'object'
    ? { at, wire: how, catalog: { holds: 'choice' } }
    : { at, catalog: { holds: how ?? 'choice' } };
}

function enables(
  on: Toggle['on'],
  title: string,
  words: readonly string[],
  phrases: readonly string[] = [],
): Typed<Toggle, boolean> {
  return toggle({
    title,
    sense: 'enables',
    words,
    ...(phrases.length > 0 ? { phrases: phrases.map((say) => ({ say, value: true })) } : {}),
    stricter: true,
    on,
  });
}

function modes(off: string, block: string, audit: string) {
  return {
    off: { say: off, words: ['off', 'disabled', 'disable', 'not configured'] },
    block: {
      say: block,
      words: [
        'block',
        'block mode',
        'blocked',
        'blocking',
        'in block mode',
        'enforce',
        'blocking mode',
        'enabled in block mode',
        'block them',
      ],
    },
    audit: {
      say: audit,
      words: ['audit', 'audit mode', 'in audit mode', 'audit only', 'auditing', 'audit-only', 'warn only'],
    },
  };
}

/** The three kinds of exclusion share their words: what is excluded tells which. */
function excluded(of: List['of'], title: string, things: readonly string[]): Typed<List, readonly string[]> {
  const id = { path: 'excludedpaths', extension: 'excludedextensions', process: 'excludedprocesses' }[of];
  return list({
    of,
    most: of === 'path' ? 600 : 1000,
    title,
    on: { exclusions: placeOf(id, 'strings'), antivirus: placeOf(id, 'strings') },
    words: [
      'exclude',
      'exclusion',
      'antivirus exclusion',
      'av exclusion',
      ...['do not scan', "don't scan", 'never scan', 'skip', 'ignore', 'leave out'],
      'excluding',
      'scan exclusion',
      'add exclusion',
      'add antivirus exclusion',
      'add av exclusion',
      'add an exclusion',
      'defender exclusion',
      'add a scan exclusion',
      'add an antivirus exclusion',
      'add an av exclusion',
      'excluded',
      ...things.flatMap((thing) => [
        `exclude ${thing}`,
        `${thing} exclusion`,
        `add ${thing} exclusion`,
        `exclude the ${thing}`,
        `excluded ${thing}`,
        `add excluded ${thing}`,
        `add a ${thing} exclusion`,
      ]),
    ],
    fillers: [
      ...things,
      'scanning',
      'scan',
      'scans',
      'antivirus scanning',
      'av scanning',
      'from scanning',
      'from scans',
      'from antivirus scanning',
      'from av scanning',
      'from av scans',
      'from antivirus scans',
      'add',
      'list',
      'exclusions',
      'virus scanning',
      'being scanned',
      'from being scanned',
      'real-time scanning',

      'antivirus scans',
      'av scans',
      ...['when', 'while', 'during', 'in'].flatMap((time) => [`${time} scanning`, `${time} scans`]),
    ],
  });
}
