import { ask, reader } from '../support';

/** The settings of the one request a sentence is read as. */
function settings(text: string): unknown {
  const [request, ...more] = ask(text);
  expect(more).toEqual([]);
  return request && 'settings' in request ? request.settings : undefined;
}

describe('a value finds its setting', () => {
  test.each([
    ['after it', 'set max threat level low for Outlook'],
    ['after «to»', 'set the max threat level to low for Outlook'],
    ['after a colon', 'max threat level: low, for Outlook'],
    ['after an equals sign', 'max threat level = low for Outlook'],
    ['before it', 'low max threat level for Outlook'],
    ['behind the target', 'max threat level for Outlook: low'],
    ['under its Graph name', 'maximumAllowedDeviceThreatLevel low for Outlook'],
    ['as a limit', 'threat level no higher than low for Outlook'],
    ['as a limit behind it', 'threat level low or lower for Outlook'],
    ['as what it was and what it is to be', 'change the max threat level from medium to low for Outlook'],
  ])('%s', (_where, text) => {
    expect(settings(text)).toEqual({ maximumAllowedDeviceThreatLevel: 'low' });
  });

  test.each([
    ['PIN retries 5 and minimum PIN length 6 for Outlook', { maximumPinRetries: 5, minimumPinLength: 6 }],
    ['set a 6 digit PIN for Outlook', { pinRequired: true, minimumPinLength: 6 }],
    ['PIN of at least 6 digits for Outlook', { pinRequired: true, minimumPinLength: 6 }],
    ['minimum PIN length 6 for Outlook', { minimumPinLength: 6 }],
    ['numeric PIN for Outlook', { pinCharacterSet: 'numeric' }],
    [
      'save only to Box, OneDrive and SharePoint in Word',
      { allowedDataStorageLocations: ['box', 'oneDriveForBusiness', 'sharePoint'] },
    ],
    ['require iOS 16 or later for Teams', { minimumRequiredOsVersion: '16' }],
    ['offline grace period 90 minutes for Teams', { periodOfflineBeforeAccessCheck: 'PT90M' }],
    ['wipe app data after two weeks offline in policy "X"', { periodOfflineBeforeWipeIsEnforced: 'P14D' }],
    ['grace period 2 days in compliance policy "X"', { gracePeriodHours: 48 }],
    ['quick scan at 7 pm', { quickScanTime: '19:00' }],
    ['exclude .iso and C:\\Build from antivirus', { excludedExtensions: ['.iso'], excludedPaths: ['C:\\Build'] }],
    ['target "X" at unmanaged devices and enrolled devices', { targetedAppManagementLevels: 'unmanaged,mdm' }],
  ])('%s', (text, expected) => {
    expect(settings(text)).toEqual(expected);
  });
});

describe('a verb says which way', () => {
  test.each([
    ['block printing for Word', true],
    ['prevent printing for Word', true],
    ['disable printing for Word', true],
    ['no printing in Word', true],
    ["don't allow printing in Word", true],
    ['stop printing in Word', true],
    ['printing: blocked, for Word', true],
    ['printing off for Word', true],
    ['printing must not be allowed in Word', true],
    ['allow printing for Word', false],
    ["don't block printing for Word", false],
    ['stop blocking printing for Word', false],
    ['printing is no longer blocked for Word', false],
    ['turn printing on for Word', false],
    ['lift the printing restriction for Word', false],
  ])('«%s» blocks: %s', (text, blocked) => {
    expect(settings(text)).toEqual({ printBlocked: blocked });
  });

  test.each([
    ['require a PIN for Outlook', true],
    ['Outlook must require a PIN', true],
    ['PIN on for Outlook', true],
    ["don't require a PIN for Outlook", false],
    ['stop requiring a PIN for Outlook', false],
    ['no PIN for Outlook', false],
    ['remove the PIN requirement for Outlook', false],
  ])('«%s» requires: %s', (text, required) => {
    expect(settings(text)).toEqual({ pinRequired: required });
  });

  test.each([
    [
      'block printing, save as and screenshots for Word',
      { printBlocked: true, saveAsBlocked: true, screenCaptureBlocked: true },
    ],
    ['printing and screenshots blocked for Word', { printBlocked: true, screenCaptureBlocked: true }],
    ['allow printing but block screenshots for Word', { printBlocked: false, screenCaptureBlocked: true }],
    ['block printing, allow screenshots in policy "X"', { printBlocked: true, screenCaptureBlocked: false }],
    [
      'domain firewall profile: inbound block, outbound allow',
      { 'domain.inbound': 'block', 'domain.outbound': 'allow' },
    ],
    ['allow outbound on domain, block outbound on public', { 'domain.outbound': 'allow', 'public.outbound': 'block' }],
    ['turn on the firewall for public and private', { 'private.enabled': true, 'public.enabled': true }],
    ['web protection without VPN in the Defender app on Android', { antiphishing: true, vpn: false }],
    ['set PUA protection and network protection to audit', { puaProtection: 'audit', networkProtection: 'audit' }],
  ])('%s', (text, expected) => {
    expect(settings(text)).toEqual(expected);
  });
});

describe('what tells settings of the same words apart', () => {
  test.each([
    ['turn on the Android connector for compliance', { androidEnabled: true }],
    ['turn on the Android connector for MAM', { androidMobileApplicationManagementEnabled: true }],
    [
      'connect Android and iOS for compliance and app protection',
      {
        androidEnabled: true,
        androidMobileApplicationManagementEnabled: true,
        iosEnabled: true,
        iosMobileApplicationManagementEnabled: true,
      },
    ],
    [
      'turn on the Android connector for compliance and for app protection',
      { androidEnabled: true, androidMobileApplicationManagementEnabled: true },
    ],
    ['block iOS devices on missing partner data', { iosDeviceBlockedOnMissingPartnerData: true }],
  ])('%s', (text, expected) => {
    expect(settings(text)).toEqual(expected);
  });

  test('asks when it is not said', () => {
    const { requests, question } = reader.parse('turn on the Android connector');

    expect(requests).toEqual([{ kind: 'set', family: 'connector' }]);
    expect(question?.about).toBe('settings');
  });
});

describe('several requests in a sentence', () => {
  test.each([
    ['set max threat level low for Outlook and medium for Teams', ['low outlook', 'medium teams']],
    ['low threat level for Outlook, medium for Teams and high for Edge', ['low outlook', 'medium teams', 'high edge']],
    [
      'set the threat level for Outlook to low on Android, medium on iOS',
      ['low outlook android', 'medium outlook ios'],
    ],
    [
      'set max threat level low on Android and medium on iOS for Outlook',
      ['low outlook android', 'medium outlook ios'],
    ],
    ['max threat level medium for Outlook on iOS and Teams on Android', ['medium outlook ios', 'medium teams android']],
  ])('%s', (text, expected) => {
    const said = ask(text).map((request) =>
      request.kind === 'set'
        ? [...Object.values(request.settings ?? {}), ...(request.apps ?? []), ...(request.platforms ?? [])].join(' ')
        : request.kind,
    );

    expect(said).toEqual(expected);
  });

  test('settings of one target are one request', () => {
    expect(ask('block printing for Word. Also require a PIN for Word.')).toEqual([
      { kind: 'set', family: 'appProtection', settings: { printBlocked: true, pinRequired: true }, apps: ['word'] },
    ]);
  });

  test('what cannot be told is refused', () => {
    expect(ask('block printing on iOS and require a PIN on Android for Outlook')).toEqual([]);
  });
});

describe('a correction counts last', () => {
  test.each([
    ['set max threat level low, no wait, medium for Outlook', { maximumAllowedDeviceThreatLevel: 'medium' }],
    ['set threat action to wipe... no, block access in policy "X"', { mobileThreatDefenseRemediationAction: 'block' }],
    ['turn on the iOS - sorry, Android - connector for compliance', { androidEnabled: true }],
    ['block printing, I mean screenshots, for Word', { screenCaptureBlocked: true }],
    [
      "for Outlook when the threat level is too high: don't wipe, just block access",
      { mobileThreatDefenseRemediationAction: 'block' },
    ],
  ])('%s', (text, expected) => {
    expect(settings(text)).toEqual(expected);
  });

  test('of an app', () => {
    expect(ask('Set max threat level high for Word, sorry, I mean Excel')).toMatchObject([{ apps: ['excel'] }]);
  });
});

describe('the word that no slot takes', () => {
  test.each([
    ['set max threat level medium for Outlook but only on Tuesdays', 'but only on Tuesdays'],
    ['block printing for Word on Mondays', 'on Mondays'],
    ['require a PIN for Outlook or Teams', 'or Teams'],
  ])('%s', (text, rest) => {
    const { requests, question } = reader.parse(text);

    expect(requests).toEqual([]);
    expect(question?.text).toContain(`«${rest}»`);
  });
});

describe('mended words', () => {
  test('are said as they were read', () => {
    expect(reader.parse('pls set max threat levl medum for outlok on andriod').readings).toEqual([
      { typed: 'levl', read: 'level' },
      { typed: 'medum', read: 'Medium' },
      { typed: 'outlok', read: 'Outlook' },
      { typed: 'andriod', read: 'Android' },
    ]);
  });

  test('are none when all is typed right', () => {
    expect(reader.parse('set max threat level medium for Outlook').readings).toEqual([]);
  });
});

describe('ordinary frames', () => {
  test.each([
    ['users in Finance should need a 6 digit pin in Outlook', { minimumPinLength: 6, pinRequired: true }],
    ['for 2 hours, require no PIN for Teams', { pinRequired: false }],
    ['stop people from copying data out of Teams', { allowedOutboundClipboardSharingLevel: 'blocked' }],
    ['turn on cloud-delivered protection with high blocking', { cloudProtection: true, cloudBlockLevel: 'high' }],
    ['give Windows devices 3 days before they are noncompliant', { gracePeriodHours: 72 }],
    ['mark connector unresponsive after 5 days', { partnerUnresponsivenessThresholdInDays: 5 }],
    ['bump the minimum PIN length up to 8 for Outlook', { minimumPinLength: 8 }],
    ['let Defender manage endpoint security settings', { microsoftDefenderForEndpointAttachEnabled: true }],
  ])('%s', (text, expected) => {
    expect(settings(text)).toEqual(expected);
  });
});
