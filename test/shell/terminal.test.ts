import type { Person } from '../../src/core/change';
import type { Shown } from '../../src/shell/screen';
import { readLine, startTerminal } from '../../src/shell/terminal';

const ana: Person = { objectId: 'a', name: 'Ana Ruiz', teamsId: '29:ana' };

const omar: Person = { objectId: 'o', name: 'Omar Haddad', teamsId: '29:omar' };

describe('readLine', () => {
  test.each([
    ['as omar', { kind: 'nothing', who: omar }],
    ['As Omar Haddad', { kind: 'nothing', who: omar }],
    ['as Ada', { kind: 'nobody', who: ana, name: 'Ada' }],
    ['omar> approve 1', { kind: 'text', who: omar, text: 'approve 1' }],
    ['omar> (approve) "agreed"', { kind: 'press', who: omar, button: 'approve', reason: 'agreed' }],
    ['list policies', { kind: 'text', who: ana, text: 'list policies' }],
  ])('«%s»', (line, said) => {
    expect(readLine(line, ana, [ana, omar])).toEqual(said);
  });
});

describe('the terminal', () => {
  test('shows what is posted, and whom it is for', () => {
    const screen = terminal();

    screen.show({ activityId: 'm1', message: card('Needs 1 approval', 'High → Medium'), mentions: ['Omar Haddad'] });

    expect(screen.written()).toBe('@Omar Haddad [plan] #1\nNeeds 1 approval\nHigh → Medium\n');
  });

  test('says of what is posted elsewhere that it is', () => {
    const screen = terminal();

    screen.show({ conversation: '19:it', activityId: 'm1', message: card('Firing', '3 devices') });

    expect(screen.written()).toBe('In the channel: [plan] #1\nFiring\n3 devices\n');
  });

  test('shows the newest card whole when it is redrawn, and once', () => {
    const screen = terminal();
    screen.show({ activityId: 'm1', message: card('Needs 1 approval', 'counting') });
    screen.written();

    screen.show({ activityId: 'm1', message: card('Needs 1 approval', '300 people'), how: 'updated' });
    screen.show({ activityId: 'm1', message: card('Needs 1 approval', '300 people'), how: 'updated' });

    expect(screen.written()).toBe('[plan] #1\nNeeds 1 approval\n300 people\n');
  });

  test('tells of a card further up only how it stands now, and nothing when that is as it was', () => {
    const screen = terminal();
    screen.show({ activityId: 'm1', message: card('Needs 1 approval', 'alone') });
    screen.show({ activityId: 'm2', message: card('Needs 2 approvals', 'another') });
    screen.written();

    screen.show({ activityId: 'm1', message: card('Needs 1 approval', '#2 also changes it'), how: 'updated' });
    screen.show({ activityId: 'm1', message: card('Expired', '#2 also changes it'), how: 'updated' });

    expect(screen.written()).toBe('↻ [plan] #1 · Expired\n');
  });
});

function terminal() {
  let text = '';
  const real = startTerminal([ana], 'tenant', (more) => (text += more));
  return {
    show(shown: Pick<Shown, 'activityId' | 'message'> & Partial<Shown>) {
      real.show({ conversation: 'terminal', how: 'posted', mentions: [], ...shown });
    },
    /** What was written since it was last asked. */
    written() {
      const since = text;
      text = '';
      return since;
    },
  };
}

function card(status: string, line: string): Shown['message'] {
  return { text: `[plan] #1\n${status}\n${line}`, summary: status };
}
