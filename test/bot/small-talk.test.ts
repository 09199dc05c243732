import { smallTalk } from '../../src/bot/small-talk';

describe('smallTalk', () => {
  test.each(['hi', 'Hello', 'hey there', 'Good morning, team.', 'hallo', 'guten Tag', 'hello 👋', 'hi warden :)'])(
    'hears a greeting in «%s»',
    (text) => {
      expect(smallTalk(text)).toBe('greeting');
    },
  );

  test.each(['thanks', 'Thank you very much.', 'ok, thanks a lot', 'danke', 'great, thx'])(
    'hears thanks in «%s»',
    (text) => {
      expect(smallTalk(text)).toBe('thanks');
    },
  );

  test.each([
    '',
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
