import type { Action, Answer } from '../../src/core/answer';
import type { Change, Decision, Reach, Status, Step } from '../../src/core/change';
import type { Difference } from '../../src/core/difference';
import { planOf, type PlanPart } from '../../src/core/plan';
import type { Snapshot } from '../../src/core/snapshot';
import { families } from '../../src/families';
import { loadTemplates } from '../../src/card-templates';
import type { Message, Question } from '../../src/ports';
import { drawerFor, type AlertView, type ChangeView } from '../../src/views/drawer';
import { aChange, ana, anApproval, aPart, aSnapshot, omar, priya, needing } from '../support/builders';

/** One of each card in each state, as it would be drawn on 2 March 2026 at 09:30 UTC. */

export const drawer = drawerFor({ templates: loadTemplates(), families });
export const token = (verb: string, argument = '') => `t-${verb}${argument === '' ? '' : `-${argument}`}`;

const at = '2026-03-02T09:12:00.000Z';
export const now = '2026-03-02T09:30:00.000Z';

export function anAlertView(names: readonly string[]): AlertView {
  const members = names.map((name, i) => ({
    told: '',
    alert: {
      device: `d${i}`,
      name,
      condition: 'compliance' as const,
      phase: i % 3 === 1 ? 'graceEnding' : 'noncompliant',
      state: 'firing' as const,
      platform: 'windows' as const,
      startedAt: at,
      lastSeenAt: at,
      graceUntil: '2026-03-03T08:00:00.000Z',
      ...(i === 0 ? { threat: 'high' as const } : {}),
      person: { id: `p${i}`, name: 'Ana Ruiz', mail: 'ana@contoso.com' },
      reasons: [{ policy: 'Windows baseline', settings: ['Windows10CompliancePolicy.StorageRequireEncryption'] }],
    },
  }));
  return {
    group: {
      id: 3,
      revision: 1,
      key: 'k',
      conversation: 'c',
      condition: 'compliance',
      platform: 'windows',
      state: 'open',
      openedAt: at,
      trend: [1, 3, 2].map((firing) => ({ at, firing })),
      cause: { change: 142, minutes: 12 },
      acknowledged: { by: 'Ana Ruiz', at },
    },
    members,
    silences: [{ id: 7, what: 'LAPTOP-7', by: 'Omar Haddad', why: 'being rebuilt', until: now }],
    silenced: 1,
    discreet: false,
    token,
    now,
    timezone: 'UTC',
  };
}

const level = (from: string, to: string): Difference => ({
  kind: 'setting',
  setting: 'maximumAllowedDeviceThreatLevel',
  from,
  to,
  direction: to === 'high' ? 'loosens' : 'tightens',
});

const androidBefore = aSnapshot({ id: 'T_2', name: 'Android Office baseline' });

export const twoParts: readonly PlanPart[] = [
  aPart({
    key: 'p1',
    variant: 'android',
    target: { kind: 'existing', id: 'T_2', name: 'Android Office baseline' },
    changes: [level('high', 'medium')],
    before: androidBefore,
    warnings: [
      '«Max allowed device threat level» has no effect in «Android Office baseline» while «Android connected for app protection» in the Defender for Endpoint connector is Off.',
    ],
  }),
  aPart({ key: 'p2', changes: [level('high', 'medium')] }),
];

export const reach: Reach = {
  alsoApps: { p1: ['Teams', 'Word', 'Excel'], p2: ['Teams', 'Word', 'Excel'] },
  groups: [{ id: 'g-staff', name: 'All Staff', people: 300, exclude: false }],
  people: { number: 300, atLeast: false },
  devicesAbove: { number: 3, atLeast: false },
  unknownRegistrations: { number: 145, atLeast: false },
  watched: ['Omar Haddad (approver)'],
  complete: true,
};

const asked: Partial<Change> = {
  id: 142,
  utterance: 'set max threat level Medium for Outlook, block access',
  request: {
    kind: 'set',
    family: 'appProtection',
    settings: { maximumAllowedDeviceThreatLevel: 'medium' },
    apps: ['outlook'],
    justification: 'audit finding 7',
  },
  notes: ['«Action when the threat level is exceeded» is already Block access.'],
  plan: planOf(twoParts),
};

/** Text of the tenant that tries to be more than text. */
export const hostile = {
  markdown: '[click](http://evil.example) **bold** <b>x</b> ![i](http://evil.example/i.png)',
  template: '${change.id} ${$root.title}',
  date: '{{DATE(2026-01-01T00:00:00Z, SHORT)}} {{{{TIME(x)}}}}',
  mention: '<at>Omar Haddad</at>',
  bidi: 'Office \u202ebaseline\u202c \u2066x\u2069 \u200fy',
  rightToLeft: 'سياسة → High',
  invisible: 'Off\u200bice\u00ad\ufeff base\u0000line\u{e0041}',
  lines: 'first\nsecond\r\n\u2028third\tfourth',
  long: 'x'.repeat(10_000),
  zalgo: `a${'\u0301'.repeat(500)}b`,
  blank: ' \u200b\n ',
  json: '"}],"actions":[{"type":"Action.OpenUrl","url":"http://evil.example"}]',
} as const;

/** A view in which every text that comes from the tenant or from people is this one. */
export function hostileView(text: string, status: Status = { kind: 'needsApproval' }): ChangeView {
  const evil = { objectId: 'evil-id', name: text, teamsId: '29:evil' };
  const part: PlanPart = {
    ...aPart(),
    target: { kind: 'existing', id: text.slice(0, 100), name: text },
    changes: [
      { kind: 'setting', setting: 'minimumRequiredOsVersion', from: text, to: text, direction: 'tightens' },
      { kind: 'setting', setting: text, from: text, to: text, direction: 'loosens' },
      { kind: 'group', act: 'add', exclude: false, id: 'g', name: text, direction: 'tightens' },
      { kind: 'app', act: 'remove', name: text, ids: ['a'], direction: 'loosens' },
    ],
    warnings: [text],
  };
  const change: Partial<Change> = {
    requestor: evil,
    utterance: text,
    request: { kind: 'set', family: 'appProtection', justification: text },
    readings: [{ typed: text, read: text }],
    assumed: [{ say: text, what: 'value', of: text, instead: [] }],
    notes: [text],
    plan: planOf([part, { ...part, key: 'p2', variant: 'android' }, travel({ key: 'p3', act: 'delete' })]),
    decisions: [{ by: evil, verdict: 'approve', justification: text, at, version: 1 }],
    needs: needing(3),
    status,
  };
  return aView(change, {
    approvers: [text],
    others: [aChange({ id: 141, requestor: evil, plan: planOf([part]) })],
    steps: [step('p1', text, 'failed')],
    reach: {
      ...reach,
      alsoApps: { p1: [text], p2: [text, text] },
      groups: [{ id: 'g', name: text, people: 3, exclude: false }],
      watched: [text],
    },
  });
}

export const allStatuses: readonly Status[] = [
  { kind: 'needsApproval' },
  { kind: 'approved', at },
  { kind: 'applying', since: at, fence: 1 },
  { kind: 'applied', at, otherDrift: ['Policy: pinRequired'] },
  { kind: 'partiallyApplied', at, why: 'refused' },
  { kind: 'rejected', at, by: omar, justification: 'no' },
  { kind: 'cancelled', at, by: ana },
  { kind: 'expired', at },
  { kind: 'superseded', at, by: 150 },
  { kind: 'stale', at, moved: [{ what: 'pinRequired', expected: 'true', found: 'false' }] },
  { kind: 'failed', at, why: 'refused' },
  { kind: 'unknown', at, why: 'no answer' },
];

export function aView(change: Partial<Change> = {}, view: Partial<ChangeView> = {}): ChangeView {
  return {
    change: aChange({ ...asked, ...change }),
    reach,
    steps: [],
    others: [],
    approvers: null,
    hold: undefined,
    discreet: false,
    viewer: 'everyone',
    token,
    refresh: [],
    now,
    timezone: 'UTC',
    ...view,
  };
}

const approval: Decision = { ...anApproval(omar), at, justification: "agreed in Monday's change board" };

function step(part: string, key: string, state: Step['state'], more: Partial<Step> = {}): Step {
  return { change: 142, version: 1, part, key, state, method: 'PATCH', path: '/x', body: null, at, ...more };
}

function ended(status: Status, more: Partial<Change> = {}, view: Partial<ChangeView> = {}): Message {
  return drawer.change(aView({ status, decisions: [approval], ...more }, view));
}

const wholePolicy: Snapshot = aSnapshot({
  name: 'Travel',
  entity: {
    displayName: 'Travel',
    maximumAllowedDeviceThreatLevel: 'low',
    mobileThreatDefenseRemediationAction: 'wipe',
    pinRequired: true,
    minimumPinLength: 6,
    simplePinBlocked: true,
    maximumPinRetries: 5,
    pinCharacterSet: 'numeric',
    fingerprintBlocked: false,
    saveAsBlocked: true,
    dataBackupBlocked: true,
    printBlocked: true,
  },
});

const travel = (changes: Partial<PlanPart>): PlanPart =>
  aPart({ target: { kind: 'existing', id: 'T_1', name: 'Travel' }, changes: [], before: wholePolicy, ...changes });

const creating = travel({
  act: 'create',
  target: { kind: 'new', name: 'Travel' },
  before: null,
  changes: [
    level('notConfigured', 'low'),
    { kind: 'app', act: 'add', name: 'Outlook', ids: ['com.microsoft.office.outlook'], direction: 'tightens' },
    { kind: 'app', act: 'add', name: 'Teams', ids: ['com.microsoft.skype.teams'], direction: 'tightens' },
    { kind: 'group', act: 'add', exclude: false, id: 'g-sales', name: 'Sales', direction: 'tightens' },
    { kind: 'group', act: 'add', exclude: true, id: 'g-pilot', name: 'Pilot', direction: 'loosens' },
  ],
});

const noReach: Reach = {
  alsoApps: {},
  groups: [],
  people: null,
  devicesAbove: null,
  unknownRegistrations: null,
  watched: [],
  complete: true,
};

const question: Question = {
  id: 'q1',
  conversation: 'a:ana',
  person: ana,
  text: 'There is no policy called «iOS Ofice baseline». Did you mean one of these?',
  choices: [
    {
      label: 'iOS Office baseline',
      detail: 'App protection policy for iOS, assigned to All Staff',
      request: { kind: 'set', family: 'appProtection' },
      chosen: {},
    },
    { label: 'iOS baseline', request: { kind: 'set', family: 'appProtection' }, chosen: {} },
  ],
  utterance: 'set max threat level medum in policy "iOS Ofice baseline"',
  readings: [{ typed: 'medum', read: 'Medium' }],
  askedIn: '',
  askedAt: at,
  expiresAt: at,
  state: 'open',
};

const readiness: Answer = {
  title: 'Readiness for Android',
  lead: '2 gaps to close.',
  checks: [
    { state: 'ok', title: 'Defender and Intune are connected' },
    {
      state: 'missing',
      title: 'Android connected for app protection',
      reason: 'Off: app protection does not see the threat level.',
      action: { title: 'Turn on for Android', kind: 'propose', requests: [{ kind: 'set', family: 'connector' }] },
    },
    { state: 'warning', title: 'Android devices report a threat level', reason: '51 of 52 enrolled devices' },
    {
      state: 'look',
      title: 'Licences for Defender for Endpoint',
      reason: 'Graph does not tell. Please check.',
      portal: 'https://security.microsoft.com/',
    },
    { state: 'off', title: 'Conditional Access requires compliant devices', reason: 'Not managed here.' },
  ],
  note: 'Unenrolled devices are not in Graph.',
  portal: 'https://intune.microsoft.com/#view/x',
};

function plan(name: string): Action {
  return { title: `Plan «${name}»`, kind: 'propose', requests: [{ kind: 'create', family: 'any', name }] };
}

/** `<card>.<state>` → the message; each has a golden file. */
export const samples: Readonly<Record<string, () => Message>> = {
  'plan.needs-approval': () => drawer.change(aView({}, { refresh: ['29:omar', '29:ana'] })),
  'plan.for-requestor': () => drawer.change(aView({}, { viewer: 'requestor' })),
  'plan.for-approver': () => drawer.change(aView({}, { viewer: 'approver' })),
  'plan.for-reader': () => drawer.change(aView({}, { viewer: 'reader' })),
  'plan.counting': () => drawer.change(aView({}, { reach: undefined })),
  'plan.counted-in-part': () =>
    drawer.change(
      aView(
        {},
        {
          reach: {
            ...reach,
            alsoApps: { p1: ['Teams'], p2: ['Teams', 'Word'] },
            groups: [
              { id: 'g-staff', name: 'All Staff', people: 300, exclude: false },
              { id: 'g-world', name: 'Everybody abroad', people: null, exclude: false },
              { id: 'g-pilot', name: 'Pilot', people: 12, exclude: true },
            ],
            people: { number: 12345, atLeast: true },
            devicesAbove: { number: 0, atLeast: true },
            unknownRegistrations: { number: 40, atLeast: true },
            watched: [],
            complete: false,
          },
        },
      ),
    ),
  'plan.needs-two': () =>
    drawer.change(
      aView(
        {
          needs: needing(2),
          readings: [
            { typed: 'medum', read: 'Medium' },
            { typed: 'outlok', read: 'Outlook' },
          ],
          decisions: [
            { ...approval, version: 0 },
            { ...anApproval(priya), at },
          ],
          plan: planOf([
            aPart({
              changes: [
                level('medium', 'high'),
                {
                  kind: 'setting',
                  setting: 'mobileThreatDefenseRemediationAction',
                  from: 'block',
                  to: 'wipe',
                  direction: 'tightens',
                },
              ],
            }),
          ]),
        },
        {
          approvers: ['Priya Nair'],
          reach: { ...reach, alsoApps: { p1: ['Teams', 'Word'] } },
          others: [
            aChange({ id: 141, plan: planOf([aPart({ key: 'p9', changes: [level('high', 'low')] })]) }),
            aChange({
              id: 140,
              requestor: priya,
              status: { kind: 'approved', at },
              plan: planOf([
                aPart({
                  changes: [{ kind: 'setting', setting: 'pinRequired', from: true, to: false, direction: 'loosens' }],
                }),
              ]),
            }),
          ],
        },
      ),
    ),
  'plan.create': () =>
    drawer.change(
      aView(
        { plan: planOf([creating]), utterance: 'create an app protection policy "Travel" for iOS' },
        {
          reach: {
            ...noReach,
            groups: [
              { id: 'g-sales', name: 'Sales', people: 40, exclude: false },
              { id: 'g-pilot', name: 'Pilot', people: 12, exclude: true },
            ],
            people: { number: 38, atLeast: false },
            devicesAbove: { number: 0, atLeast: false },
            unknownRegistrations: { number: 0, atLeast: false },
          },
        },
      ),
    ),
  'plan.delete': () =>
    drawer.change(
      aView(
        { plan: planOf([travel({ act: 'delete' })]), needs: needing(2), utterance: 'delete policy Travel' },
        { reach: { ...reach, alsoApps: {}, devicesAbove: null, unknownRegistrations: null, watched: [] } },
      ),
    ),
  'plan.restore': () =>
    drawer.change(
      aView(
        {
          plan: planOf([
            travel({
              act: 'restore',
              target: { kind: 'new', name: 'Travel' },
              before: null,
              image: wholePolicy,
              changes: [
                { kind: 'app', act: 'add', name: 'com.example.app', ids: ['com.example.app'], direction: 'tightens' },
                { kind: 'group', act: 'add', exclude: false, id: 'g-staff', name: 'g-staff', direction: 'tightens' },
              ],
            }),
          ]),
          revertOf: 140,
          utterance: 'revert change 140',
          notes: ['Puts back what change #140 altered.'],
        },
        { reach: { ...reach, alsoApps: {}, devicesAbove: null, unknownRegistrations: null, watched: [] } },
      ),
    ),
  'plan.apps-and-groups': () =>
    drawer.change(
      aView({
        utterance: 'take Sales off and add Loop',
        plan: planOf([
          aPart({
            changes: [
              { kind: 'appGroup', from: 'selectedPublicApps', to: 'allCoreMicrosoftApps', direction: 'tightens' },
              { kind: 'app', act: 'remove', name: 'Word', ids: ['com.microsoft.office.word'], direction: 'loosens' },
              { kind: 'group', act: 'remove', exclude: false, id: 'g-sales', name: 'Sales', direction: 'loosens' },
              { kind: 'group', act: 'remove', exclude: true, id: 'g-pilot', name: 'Pilot', direction: 'tightens' },
            ],
            before: aSnapshot({
              assignments: [{ target: { '@odata.type': '#microsoft.graph.allLicensedUsersAssignmentTarget' } }],
            }),
          }),
        ]),
      }),
    ),
  'plan.approved': () => ended({ kind: 'approved', at }),
  'plan.applying': () =>
    ended({ kind: 'applying', since: at, fence: 1 }, {}, { steps: [step('p1', 'settings', 'sent')] }),
  'plan.applied': () => ended({ kind: 'applied', at, otherDrift: [] }),
  'plan.applied-beside-drift': () =>
    ended({
      kind: 'applied',
      at,
      otherDrift: [
        'iOS Office baseline: pinRequired',
        'iOS Office baseline: description',
        'Android Office baseline: assignments',
      ],
    }),
  'plan.reverted': () => ended({ kind: 'applied', at, otherDrift: [] }, { revertedBy: 150 }),
  'plan.partially-applied': () =>
    ended(
      { kind: 'partiallyApplied', at, why: 'Intune refused the second write: the policy is locked.' },
      {},
      { steps: [step('p1', 'settings', 'confirmed'), step('p2', 'settings', 'failed')] },
    ),
  'plan.failed': () =>
    ended(
      { kind: 'failed', at, why: 'The app lacks DeviceManagementApps.ReadWrite.All.' },
      {},
      { steps: [step('p1', 'settings', 'failed')] },
    ),
  'plan.unknown': () =>
    ended(
      { kind: 'unknown', at, why: 'Graph did not answer. Look in the admin center before asking again.' },
      { plan: planOf([creating]) },
      { reach: noReach, steps: [step('p1', 'create', 'unknown')] },
    ),
  'plan.stale': () =>
    ended({
      kind: 'stale',
      at,
      moved: [{ what: 'maximumAllowedDeviceThreatLevel', expected: '"high"', found: '"low"' }],
    }),
  'plan.rejected': () =>
    ended(
      { kind: 'rejected', at, by: omar, justification: 'not before the holidays' },
      { decisions: [{ by: omar, verdict: 'reject', justification: 'not before the holidays', at, version: 1 }] },
    ),
  'plan.cancelled': () => ended({ kind: 'cancelled', at, by: ana }, { decisions: [] }),
  'plan.expired': () => ended({ kind: 'expired', at: '2026-03-05T09:00:00.000Z' }, { needs: needing(2) }),
  'plan.superseded': () => ended({ kind: 'superseded', at, by: 143 }, { decisions: [] }),
  'plan.hostile': () => drawer.change(hostileView(Object.values({ ...hostile, long: '' }).join(' '))),
  'plan.what-if': () =>
    drawer.whatIf({
      plan: planOf(twoParts),
      reach,
      notes: [],
      readings: [{ typed: 'medum', read: 'Medium' }],
      discreet: false,
      now,
      timezone: 'UTC',
    }),
  'question.which': () => drawer.question({ question, token }),
  'status.checks': () => drawer.answer(readiness, (action) => token('run', action.title.replaceAll(' ', '-'))),
  'status.facts': () =>
    drawer.answer(
      {
        title: 'iOS Office baseline',
        lead: 'App protection policy for iOS.',
        facts: [
          { name: 'Covers', value: 'Outlook, Teams, Word, Excel, PowerPoint, OneDrive' },
          { name: 'Assigned to', value: 'All Staff' },
          { name: 'Max allowed device threat level', value: 'High' },
          { name: 'Minimum PIN length', value: '4 digits' },
        ],
        actions: [{ title: 'Show #142', kind: 'showChange', change: 142 }],
        portal: 'https://entra.microsoft.com/#view/x',
      },
      () => token('show', '142'),
    ),
  'status.table': () =>
    drawer.answer(
      {
        title: 'Noncompliant devices',
        lead: '2 of 250 devices are noncompliant.',
        table: {
          columns: ['Device', 'Person', 'Threat'],
          rows: [
            ['LAPTOP-7', 'Ana Ruiz', 'High'],
            ['PHONE-19', '', 'Medium'],
          ],
        },
      },
      () => '',
    ),
  'status.chart': () =>
    drawer.answer(
      {
        title: 'Compliance',
        lead: '228 of 250 devices are compliant.',
        chart: {
          title: 'Devices',
          slices: [
            { name: 'Compliant', value: 228, tone: 'good' },
            { name: 'In grace period', value: 3, tone: 'warning' },
            { name: 'Noncompliant', value: 14, tone: 'attention' },
            { name: 'Unknown', value: 5, tone: 'neutral' },
            { name: 'Error', value: 0, tone: 'warning' },
          ],
        },
        course: {
          title: 'Compliant, per cent',
          points: [88, 90, 91, 89, 84, 86, 90, 93, 91].map((value, i) => ({ day: `2026-02-2${i}`, value })),
        },
        facts: [
          { name: 'Windows baseline', value: 'not met by 11 devices' },
          { name: 'iOS baseline', value: 'not met by 4 devices' },
        ],
        table: {
          columns: ['Platform', 'Compliant', 'Noncompliant', 'Other'],
          rows: [
            ['Windows', '100', '5', '3'],
            ['iOS', '56', '4', '0'],
          ],
        },
        actions: [{ title: 'List noncompliant devices', kind: 'ask', request: { kind: 'listDevices' }, at: {} }],
      },
      () => token('ask', 'noncompliant'),
    ),
  'status.readiness': () =>
    drawer.answer(
      {
        title: 'Readiness for Windows',
        lead: '1 gap. 1 recommendation. 1 line to look at yourself.',
        checks: [
          { state: 'ok', title: 'Defender and Intune are connected' },
          { state: 'ok', title: 'Licences for Intune' },
          {
            state: 'missing',
            title: 'An onboarding policy brings Windows devices to Defender',
            reason: 'None is there.',
            action: plan('Defender onboarding'),
          },
          {
            state: 'warning',
            title: 'An antivirus policy is assigned',
            reason: 'None is there, so devices keep what they have.',
            action: plan('Defender antivirus'),
          },
          {
            state: 'look',
            title: 'Somebody has the role «Manage endpoint security settings in Microsoft Intune»',
            reason: 'Graph does not tell. Please check: Settings, Endpoints, Roles.',
            portal: 'https://security.microsoft.com/preferences2/user_roles',
          },
        ],
        actions: [
          { title: 'Fix all 2', kind: 'propose', requests: [{ kind: 'set', family: 'endpointDetection' }] },
          { title: 'Check iOS', kind: 'ask', request: { kind: 'checkReadiness', platforms: ['ios'] }, at: {} },
        ],
      },
      (action) => token('run', action.title.replaceAll(/\W+/g, '-')),
    ),
  'status.conflicts': () =>
    drawer.answer(
      {
        title: 'Status of AV Baseline',
        lead: '110 devices: 1 error, 2 conflict, 107 success.',
        chart: {
          title: 'Devices',
          slices: [
            { name: 'Error', value: 1, tone: 'attention' },
            { name: 'Conflict', value: 2, tone: 'warning' },
            { name: 'Not met', value: 0, tone: 'attention' },
            { name: 'Success', value: 107, tone: 'good' },
          ],
        },
        table: {
          columns: ['Device', 'Person', 'Status', 'Reported'],
          rows: [
            ['LAPTOP-096', 'tariq.umar@contoso.com', 'Error', '1 Mar 08:00 UTC'],
            ['KIOSK-LOBBY-01', 'nobody', 'Conflict', '2 Mar 05:00 UTC'],
            ['LAPTOP-001', 'ana.ruiz@contoso.com', 'Conflict', '1 Mar 02:00 UTC'],
            ['LAPTOP-002', 'omar.haddad@contoso.com', 'Success', '1 Mar 11:00 UTC'],
          ],
        },
        note: 'In conflict with «AV Sales» on KIOSK-LOBBY-01, LAPTOP-001: PUA protection is Block here, Audit there. Where two values differ, neither applies.',
        actions: [
          { title: 'Show 16 to 30', kind: 'ask', request: { kind: 'policyStatus', policy: 'AV Baseline' }, at: {} },
          { title: 'By setting', kind: 'ask', request: { kind: 'policyStatus', policy: 'AV Baseline' }, at: {} },
          { title: 'Show AV Sales', kind: 'ask', request: { kind: 'showPolicy', policy: 'AV Sales' }, at: {} },
        ],
        portal: 'https://intune.microsoft.com/#view/x',
      },
      (action) => token('ask', action.title.replaceAll(' ', '-')),
    ),
  'status.many-columns': () =>
    drawer.answer(
      {
        title: '2 changes',
        table: {
          columns: ['Change', 'Policy', 'Status', 'Asked by', 'When'],
          rows: [
            [
              '#142',
              'Android Office baseline, iOS Office baseline',
              'Waits for approval',
              'Ana Ruiz',
              '2 Mar 09:00 UTC',
            ],
            ['#141', 'Travel', 'Applied', 'Ana Ruiz', '1 Mar 17:00 UTC'],
          ],
        },
        actions: [{ title: 'Show #142', kind: 'showChange', change: 142 }],
      },
      () => token('show', '142'),
    ),
  'plan.discreet': () =>
    drawer.change(aView({}, { discreet: true, hold: { why: 'By Ana', unnamed: 'All changes are stopped.' } })),
  'alert.open': () => drawer.alert(anAlertView(['LAPTOP-7', 'LAPTOP-9 [x](http://evil) {{DATE(now)}}'])),
  'alert.many': () => {
    const view = anAlertView(Array.from({ length: 5000 }, (_, i) => `LAPTOP-${i}`));
    return drawer.alert({ ...view, group: { ...view.group, many: true } });
  },
  'alert.silenced': () => drawer.alert(anAlertView(['LAPTOP-7'])),
  'alert.threat': () => {
    const { acknowledged: _, cause: __, ...group } = anAlertView([]).group;
    const members = anAlertView(['LAPTOP-7', 'LAPTOP-8']).members.map(
      ({ alert: { reasons: _reasons, ...alert }, told }) => ({
        told,
        alert: { ...alert, condition: 'threat' as const, phase: alert.threat ?? 'low' },
      }),
    );
    return drawer.alert({
      ...anAlertView([]),
      silences: [],
      silenced: 0,
      members,
      group: { ...group, condition: 'threat' },
    });
  },
  'alert.over': () => {
    const { members, group, ...view } = anAlertView(['LAPTOP-7']);
    const well = members.map(({ alert }) => ({ told: 'resolved', alert: { ...alert, state: 'resolved' as const } }));
    return drawer.alert({ ...view, members: well, group: { ...group, resolvedAt: now } });
  },
  'alert.discreet': () => drawer.alert({ ...anAlertView(['LAPTOP-7']), discreet: true }),
  'help.all': () =>
    drawer.help({
      lead: 'This is what you can ask, in your own words:',
      sections: [
        {
          title: 'App protection policy',
          lines: [
            { say: 'set max threat level Medium for Outlook, block access' },
            { say: 'assign "iOS Office baseline" to Sales', about: 'adds a group' },
          ],
        },
        { title: 'Questions', lines: [{ say: 'list policies' }, { say: 'check readiness' }] },
      ],
    }),
};
