import { findNames, looksLikeDevice } from '../../../src/language/line/names';
import { lineFor } from '../support';

function names(text: string): readonly string[] {
  return [...findNames(lineFor(text)).values()].map(({ text: name, mark }) => (mark ? `${mark} ${name}` : name));
}

describe('findNames', () => {
  test.each([
    ['policy "BYOD iOS"', ['policy BYOD iOS']],
    ['the "BYOD Android" MAM policy', ['policy BYOD Android']],
    ['the "Ring 1 - Pilot" group', ['group Ring 1 - Pilot']],
    ['policy BYOD iOS to the Sales group', ['policy BYOD iOS', 'group Sales']],
    ['policy Corp Phones for 3 days', ['policy Corp Phones']],
    ['policy Windows baseline', ['policy Windows baseline']],
    ['policy byod ios to the sales group', ['policy byod ios', 'group sales']],
    ['POLICY BYOD IOS TO SALES', ['policy BYOD IOS']],
    ['the MAM-Baseline policy', ['policy MAM-Baseline']],
    ['in compliance policy Win-Prod', ['policy Win-Prod']],
    ['the All Windows group', ['group All Windows']],
    ['policy = MAM-Baseline', ['policy MAM-Baseline']],
    ['a policy named Travel for iOS', ['name Travel']],
    ['call it Win-Risk', ['name Win-Risk']],
    ['device DESKTOP-42', ['device DESKTOP-42']],
    ['silence PIXEL-7-ANNA for 2 hours', ['PIXEL-7-ANNA']],
    ['wipe data of @Megan Bowen from Outlook', ['user Megan Bowen']],
    ['user Lynne Robbins on IPHONE-LYNNE', ['user Lynne Robbins', 'IPHONE-LYNNE']],
    ['for leeg@contoso.com', ['user leeg@contoso.com']],
    ['assign to Kiosk iPads', ['Kiosk iPads']],
    ['to the WIN-CMP-001 Execs', ['WIN-CMP-001 Execs']],
  ])('%s', (text, found) => {
    expect(names(text)).toEqual(found);
  });

  test.each([
    'set CA policy to report-only',
    'post high-risk Android devices here',
    'a new iOS compliance policy',
    'the Outlook policy',
    'set a 6-digit PIN',
    'the security group',
    'Set Max Threat Level Medium For Outlook',
    'MAM policy Outlook Android',
  ])('finds none in «%s»', (text) => {
    expect(names(text)).toEqual([]);
  });

  test('takes a word too many for no part of a name', () => {
    expect(names('sync device frobnicate DESKTOP-42')).toEqual(['DESKTOP-42']);
  });
});

describe('looksLikeDevice', () => {
  test.each([
    ['LAPTOP-0231', true],
    ['PIXEL-7-ANNA', true],
    ['MAM-Baseline', false],
    ['Sales', false],
  ])('%s: %s', (text, looks) => {
    expect(looksLikeDevice(text)).toBe(looks);
  });
});
