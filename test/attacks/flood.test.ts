import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aWorld, channel, incoming, personal, type World } from '../support/world';

let world: World;
afterEach(() => world.close());

test('1,000 proposals a minute by one person are refused with a sentence, and others are served', async () => {
  world = await aWorld();
  const ask = (who: 'ana' | 'sam', id: number) =>
    world.bot.handle(
      incoming(who, personal(who), `${who}${id}`, world.clock, {
        kind: 'text',
        text: 'set max threat level Medium for Outlook on iOS',
      }),
    );

  const answers = await Promise.all(Array.from({ length: 1000 }, (_, n) => ask('ana', n)));
  const other = await ask('sam', 1);
  world.clock.move(61_000);
  const later = await ask('ana', 1001);

  const refused = answers.filter(([reply]) => /very many changes within a minute/.test(reply?.text ?? ''));
  expect(refused).toHaveLength(970);
  const audited = (await world.store.audit.list({ limit: 5000 })).filter(({ facts }) => facts['code'] === 'too-many');
  expect(audited).toHaveLength(970);
  expect([...other, ...later].map(({ text }) => text).join()).not.toMatch(/very many/);
  expect(await world.store.changes.list({ limit: 100 })).toHaveLength(2);
  expect(world.logged.filter(({ level }) => level === 'error')).toEqual([]);
}, 90_000);

test('no token of Graph stands in the record of its calls, a log line, a card or the audit', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'warden-record-'));
  const record = join(folder, 'graph.jsonl');
  world = await aWorld({ record });
  await world.say('ana', 'set max threat level Medium for Outlook on iOS');
  world.sandbox.inject({ method: 'PATCH', path: /iosManagedAppProtections/, act: 'refuse', status: 401 });
  await world.press('omar', 'approve', { where: channel });

  const audit = await world.store.audit.list({ limit: 500 });
  const everything = `${readFileSync(record, 'utf8')}${JSON.stringify([world.logged, world.shown, audit])}`;
  rmSync(folder, { recursive: true });

  expect(everything).toContain('iosManagedAppProtections');
  expect(everything).not.toMatch(/eyJ[\w-]{10,}\.[\w-]{10,}|bearer /i);
});
