import { howToIn, isAboutApproval } from '../../src/bot/how-to';
import { whoMayIn } from '../../src/bot/who-may';

describe('whoMayIn', () => {
  test.each([
    ['who can approve?', { roles: ['approver'] }],
    ['who may approve changes', { roles: ['approver'] }],
    ['who decides on changes?', { roles: ['approver'] }],
    ['who do I ask for approval?', { roles: ['approver'] }],
    ['whose approval do I need?', { roles: ['approver'] }],
    ['and which people are allowed to reject?', { roles: ['approver'] }],
    ['who are the approvers?', { roles: ['approver'] }],
    ['list the approvers', { roles: ['approver'] }],
    ['who can approve change 12?', { roles: ['approver'], change: 12 }],
    ['who must approve #12', { roles: ['approver'], change: 12 }],
    ['who has to approve this?', { roles: ['approver'], change: 'last' }],
    ['who approves my change?', { roles: ['approver'], change: 'last' }],
    ['who may delete policies?', { roles: ['requestor', 'approver'] }],
    ['who can ask for changes?', { roles: ['requestor'] }],
    ['who is allowed to silence alerts?', { roles: ['requestor', 'approver'] }],
    ['who may subscribe a channel?', { roles: ['owner'] }],
    ['who can add an approver?', { roles: ['owner'] }],
    ['who is the owner?', { roles: ['owner'] }],
    ['who can use this bot?', { roles: ['reader'] }],
  ])('«%s»', (text, asked) => {
    expect(whoMayIn(text)).toEqual(asked);
  });

  test.each([
    'who approved it?',
    'who approved change 12?',
    'who changed policy "Kiosk"?',
    'who is in Sales?',
    'who is noncompliant?',
    'can Omar approve?',
    'approve 12',
    'what changes need approval?',
    'who can open links in Edge?',
    'list the groups',
  ])('«%s» asks something else', (text) => {
    expect(whoMayIn(text)).toBeUndefined();
  });
});

describe('howToIn', () => {
  test.each([
    ['how do I block screenshots?', 'block screenshots'],
    ['How can we require a PIN for Outlook', 'require a PIN for Outlook'],
    ['how to create a policy', 'create a policy'],
    ['can you tell me how to approve a change?', 'approve a change'],
    ['what do I say to undo a change?', 'undo a change'],
    ['is there a way to see noncompliant devices?', 'see noncompliant devices'],
    ['hi, how do people install Defender?', 'install Defender'],
  ])('«%s»', (text, deed) => {
    expect(howToIn(text)).toBe(deed);
  });

  test.each(['how many devices are noncompliant?', 'how is policy "X" doing?', 'how are you', 'block screenshots'])(
    '«%s» asks something else',
    (text) => {
      expect(howToIn(text)).toBeUndefined();
    },
  );

  test.each(['how does approval work?', 'how do approvals work', 'how is a change approved?'])(
    '«%s» is about approval',
    (text) => {
      expect(isAboutApproval(text)).toBe(true);
    },
  );
});
