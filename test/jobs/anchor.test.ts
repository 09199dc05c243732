import { verifyExport, everyRecord, jsonLines } from '../../src/store/audit-export';
import { aWorld, channel, type World } from '../support/world';

const day = 24 * 60 * 60_000;

let world: World;
afterEach(() => world.close());

describe('the daily head of the audit', () => {
  test('goes to the audit channel each day, also when nothing happened since', async () => {
    world = await aWorld({ rules: { auditChannel: channel.id } });
    await world.say('ana', 'who changed "iOS Office baseline"?');
    await world.another().settle();

    await world.later(day);
    await world.later(day);
    await world.later(day - 1);

    expect(heads()).toHaveLength(2);
    expect(heads()[1]?.sequence).toBeGreaterThan(heads()[0]?.sequence ?? 0);
  });

  test('is what an export is held against', async () => {
    world = await aWorld({ rules: { auditChannel: channel.id } });
    await world.say('ana', 'help');
    await world.say('ana', 'blorp');
    await world.later(day);

    const text = await exported();

    expect(heads()).toHaveLength(1);
    expect(verifyExport(text, { key: 'test key', heads: heads() })).toMatchObject({ ok: true });
  });

  test('stays away where no audit channel is named', async () => {
    world = await aWorld();
    await world.say('ana', 'blorp');

    await world.later(day);

    expect(heads()).toEqual([]);
  });
});

function heads() {
  const texts = world.shown
    .filter(({ conversation }) => conversation === channel.id)
    .map(({ message }) => message.text);
  return texts.flatMap((text) => {
    const [, sequence, hash = ''] = /Head of today: (\d+):([0-9a-f]{64})/.exec(text) ?? [];
    return sequence === undefined ? [] : [{ sequence: Number(sequence), hash }];
  });
}

async function exported(): Promise<string> {
  let text = '';
  for await (const line of jsonLines(everyRecord(world.store.audit), 'test key')) text += line;
  return text;
}
