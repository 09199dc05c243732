import { buttonsOf, textOf } from '../../src/views/text';
import { aView, drawer, samples } from './samples';

describe('textOf', () => {
  test('writes a card as a transcript shows it', () => {
    expect(textOf(samples['plan.needs-approval']?.().card ?? {})).toBe(
      [
        '[plan] Android Office baseline and iOS Office baseline · change #142 · 2 changes · tightens',
        'Needs 1 approval by 5 Mar 09:00 UTC',
        'Asked by Ana Ruiz, 2 Mar 09:00 UTC: “set max threat level Medium for Outlook, block access”',
        'Reason: “audit finding 7”',
        'Android Office baseline · Android',
        'Max allowed device threat level: High → Medium',
        'iOS Office baseline · iOS',
        'Max allowed device threat level: High → Medium',
        'Also covers Teams, Word and Excel',
        'All Staff: 300 people',
        'Among them: Omar Haddad (approver)',
        '3 enrolled devices report a higher threat level than Medium now and would lose access',
        '145 app registrations of unenrolled devices: threat level unknown',
        '⚠ «Max allowed device threat level» has no effect in «Android Office baseline» while «Android connected for app protection» in the Defender for Endpoint connector is Off.',
        '«Action when the threat level is exceeded» is already Block access.',
        '(approve) (reject) (cancel) (leave out Android) (leave out iOS)',
      ].join('\n'),
    );
  });

  test('puts a choice, its detail and its number on one line', () => {
    expect(samples['question.which']?.().text).toContain(
      '1. iOS Office baseline · App protection policy for iOS, assigned to All Staff\n2. iOS baseline\n(choose 1) (choose 2)',
    );
  });

  test('of a card without buttons ends with its last line', () => {
    expect(samples['status.table']?.().text).toBe(
      '[answer] Noncompliant devices\n2 of 250 devices are noncompliant.\nDevice · Person · Threat\nLAPTOP-7 · Ana Ruiz · High\nPHONE-19 · none · Medium',
    );
  });
});

test('buttonsOf gives each button with its verb and token, in the order of the card, without refresh and links', () => {
  const { card } = drawer.change(aView({}, { refresh: ['29:omar'] }));

  expect(buttonsOf(card ?? {})).toEqual([
    { label: 'approve', verb: 'approve', token: 't-approve' },
    { label: 'reject', verb: 'reject', token: 't-reject' },
    { label: 'cancel', verb: 'cancel', token: 't-cancel' },
    { label: 'leave out Android', verb: 'drop', token: 't-drop-p1' },
    { label: 'leave out iOS', verb: 'drop', token: 't-drop-p2' },
  ]);
});
