import type { Request } from '../../../src/core/request';
import { ask, reader } from '../support';

describe('acts on policies', () => {
  test.each<[string, Partial<Request>]>([
    ['assign "BYOD iOS" to the Sales group', { kind: 'assign', policy: 'BYOD iOS', groups: ['Sales'] }],
    [
      'assign policy BYOD iOS to Sales, Marketing and the HR group',
      { kind: 'assign', policy: 'BYOD iOS', groups: ['HR', 'Marketing', 'Sales'] },
    ],
    [
      'the HR group should get "X", exclude Contractors',
      { kind: 'assign', policy: 'X', groups: ['HR'], excludeGroups: ['Contractors'] },
    ],
    [
      'assign "X" to all users except Contractors',
      { kind: 'assign', policy: 'X', groups: ['all users'], excludeGroups: ['Contractors'] },
    ],
    ['assign "X" to Sales for two weeks', { kind: 'assign', policy: 'X', groups: ['Sales'], for: 'P14D' }],
    [
      'add the Sales group to the compliance policy "X"',
      { kind: 'assign', policy: 'X', groups: ['Sales'], family: 'compliance' },
    ],
    ['assign "X"', { kind: 'assign', policy: 'X' }],
    ['unassign Pilot from "X"', { kind: 'unassign', policy: 'X', groups: ['Pilot'] }],
    ['unassign "X" from "Sales"', { kind: 'unassign', policy: 'X', groups: ['Sales'] }],
    ['unassign "X" from Sales', { kind: 'unassign', policy: 'X', groups: ['Sales'] }],
    [
      'take the Sales group off "X" until Monday',
      { kind: 'unassign', policy: 'X', groups: ['Sales'], until: 'Monday' },
    ],
    ['"X" should no longer apply to the Sales group', { kind: 'unassign', policy: 'X', groups: ['Sales'] }],
    [
      'add Loop and To Do to policy "X" on iOS',
      { kind: 'addApps', policy: 'X', apps: ['loop', 'todo'], platforms: ['ios'] },
    ],
    ['policy "X" should also cover Planner', { kind: 'addApps', policy: 'X', apps: ['planner'] }],
    ['take Yammer and Stream out of "X"', { kind: 'removeApps', policy: 'X', apps: ['stream', 'vivaEngage'] }],
    ['policy "X" should no longer cover Copilot', { kind: 'removeApps', policy: 'X', apps: ['copilot'] }],
    ['get rid of the firewall policy "X"', { kind: 'delete', policy: 'X', family: 'firewall' }],
    ['delete policy "A" - no, hold on, "B"', { kind: 'delete', policy: 'B' }],
  ])('%s', (text, expected) => {
    expect(ask(text)).toEqual([expected]);
  });

  test('several policies in one list are several requests', () => {
    expect(ask('assign policies "A" and "B" to Sales')).toEqual([
      { kind: 'assign', policy: 'A', groups: ['Sales'] },
      { kind: 'assign', policy: 'B', groups: ['Sales'] },
    ]);
  });

  test.each([
    'assign "A" to Sales and "B" to HR',
    'remove Teams from "P1" and Word from "P2"',
    'assign Zoom to the Sales group',
    'remove Zoom from policy "X"',
    'delete LAPTOP-0231',
  ])('refuses «%s»', (text) => {
    expect(ask(text)).toEqual([]);
  });

  test.each([
    ['assign policy X1 to Sales; unassign policy X2 from Sales', ['assign', 'unassign']],
    ['delete policy "A" and create a compliance policy "B" for iOS', ['delete', 'create']],
    ['undo the last change and approve 143', ['revert', 'approve']],
    ['sync DESKTOP-42 and then show device DESKTOP-42', ['syncDevice', 'showDevice']],
  ])('reads «%s» as two', (text, kinds) => {
    expect(ask(text).map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe('operations', () => {
  test.each<[string, Partial<Request>]>([
    ['revert change 142', { kind: 'revert', change: 142 }],
    ['roll back #97', { kind: 'revert', change: 97 }],
    ['undo the last change', { kind: 'revert', change: 'last' }],
    ['sync DESKTOP-42', { kind: 'syncDevice', device: 'DESKTOP-42' }],
    ['ask device PIXEL-7-ANNA to check in', { kind: 'syncDevice', device: 'PIXEL-7-ANNA' }],
    [
      'wipe company data for a@contoso.com on IPHONE-A',
      { kind: 'wipeAppData', users: ['a@contoso.com'], device: 'IPHONE-A' },
    ],
    [
      'wipe the Outlook data of user Lynne Robbins',
      { kind: 'wipeAppData', users: ['Lynne Robbins'], apps: ['outlook'] },
    ],
    ['wipe only Outlook data for Selma Olsen', { kind: 'wipeAppData', users: ['Selma Olsen'], apps: ['outlook'] }],
    [
      'create a group "G" for Defender managed devices',
      { kind: 'createGroup', group: 'G', membership: 'defenderManaged' },
    ],
    [
      'create group "G" with DESKTOP-1 and DESKTOP-2',
      { kind: 'createGroup', group: 'G', membership: 'devices', devices: ['DESKTOP-1', 'DESKTOP-2'] },
    ],
  ])('%s', (text, expected) => {
    expect(ask(text)).toEqual([expected]);
  });

  test.each([
    ['undo that', 'change'],
    ['wipe the app data', 'users'],
    ['create a group "G"', 'membership'],
    ['sync the device', 'device'],
    ['create a policy named "X"', 'family'],
    ['assign "X"', 'groups'],
  ])('«%s» asks for the %s', (text, about) => {
    expect(reader.parse(text).question?.about).toBe(about);
  });

  test('what destroys is never assumed of many', () => {
    expect(ask('wipe company data for everyone')).toEqual([]);
    expect(ask('delete all policies')).toEqual([]);
  });
});

describe('decisions', () => {
  test.each([
    ['approve 142', { kind: 'approve', change: 142 }],
    ['approve it', { kind: 'approve' }],
    ['approve 142, looks good', { kind: 'approve', change: 142, justification: 'looks good' }],
    ['reject #145 - wrong group', { kind: 'reject', change: 145, justification: 'wrong group' }],
    ['reject change 144 because it hits everyone.', { kind: 'reject', change: 144, justification: 'it hits everyone' }],
    ['cancel change 146, thanks', { kind: 'cancel', change: 146 }],
    ['approve 141, sorry, 142', { kind: 'approve', change: 142 }],
    ['approve the last change', { kind: 'approve', change: 'last' }],
  ])('%s', (text, expected) => {
    expect(ask(text)).toEqual([expected]);
  });

  test('a reason ends where the next decision begins', () => {
    expect(ask('approve #160, looks good. Reject #161, no ticket')).toEqual([
      { kind: 'approve', change: 160, justification: 'looks good' },
      { kind: 'reject', change: 161, justification: 'no ticket' },
    ]);
  });

  test.each(['approve my vacation from 3 to 7 June', 'cancel my 3pm meeting', 'approve the app registration'])(
    '«%s» is none',
    (text) => {
      expect(ask(text)).toEqual([]);
    },
  );
});

describe('alerts and guides', () => {
  test.each([
    ['post high-risk Android devices here', { kind: 'subscribe', threat: 'high', platforms: ['android'] }],
    [
      'let us know here when a device in the VIP group is at low risk or above',
      { kind: 'subscribe', threat: 'low', groups: ['VIP'] },
    ],
    ['subscribe this channel to alerts about members of Sales', { kind: 'subscribe', groups: ['Sales'] }],
    ['subscribe to alerts here, one card per policy', { kind: 'subscribe', groupBy: 'policy' }],
    ['post noncompliant devices here, grouped by platform', { kind: 'subscribe', groupBy: 'platform' }],
    [
      'subscribe to alerts for the Windows baseline policy, a card for each policy',
      { kind: 'subscribe', policies: ['Windows baseline'], groupBy: 'policy' },
    ],
    ['stop posting alerts here', { kind: 'unsubscribe' }],
    ['silence PIXEL-7-ANNA for 2 hours', { kind: 'silence', device: 'PIXEL-7-ANNA', for: 'PT2H' }],
    ['mute alerts for iOS until Friday 18:00', { kind: 'silence', platforms: ['ios'], until: 'Friday 18:00' }],
    [
      'silence policy "X" for a day because it is known',
      { kind: 'silence', policy: 'X', for: 'P1D', justification: 'it is known' },
    ],
    ['lift silence 3', { kind: 'unsilence', silence: 3 }],
    ['unmute alerts for Android', { kind: 'unsilence', platforms: ['android'] }],
    ['send @Alex Wilber the guide for Android', { kind: 'sendGuide', platforms: ['android'], users: ['Alex Wilber'] }],
    ['send the iPhone steps to the Sales group', { kind: 'sendGuide', platforms: ['ios'], groups: ['Sales'] }],
  ])('%s', (text, expected) => {
    expect(ask(text)).toEqual([expected]);
  });
});

describe('what if', () => {
  test.each([
    'what if I delete policy "X"?',
    'what would happen if we delete policy "X"?',
    'dry run: delete policy "X"',
    'preview deleting policy "X"',
  ])('%s', (text) => {
    expect(ask(text)).toEqual([{ kind: 'whatIf', requests: [{ kind: 'delete', policy: 'X' }] }]);
  });

  test.each(['what if it rains?', 'what if I list the policies?'])('«%s» is none', (text) => {
    expect(ask(text)).toEqual([]);
  });
});

describe('help', () => {
  test.each([
    ['help', undefined],
    ['what can you do?', undefined],
    ['help me please', undefined],
    ['help with silences', 'silences'],
    ['I need help with conditional access', 'conditional access'],
  ])('%s', (text, topic) => {
    expect(ask(text)).toEqual([{ kind: 'help', ...(topic === undefined ? {} : { topic }) }]);
  });
});

describe('a reason', () => {
  test.each([
    ['because', 'block printing for Word because legal asked', 'legal asked'],
    ['reason:', 'block printing for Word, reason: INC-48213', 'INC-48213'],
    ['said first', 'Because legal asked, block printing for Word', 'legal asked'],
    ['with politeness behind it', 'block printing for Word because legal asked, thanks', 'legal asked'],
  ])('%s', (_how, text, justification) => {
    expect(ask(text)).toMatchObject([{ settings: { printBlocked: true }, justification }]);
  });

  test('belongs to the request it follows', () => {
    expect(ask('block save as for Word because legal asked, and require a PIN for Teams')).toMatchObject([
      { settings: { saveAsBlocked: true }, justification: 'legal asked' },
      { settings: { pinRequired: true }, apps: ['teams'] },
    ]);
  });
});
