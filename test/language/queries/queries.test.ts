import { ask } from '../support';

describe('a question', () => {
  test.each([
    ['list all policies', { kind: 'listPolicies' }],
    [
      'which compliance policies do we have for Windows?',
      { kind: 'listPolicies', family: 'compliance', platforms: ['windows'] },
    ],
    [
      'what is the max threat level for Outlook on Android?',
      { kind: 'listPolicies', family: 'appProtection', apps: ['outlook'], platforms: ['android'] },
    ],
    ['is outlook protected?', { kind: 'listPolicies', apps: ['outlook'] }],
    ['are Teams and Word covered on iOS?', { kind: 'listPolicies', apps: ['teams', 'word'], platforms: ['ios'] }],
    ['do we protect Excel?', { kind: 'listPolicies', apps: ['excel'] }],
    ['are iPhones protected?', { kind: 'listPolicies', platforms: ['ios'] }],
    ['which apps are protected?', { kind: 'listPolicies', family: 'appProtection' }],
    ['is LAPTOP-001 protected?', { kind: 'showDevice', device: 'LAPTOP-001' }],
    ['why is Petra-Pixel-39 not ok?', { kind: 'explainDevice', device: 'Petra-Pixel-39' }],
    ['is the firewall on?', { kind: 'listPolicies', family: 'firewall' }],
    ['what is assigned to Sales?', { kind: 'listPolicies', groups: ['Sales'] }],
    ['show "BYOD iOS"', { kind: 'showPolicy', policy: 'BYOD iOS' }],
    ['is a PIN required in the MAM-Baseline policy?', { kind: 'showPolicy', policy: 'MAM-Baseline' }],
    ['status of policy BYOD iOS per device', { kind: 'policyStatus', policy: 'BYOD iOS', by: 'device' }],
    ['is iOS connected to Defender for compliance?', { kind: 'showConnector' }],
    ['connector status', { kind: 'showConnector' }],
    ['how many devices are onboarded?', { kind: 'onboardingStatus' }],
    ['is everything in place for risk signals to work on iOS?', { kind: 'checkReadiness', platforms: ['ios'] }],
    ['show me the weekly summary', { kind: 'complianceSummary' }],
    ["what's noncompliant", { kind: 'listDevices', compliance: 'noncompliant' }],
    ['how compliant are our Macs?', { kind: 'complianceSummary', platforms: ['macos'] }],
    ['show devices above medium', { kind: 'listDevices', threat: 'high' }],
    ['which iOS devices are at high or above?', { kind: 'listDevices', threat: 'high', platforms: ['ios'] }],
    ['list compliant devices', { kind: 'listDevices', compliance: 'compliant' }],
    ['list noncompliant PCs', { kind: 'listDevices', compliance: 'noncompliant', platforms: ['windows'] }],
    [
      'Windows devices with a compliance conflict and a clear threat level',
      { kind: 'listDevices', compliance: 'conflict', threat: 'secured', platforms: ['windows'] },
    ],
    ['devices of a@contoso.com', { kind: 'listDevices', users: ['a@contoso.com'] }],
    ['devices of Ana Ruiz', { kind: 'listDevices', users: ['Ana Ruiz'] }],
    ['LAPTOP-00I', { kind: 'showDevice', device: 'LAPTOP-00I' }],
    ['show device LAPTOP-00I', { kind: 'showDevice', device: 'LAPTOP-00I' }],
    ['why is LAPTOP-00I noncompliant?', { kind: 'explainDevice', device: 'LAPTOP-00I' }],
    ['why is "Petra-Pixel-39" noncompliant?', { kind: 'explainDevice', device: 'Petra-Pixel-39' }],
    ['list devices managed by Defender', { kind: 'listDevices', managedBy: 'defender' }],
    ['is LAPTOP-0231 compliant?', { kind: 'showDevice', device: 'LAPTOP-0231' }],
    ['why is LAPTOP-0231 not compliant?', { kind: 'explainDevice', device: 'LAPTOP-0231' }],
    ['who is in the "Finance Phones" group?', { kind: 'showGroup', group: 'Finance Phones' }],
    ['which changes are waiting for approval?', { kind: 'listChanges', status: 'needsApproval' }],
    [
      'list the changes that a@contoso.com applied',
      { kind: 'listChanges', status: 'applied', users: ['a@contoso.com'] },
    ],
    ['who approved change 142?', { kind: 'showChange', change: 142 }],
    ['who changed policy "X" since yesterday?', { kind: 'audit', policy: 'X', since: 'yesterday' }],
    ['show the audit log', { kind: 'audit' }],
    ['any open alerts?', { kind: 'listAlerts' }],
    ['what is silenced at the moment?', { kind: 'listSilences' }],
    ['what is this channel subscribed to?', { kind: 'listSubscriptions' }],
  ])('%s', (text, expected) => {
    expect(ask(text)).toEqual([expected]);
  });

  test.each([
    'who do you report to for your work',
    'is it noncompliant?',
    'which threat level would you recommend, low or medium?',
    'how do I require a PIN for Outlook?',
    'what is my pin',
    'how do I add a signature in Outlook?',
  ])('«%s» is none of ours', (text) => {
    expect(ask(text)).toEqual([]);
  });

  test('two questions are two requests', () => {
    expect(ask('show the connector and list noncompliant Android devices')).toEqual([
      { kind: 'showConnector' },
      { kind: 'listDevices', compliance: 'noncompliant', platforms: ['android'] },
    ]);
  });
});
