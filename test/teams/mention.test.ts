import { textOf } from '../../src/teams/mention';

const recipient = { id: '28:warden', name: 'Warden', aadObjectId: undefined };
const own = (text = '<at>Warden</at>') => ({ type: 'mention', mentioned: { id: '28:warden', name: 'Warden' }, text });
const ana = { type: 'mention', mentioned: { id: '29:ana', name: 'Ana Ruiz' }, text: '<at>Ana Ruiz</at>' };

describe('textOf', () => {
  const table: readonly (readonly [string, string | undefined, readonly unknown[] | undefined, string])[] = [
    ['leaves a plain sentence alone', 'list policies', undefined, 'list policies'],
    ['takes the mention out', '<at>Warden</at> list policies', [own()], 'list policies'],
    [
      'takes every mention of the bot out',
      '<at>Warden</at> list <at>Warden</at> policies',
      [own(), own()],
      'list policies',
    ],
    ['takes a repeated mention out that is listed once', '<at>Warden</at><at>Warden</at> help', [own()], 'help'],
    ['takes a mention out that carries an id', '<at id="0">Warden</at> help', [own()], 'help'],
    ['makes a hard space a space', '<at>Warden</at>&nbsp;list\u00a0policies', [own()], 'list policies'],
    [
      'keeps another person as a name',
      '<at>Warden</at> devices of <at>Ana Ruiz</at>',
      [own(), ana],
      'devices of Ana Ruiz',
    ],
    ['keeps a group that is called like the bot, when it is no mention', 'assign to Warden', [], 'assign to Warden'],
    ['keeps a mention of a stranger called like the bot', '<at>Warden</at> help', [], 'Warden help'],
    ['takes out the HTML that Teams writes', '<p>list <b>policies</b></p>', undefined, 'list policies'],
    ['keeps lines apart', 'list policies<br>list changes', undefined, 'list policies\nlist changes'],
    ['undoes entities once', 'policy &quot;R&amp;amp;D&quot; &lt;Pilot&gt;', undefined, 'policy "R&amp;D" <Pilot>'],
    [
      'keeps comparisons and angle brackets that are no HTML',
      'older < 2 days and <Pilot>',
      undefined,
      'older < 2 days and <Pilot>',
    ],
    ['is empty for a mention alone', '<at>Warden</at> ', [own()], ''],
    ['is empty for no text', undefined, [own()], ''],
    ['bears entities of any shape', 'help', [null, 7, { type: 'mention' }, { type: 'clientInfo' }], 'help'],
    ['bears a mention without text', 'help', [{ type: 'mention', mentioned: { id: '28:warden' } }], 'help'],
    ['does not read the mention as a pattern', 'help (a+)+', [own('(a+)+')], 'help'],
  ];
  test.each(table)('%s', (_, text, entities, expected) => {
    expect(textOf({ text, entities, recipient })).toBe(expected);
  });

  test('reads a hundred kilobytes of brackets quickly', () => {
    const started = performance.now();

    textOf({ text: '<at '.repeat(25_000), entities: [own()], recipient });
    textOf({ text: '<at>'.repeat(25_000), entities: [own()], recipient });

    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
