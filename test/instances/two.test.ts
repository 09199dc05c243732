import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../src/ports';
import { startSandbox, type Sandbox } from '../../src/sandbox/server';
import { verifyAudit } from '../../src/store/audit-chain';
import { openStore } from '../../src/store/open';
import { startConnector, type FakeConnector } from '../support/connector';
import { findPostgres, startPostgres, type TestPostgres } from '../support/postgres';
import { auditKey, buildProgram, type Instance, type Program } from '../support/program';
import { peopleBefore, type People } from '../support/teams-people';

/** Two processes of the real program on one PostgreSQL, before one Teams and one tenant. */

const sentence = 'set max threat level Medium for Outlook on iOS';
const found = findPostgres();
if (found.kind === 'none') process.stderr.write(`Two instances are not tested: ${found.why}.\n`);
const some = found.kind === 'none' ? describe.skip : describe;

let postgres: TestPostgres;
let program: Program;
let sandbox: Sandbox;
let teams: FakeConnector;
let store: Store;
let one: Instance;
let two: Instance;
let people: People;

some('two instances behind one address', () => {
  beforeAll(async () => {
    if (found.kind === 'none') return;
    postgres = await startPostgres(found);
    program = buildProgram();
  }, 60_000);
  afterAll(async () => {
    program.close();
    await postgres.stop();
  });
  beforeEach(async () => {
    const url = await postgres.emptyDatabase();
    sandbox = await startSandbox({ seed: 1 });
    teams = await startConnector();
    const start = () => program.start({ graphUrl: sandbox.url, database: { url } });
    // Both find the database empty.
    [one, two] = await Promise.all([start(), start()]);
    store = await openStore({ kind: 'postgres', url }, { auditKey });
    let count = 0;
    people = peopleBefore(() => (++count % 2 ? one : two).url, teams);
  }, 60_000);
  afterEach(async () => {
    const records = await store.audit.after(0, 100_000);
    expect(verifyAudit(records, auditKey)).toMatchObject({ ok: true });
    await Promise.all([one.kill(), two.kill()]);
    await store.close();
    await Promise.all([teams.close(), sandbox.close()]);
  });

  test('are both ready', async () => {
    const answers = await Promise.all(
      [one, two].flatMap(({ url }) => [fetch(`${url}/healthz`), fetch(`${url}/readyz`)]),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  test('presses land on either, and one of them applies, once', async () => {
    await people.say('ana', sentence);

    const answers = await Promise.all(
      [1, 2, 3, 4].flatMap(() => [people.press('omar', 'approve'), people.press('priya', 'approve')]),
    );
    await until(async () => (await statusOf(1)) === 'applied');

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(patches()).toEqual([expect.stringMatching(/^PATCH 20/)]);
    await until(async () => /applied/i.test(await people.card(1)));
    expect(people.copies(1)).toBe(1);
  });

  test('a message that Teams sends to both is answered once', async () => {
    await Promise.all([one, two].map(({ url: to }) => people.say('ana', sentence, { id: 'the same', to })));
    await until(async () => (await store.changes.list({ limit: 9 })).length > 0);
    await sleep(300);

    expect(await store.changes.list({ limit: 9 })).toHaveLength(1);
  });

  test.each([
    ['before Graph has done what it was sent', 'hang', ['PATCH 0', expect.stringMatching(/^PATCH 20/)]],
    ['after Graph has done what it was sent', 'delay', [expect.stringMatching(/^PATCH 20/)]],
  ] as const)(
    'one that is killed %s is taken over by the other within 5 s (twice that where the machine is busy)',
    async (_, act, wanted) => {
      await people.say('ana', sentence);
      const mend = sandbox.inject({ method: 'PATCH', path: /iosManagedAppProtections/, act, delayMs: 30_000 });
      await people.press('omar', 'approve');
      await until(() => Promise.resolve(patches().length > 0));
      mend();
      const [dies] = [one, two].filter((instance) => instance.sent('PATCH'));

      await dies?.kill();
      const killedAt = Date.now();
      await until(async () => (await statusOf(1)) === 'applied');
      const tookMs = Date.now() - killedAt;

      expect(tookMs).toBeLessThan(10_000);
      expect(patches()).toEqual(wanted);
      expect(sandbox.tenant.policy('iOS Office baseline')['maximumAllowedDeviceThreatLevel']).toBe('medium');
      await until(async () => /applied/i.test(await people.card(1)));
      expect(people.copies(1)).toBe(1);
    },
  );

  test('one that is slow, but lives, is not taken over', async () => {
    await people.say('ana', sentence);
    sandbox.inject({ method: 'PATCH', path: /iosManagedAppProtections/, act: 'delay', delayMs: 7000, times: 1 });

    await people.press('omar', 'approve');
    await until(async () => (await statusOf(1)) === 'applied');

    const applying = (await store.audit.list({ change: 1, limit: 100 })).filter(
      ({ kind }) => kind === 'change.applying',
    );
    expect(applying).toHaveLength(1);
    expect(patches()).toHaveLength(1);
  });

  test('one that is told to end finishes the turn in hand first', async () => {
    sandbox.inject({ method: 'GET', path: /iosManagedAppProtections\?/, act: 'delay', delayMs: 1500, times: 1 });
    const answering = people.say('ana', sentence, { to: one.url });
    await until(() => Promise.resolve(sandbox.calls.some(({ url }) => url.includes('iosManagedAppProtections'))));

    const code = await one.stop();

    expect(code).toBe(0);
    expect((await answering).status).toBe(200);
    expect(await statusOf(1)).toBe('needsApproval');
  });
});

async function statusOf(id: number): Promise<string | undefined> {
  return (await store.changes.get(id))?.status.kind;
}

function patches(): readonly string[] {
  return sandbox.writes.map(({ method, status }) => `${method} ${status}`);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error(
    `this never came to be: ${String(holds)}; one said: ${one.said.join('')} two said: ${two.said.join('')}`,
  );
}
