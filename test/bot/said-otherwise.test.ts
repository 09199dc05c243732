import { notDoneHere } from '../../src/bot/not-here';
import { saidOtherwise } from '../../src/bot/said-otherwise';
import { ask } from '../language/support';

describe('saidOtherwise', () => {
  test.each([
    ['what should I approve?', 'listChanges'],
    ['what do I have to decide on today', 'listChanges'],
    ['what did I ask for so far?', 'listChanges'],
    ['anything new?', 'listAlerts'],
    ["what's going on", 'listAlerts'],
    ['any news today?', 'listAlerts'],
  ])('«%s»', (text, kind) => {
    expect(ask(saidOtherwise(text) ?? '')).toMatchObject([{ kind }]);
  });

  test.each(['what should I set for Outlook?', 'what did Ana ask for?', 'new policy', 'anything'])(
    '«%s» is no idiom',
    (text) => {
      expect(saidOtherwise(text)).toBeUndefined();
    },
  );
});

describe('notDoneHere', () => {
  test.each([
    ['approve all pending changes', /one by one/],
    ['sync all noncompliant devices', /one at a time/],
    ['delete all policies', /by their names/],
    ['rename it to Kiosks', /keep their names/],
    ['export the audit log', /audit -- export/],
    ['is the audit tamper-proof?', /audit -- verify/],
    ['give me admin rights', /by an owner/],
  ])('«%s»', (text, says) => {
    expect(notDoneHere(text)).toMatch(says);
  });
});
