import { families } from '../../src/families';
import { aWorld, type World } from '../support/world';

let world: World;
beforeAll(async () => (world = await aWorld()));
afterAll(() => world.close());

const levels = 'Low, Medium, High or Not configured';

/** Of every family: what is wrong, and what is said to be allowed. */
const table: readonly (readonly [family: string, sentence: string, wrong: string, allowed: string])[] = [
  ['appProtection', 'set max threat level purple for Outlook', 'purple', `Secured, ${levels}`],
  ['appProtection', 'set max threat level to 7 for Outlook', '7', `Secured, ${levels}`],
  ['appProtection', 'require a 99 digit PIN for Outlook', 'PIN length', '4 to 16 digits'],
  ['appProtection', 'set minimum PIN length to 3 for Outlook', 'PIN length', '4 to 16 digits'],
  ['appProtection', 'require minimum OS version banana on iOS', 'banana', 'a version such as 16.4'],
  ['appProtection', 'set offline grace period before wipe to 99999 days for Outlook', '99999 days', '365 days'],
  [
    'appProtection',
    'allow save copies to OneDrive and Floppy for Outlook',
    'Floppy',
    'OneDrive for Business, SharePoint',
  ],
  ['compliance', 'set machine risk score to purple for Windows', 'purple', `Clear, ${levels}`],
  ['compliance', 'set grace period of 9000 days for Windows', '9000 days', '0 to 8760 hours'],
  ['compliance', 'set grace period of 9000 hours in compliance policy "Windows baseline"', 'Grace', '0 to 8760 hours'],
  ['connector', 'set days until partner is unresponsive to 500', 'Days until', '1 to 90 days'],
  ['defenderAppConfiguration', 'set web protection to purple in the Defender app on Android', 'purple', 'On or Off'],
  ['supervisedMode', 'set supervised mode to purple', 'purple', 'On or Off'],
  ['endpointDetection', 'create an EDR policy "X" with sample sharing purple', 'purple', 'On or Off'],
  ['antivirus', 'set cloud block level to extreme', 'extreme', 'Default, High, High plus or Zero tolerance'],
  ['antivirus', 'set cloud extended timeout to 500 seconds', 'Cloud extended timeout', '0 to 50 seconds'],
  ['antivirus', 'set quick scan time to 25:00', '25:00', '00:00 to 23:00'],
  ['antivirus', 'set tamper protection to purple', 'purple', 'On or Off'],
  ['firewall', 'set the firewall public profile to purple', 'purple', 'On or Off'],
  ['conditionalAccess', 'require a compliant device for SAP', 'SAP', 'Exchange Online, SharePoint Online, Office 365'],
  ['conditionalAccess', 'require compliant device for Salesforce and Exchange', 'Salesforce', 'Exchange Online'],
  ['conditionalAccess', 'create a CA policy "X" that requires a compliant device for SAP for Sales', 'SAP', 'Exchange'],
  ['conditionalAccess', 'set conditional access policy "Phones" to purple', 'purple', 'On, Off or Report-only'],
];

describe('a value that does not exist', () => {
  test.each(table)('of %s: %s', async (_family, sentence, wrong, allowed) => {
    const [answer, ...more] = await world.say('ana', sentence);

    expect(more).toEqual([]);
    expect(answer?.text).toContain(wrong);
    expect(answer?.text).toContain(allowed);
    expect(await world.store.changes.list({ limit: 1 })).toEqual([]);
    expect(world.sandbox.writes).toEqual([]);
  });

  test('is tried of every family', () => {
    expect(new Set(table.map(([family]) => family))).toEqual(new Set(families.keys()));
  });
});

describe('a group that does not exist', () => {
  test('is answered with those there are', async () => {
    const [answer] = await world.say('ana', 'assign "iOS Office baseline" to Nobodies');

    expect(answer?.text).toMatch(/no group called «Nobodies».*«All Staff».*«Sales»/);
  });

  test('is answered with those whose names are near, as buttons', async () => {
    const [answer] = await world.say('ana', 'assign "iOS Office baseline" to Pilots');

    expect(answer?.text).toMatch(/no group called «Pilots».*Pilot.*\(choose 1\)/s);
  });
});
