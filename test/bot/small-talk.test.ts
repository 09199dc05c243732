import { smallTalk } from '../../src/bot/small-talk';

describe('smallTalk', () => {
  test.each([
    'hi',
    'Hello',
    'hey there',
    'Good morning, team.',
    'hallo',
    'guten Tag',
    'hello 👋',
    'hi warden :)',
    'morning',
    'happy Monday!',
  ])('hears a greeting in «%s»', (text) => {
    expect(smallTalk(text)).toBe('greeting');
  });

  test.each(['thanks', 'Thank you very much.', 'ok, thanks a lot', 'danke', 'great, thx'])(
    'hears thanks in «%s»',
    (text) => {
      expect(smallTalk(text)).toBe('thanks');
    },
  );

  test.each(['who am I?', 'what may I do', 'What am I allowed to do here?', 'what are my roles?', 'am I an approver?'])(
    'hears a question about the speaker in «%s»',
    (text) => {
      expect(smallTalk(text)).toBe('who am I');
    },
  );

  test.each([
    '',
    'who am I to judge',
    'what may I do for Outlook',
    'hi, block screenshots',
    'hide',
    'thanks, now delete "Travel"',
    'hello world policy',
    'ok',
    'history',
  ])('hears neither in «%s»', (text) => {
    expect(smallTalk(text)).toBeUndefined();
  });
});
