import { ask } from '../support';

function settingsOf(text: string): unknown {
  const [request, ...more] = ask(text);
  return request?.kind === 'set' && more.length === 0 ? request.settings : undefined;
}

describe('a setting with yes or no behind its label', () => {
  test.each([
    ['PIN required: yes', { pinRequired: true }],
    ['PIN required: no', { pinRequired: false }],
    ['PIN required = true', { pinRequired: true }],
    ['PIN required: on', { pinRequired: true }],
    ['Require PIN: no', { pinRequired: false }],
    ['set PIN required to yes', { pinRequired: true }],
    ['Block screenshots: yes', { screenCaptureBlocked: true }],
    ['Block screenshots: no', { screenCaptureBlocked: false }],
    ['block screenshots = on', { screenCaptureBlocked: true }],
    ['screenshots allowed: no', { screenCaptureBlocked: true }],
    ['screenshots not allowed: yes', { screenCaptureBlocked: true }],
    ['printing: no', { printBlocked: true }],
    ['printing: yes', { printBlocked: false }],
    ['set printing to false', { printBlocked: true }],
    ['Enable tamper protection: no', { tamperProtection: false }],
    ['Disable real-time protection: no', { realtimeMonitoring: true }],
    ['firewall: no', { 'domain.enabled': false, 'private.enabled': false, 'public.enabled': false }],
    ['PIN required: yes, screenshots blocked: no', { pinRequired: true, screenCaptureBlocked: false }],
  ])('«%s»', (text, settings) => {
    expect(settingsOf(text)).toEqual(settings);
  });

  test('keeps what it is for', () => {
    expect(ask('for Outlook on iOS: PIN required: yes')).toEqual([
      { kind: 'set', family: 'appProtection', settings: { pinRequired: true }, apps: ['outlook'], platforms: ['ios'] },
    ]);
  });

  test.each([
    ['approve 12: yes', 'yes'],
    ['approve 12 because printing: no', 'printing: no'],
  ])('is a reason behind a decision: «%s»', (text, justification) => {
    expect(ask(text)).toEqual([{ kind: 'approve', change: 12, justification }]);
  });

  test('is left alone in a name', () => {
    expect(ask('delete policy "Printing: no"')).toEqual([{ kind: 'delete', policy: 'Printing: no' }]);
  });

  test('asks for nothing in a question', () => {
    expect(ask('is the PIN required: yes or no?').map(({ kind }) => kind)).toEqual(['listPolicies']);
  });
});
