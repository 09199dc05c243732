import { answered, settingEndings } from '../../src/language/answers';
import { families } from '../../src/families';
import { reader } from './support';

function endingsOf(text: string): readonly string[] {
  const parsed = reader.parse(text);
  return parsed.question?.open
    ? settingEndings(reader, families, parsed, parsed.question.open).map((one) => one.label)
    : [];
}

describe('answered', () => {
  test.each([
    [
      'set max threat level for Outlook',
      'medium',
      { settings: { maximumAllowedDeviceThreatLevel: 'medium' }, apps: ['outlook'] },
    ],
    ['set the minimum PIN length for Word', '6', { settings: { minimumPinLength: 6 }, apps: ['word'] }],
    [
      'turn on the Android connector',
      'app protection',
      { settings: { androidMobileApplicationManagementEnabled: true } },
    ],
    ['turn on the Android connector', 'for compliance', { settings: { androidEnabled: true } }],
    ['delete the policy', 'BYOD iOS', { kind: 'delete', policy: 'BYOD iOS' }],
    ['assign the policy to Sales', '"BYOD iOS"', { kind: 'assign', policy: 'BYOD iOS', groups: ['Sales'] }],
    ['assign "BYOD iOS"', 'Sales', { kind: 'assign', policy: 'BYOD iOS', groups: ['Sales'] }],
    ['silence LAPTOP-7', '2 hours', { kind: 'silence', device: 'LAPTOP-7', for: 'PT2H' }],
    ['undo change', '12', { kind: 'revert', change: 12 }],
    ['create a policy named "X"', 'antivirus', { kind: 'create', family: 'antivirus', name: 'X' }],
  ])('«%s», answered with «%s»', (text, answer, expected) => {
    const whole = answered(reader, reader.parse(text), answer);

    expect(whole?.question).toBeNull();
    expect(whole?.requests).toHaveLength(1);
    expect(whole?.requests[0]).toMatchObject(expected);
  });

  test.each([
    ['set max threat level for Outlook', 'banana'],
    ['set max threat level for Outlook', 'medium but only on Tuesdays'],
    ['set max threat level for Outlook', 'delete "Travel"'],
    ['turn on the Android connector', 'Outlook'],
    ['silence LAPTOP-7', 'medium'],
    ['set max threat level low for Outlook', 'medium'],
  ])('«%s» is not answered by «%s»', (text, answer) => {
    expect(answered(reader, reader.parse(text), answer)).toBeUndefined();
  });

  test('an answer may leave the next thing to be asked', () => {
    const after = answered(reader, reader.parse('turn on the connector'), 'Android');

    expect(after?.question).toMatchObject({ open: { axis: 'purpose' } });
  });

  test('what was said for another target stays as it was', () => {
    const whole = answered(reader, reader.parse('turn off tamper protection and set the cloud block level'), 'high');

    expect(whole?.requests).toEqual([
      { kind: 'set', family: 'antivirus', settings: { tamperProtection: false, cloudBlockLevel: 'high' } },
    ]);
  });
});

describe('settingEndings', () => {
  test.each([
    ['set max threat level for Outlook', ['Secured', 'Low', 'Medium', 'High', 'Not configured']],
    ['set Face ID for Outlook', ['Blocked', 'Allowed']],
    ['turn on the Android connector', ['Compliance', 'App protection', 'Compliance and app protection']],
    ['turn on the connector', ['Android', 'iOS', 'Windows', 'macOS']],
    ['set the minimum PIN length for Outlook', []],
  ])('«%s»', (text, labels) => {
    expect(endingsOf(text)).toEqual(labels);
  });
});
