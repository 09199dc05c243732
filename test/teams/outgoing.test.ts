import { activityOf, escapeMarkdown } from '../../src/teams/outgoing';

const card = { type: 'AdaptiveCard', version: '1.5', body: [] };

describe('activityOf', () => {
  test('sends words as escaped markdown', () => {
    expect(activityOf({ text: 'Policy *R_D*', summary: 'Policy' })).toEqual({
      type: 'message',
      summary: 'Policy',
      textFormat: 'markdown',
      text: 'Policy \\*R\\_D\\*',
    });
  });

  test('sends a card with its words inside, not beside it', () => {
    expect(activityOf({ text: 'Outlook: Low → Medium', summary: 'Change 12', card })).toEqual({
      type: 'message',
      summary: 'Change 12',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: { ...card, fallbackText: 'Outlook: Low → Medium' },
        },
      ],
    });
  });

  test('keeps a fallback that the card brings', () => {
    const [attachment] =
      activityOf({ text: 'long', summary: '', card: { ...card, fallbackText: 'short' } }).attachments ?? [];

    expect(attachment?.content).toMatchObject({ fallbackText: 'short' });
  });

  test('mentions people where their names stand', () => {
    const activity = activityOf({
      text: 'Omar Haddad and Priya Nair may approve.',
      summary: '',
      mentions: [{ teamsId: '29:omar', name: 'Omar Haddad' }],
    });

    expect(activity.text).toBe('<at>Omar Haddad</at> and Priya Nair may approve.');
    expect(activity.entities).toEqual([
      { type: 'mention', text: '<at>Omar Haddad</at>', mentioned: { id: '29:omar', name: 'Omar Haddad' } },
    ]);
  });

  test('mentions at the beginning who is not named, and beside a card', () => {
    const mentions = [{ teamsId: '29:omar', name: 'Omar' }];

    expect(activityOf({ text: 'Please decide.', summary: '', mentions }).text).toBe('<at>Omar</at>: Please decide.');
    expect(activityOf({ text: 'Card in words', summary: '', card, mentions }).text).toBe('<at>Omar</at>');
  });

  test('calls several by name', () => {
    const mentions = ['Omar', 'Priya'].map((name) => ({ teamsId: `29:${name}`, name }));

    expect(activityOf({ text: 'Change 1 waits.', summary: '', mentions }).text).toBe(
      '<at>Omar</at>, <at>Priya</at>: Change 1 waits.',
    );
  });

  test('does not let a name close its own mention', () => {
    const activity = activityOf({
      text: 'x',
      summary: '',
      mentions: [{ teamsId: '29:eve', name: 'Eve</at><at>Omar' }],
    });

    expect(activity.text).toBe('<at>Eve/atatOmar</at>: x');
  });
});

describe('escapeMarkdown', () => {
  test.each([
    ['a sentence stays', 'Needs 1 approval by 5 Mar 09:00 UTC (72 h).', 'Needs 1 approval by 5 Mar 09:00 UTC (72 h).'],
    ['emphasis', '**bold** _it_ ~~no~~', '\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~'],
    ['code', '`rm`', '\\`rm\\`'],
    ['links', '[click](http://evil)', '\\[click\\](http://evil)'],
    ['HTML', '<b>x</b> <at>Omar</at>', '&lt;b>x&lt;/b> &lt;at>Omar&lt;/at>'],
    ['entities', '&lt;b&gt; R&D', '&amp;lt;b&amp;gt; R&D'],
    ['headings and lists at the start of a line', '# a\n- b\n> c', '\\# a\n\n\\- b\n\n\\> c'],
    ['numbered lists', '1. first', '1\u2060. first'],
    ['a number that begins a sentence', '212 devices', '212 devices'],
    ['line ends', 'a\r\nb', 'a\n\nb'],
  ])('%s', (_, typed, expected) => {
    expect(escapeMarkdown(typed)).toBe(expected);
  });
});
