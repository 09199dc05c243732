import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aMessage, startUnderTest, tenantId, type TeamsUnderTest } from '../support/teams';
import { aWorld, channel, people, personal, type World } from '../support/world';

let world: World;
let under: TeamsUnderTest | undefined;
afterEach(async () => {
  await under?.close();
  under = undefined;
  await world.close();
});

test('1,000 proposals a minute by one person are refused with a sentence, and others are served', async () => {
  world = await aWorld();
  const door = await startUnderTest({ handle: (one) => world.bot.handle(one) });
  under = door;
  const sentence = 'set max threat level Medium for Outlook on iOS';
  const ask = (who: 'ana' | 'sam', id: number) => {
    const { objectId, name, teamsId } = people[who];
    const from = { id: teamsId, name, aadObjectId: objectId };
    const conversation = { id: personal(who).id, conversationType: 'personal', tenantId };
    return door.post(aMessage(door.connector.url, { id: `${who}${id}`, text: sentence, from, conversation }));
  };

  const statuses: number[] = [];
  // As many at a time as a script would have connections.
  for (let n = 0; n < 1000; n += 50)
    statuses.push(
      ...(await Promise.all(Array.from({ length: 50 }, (_, i) => ask('ana', n + i)))).map((one) => one.status),
    );
  await ask('sam', 1);
  world.clock.move(61_000);
  await ask('ana', 1001);
  await world.bot.settle();

  expect(new Set(statuses)).toEqual(new Set([200]));
  const said = door.connector.messages().filter(({ body }) => /very many changes/.test(JSON.stringify(body['text'])));
  expect(said).toHaveLength(970);
  const audited = (await world.store.audit.list({ limit: 5000 })).filter(({ facts }) => facts['code'] === 'too-many');
  expect(audited).toHaveLength(970);
  expect(audited.every(({ actor }) => actor.objectId === people.ana.objectId)).toBe(true);
  expect(await world.store.changes.list({ limit: 100 })).toHaveLength(2);
  expect([...world.logged, ...door.lines].filter(({ level }) => level === 'error')).toEqual([]);
}, 300_000);

test('no secret of Graph stands in the record of its calls, a log line, a card, the audit or the files of the store', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'warden-record-'));
  const record = join(folder, 'graph.jsonl');
  const file = join(folder, 'warden.db');
  world = await aWorld({ record, file });
  await world.say('ana', 'set max threat level Medium for Outlook on iOS');
  world.sandbox.inject({ method: 'PATCH', path: /iosManagedAppProtections/, act: 'refuse', status: 401 });
  await world.press('omar', 'approve', { where: channel });
  await world.say('ana', 'create an EDR policy called "EDR All"');
  await world.press('omar', 'approve', { where: channel });
  const secret = onboardingSecret(world);

  const audit = await world.store.audit.list({ limit: 500 });
  const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
  const everything = [...kept, JSON.stringify([world.logged, world.shown, audit])].join('\n');

  expect(everything).toContain('iosManagedAppProtections');
  expect(kept.join()).toContain('EDR All');
  expect(everything).not.toMatch(/eyJ[\w-]{10,}\.[\w-]{10,}|bearer /i);
  expect(secret.length).toBeGreaterThan(20);
  for (const one of [secret, 'test key']) expect(everything).not.toContain(one);
  rmSync(folder, { recursive: true });
});

/** What Graph gives in place of a policy's secret. */
function onboardingSecret({ sandbox }: World): string {
  return /"value":"([0-9a-f-]{36})"/.exec(JSON.stringify(sandbox.tenant.policy('EDR All')))?.[1] ?? '';
}
