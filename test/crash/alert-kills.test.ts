import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../src/ports';
import { startSandbox, type Sandbox } from '../../src/sandbox/server';
import { openStore } from '../../src/store/open';
import { startConnector, type FakeConnector } from '../support/connector';
import { auditKey, buildProgram, type Instance, type Program } from '../support/program';
import { peopleBefore } from '../support/teams-people';

/**
 * `kill -9` of the real program while it tells a channel of a device: at random moments between the device's fall and the
 * card, and between its recovery and the end. Nothing is lost; a card stands twice only where Teams' answer was lost.
 * A few times here, as often as CRASH_KILLS says in `npm run crash`.
 */

const kills = Number(process.env['CRASH_KILLS'] ?? 2);
const channel = '19:11111111111141118111111111111111@thread.tacv2';
const settings = `
roles: { owner: { people: [aaaaaaaa-0000-4000-8000-000000000003] } }
alerts:
  sweep: '* * * * * *'
  groupWaitSeconds: 1
  groupIntervalSeconds: 10
  settleHours: 0
  unseenDays: 365
  summary: off
  channels: [{ channel: '${channel}', platforms: [windows] }]
`;
const device = 'LAPTOP-001';
/** From the fall to the card: a sweep and the group wait; from the recovery to the end: a sweep and the interval. */
const windowMs = { card: 3000, end: 12_000 } as const;
/** What a dead instance had claimed is free for another within this. */
const patienceMs = 90_000;

let folder: string;
let program: Program;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'warden-alert-kills-'));
  writeFileSync(join(folder, 'warden.yaml'), settings);
  program = buildProgram();
});
afterAll(() => {
  program.close();
  rmSync(folder, { recursive: true, force: true });
});

test(
  `killed ${kills} times while it tells of a device, it tells all of it, and twice only what Teams did not confirm`,
  async () => {
    const found = { unclear: 0, cards: 0, replies: 0 };
    for (let round = 1; round <= kills; round++) {
      const within = round % 2 === 0 ? 'end' : 'card';
      const { unclear, cards, replies } = await played(round, (run) => {
        return run[within === 'card' ? 'falls' : 'recovers'].then(() => sleep(Math.random() * windowMs[within]));
      });
      found.unclear += unclear;
      found.cards += cards;
      found.replies += replies;

      const may = { card: within === 'card' ? unclear : 0, end: within === 'end' ? unclear : 0 };
      expect(cards).toBeGreaterThanOrEqual(1);
      expect(cards).toBeLessThanOrEqual(1 + may.card);
      expect(replies).toBeGreaterThanOrEqual(1);
      expect(replies).toBeLessThanOrEqual(1 + may.end);
    }
    process.stderr.write(
      `${kills} kills: ${found.cards} cards and ${found.replies} ends were told, ${found.unclear} times an answer of Teams may have been lost.\n`,
    );
  },
  kills * 2 * patienceMs,
);

test(
  'killed before Teams answered, it posts the card once more and no more',
  async () => {
    const { cards, unclear } = await played(0, async ({ falls, teams }) => {
      await falls;
      teams.next('hang');
      await comes(() => Promise.resolve(told(teams).cards > 0));
    });

    expect({ cards, unclear }).toEqual({ cards: 2, unclear: 1 });
  },
  2 * patienceMs,
);

interface Run {
  readonly falls: Promise<void>;
  readonly recovers: Promise<void>;
  readonly teams: FakeConnector;
}

/** The whole life of an alert, with one death in it. */
async function played(round: number, dies: (run: Run) => Promise<void>) {
  const database = join(folder, String(round));
  const teams = await startConnector();
  const sandbox = await startSandbox({ seed: 1 });
  let instance = await start(sandbox, database);
  const store = await openStore({ kind: 'sqlite', file: join(database, 'practice.db') }, { auditKey });
  try {
    await peopleBefore(() => instance.url, teams).say('priya', 'help');
    await comes(async () => (await store.marks.get('sweep.first')) !== undefined);
    const [falls, fall] = moment();
    const [recovers, recover] = moment();
    let unclear = 0;
    const death = dies({ falls, recovers, teams }).then(async () => {
      await instance.kill();
      unclear = await sendingNow(store);
      instance = await start(sandbox, database);
    });

    become(sandbox, 'noncompliant');
    fall();
    await comes(async () => (await cardOf(store)) === 'posted' && told(teams).cards > 0);
    become(sandbox, 'compliant');
    recover();
    await comes(() => Promise.resolve(told(teams).replies > 0));
    await death;
    // What would come twice comes soon.
    await comes(async () => (await store.outbox.size()) === 0);
    await sleep(500);
    return { ...told(teams), unclear };
  } finally {
    await instance.kill();
    await store.close();
    await Promise.all([teams.close(), sandbox.close()]);
  }
}

function start(sandbox: Sandbox, database: string): Promise<Instance> {
  return program.start({
    graphUrl: sandbox.url,
    database: { folder: database },
    config: join(folder, 'warden.yaml'),
  });
}

function become(sandbox: Sandbox, complianceState: string): void {
  sandbox.tenant.changeDevice(device, { complianceState, lastSyncDateTime: new Date().toISOString() });
}

/** What was on its way when the program died: of that nobody can say whether it arrived. */
async function sendingNow(store: Store): Promise<number> {
  return (await cardOf(store)) === 'posting' || (await store.outbox.size()) > 0 ? 1 : 0;
}

async function cardOf(store: Store): Promise<string | undefined> {
  return (await store.cards.get('alert:1', channel))?.state;
}

/** What the channel was told: cards and the words under them. */
function told(teams: FakeConnector): { readonly cards: number; readonly replies: number } {
  const posts = teams.messages().filter(({ method }) => method === 'POST');
  const said = posts.map(({ body }) => JSON.stringify(body));
  return {
    cards: said.filter((text) => text.includes('"id":"alert"')).length,
    replies: said.filter((text) => text.includes('All is well again')).length,
  };
}

async function comes(holds: () => Promise<boolean>): Promise<void> {
  for (const from = Date.now(); Date.now() - from < patienceMs; await sleep(25)) if (await holds()) return;
  throw new Error('it did not come');
}

function moment(): readonly [Promise<void>, () => void] {
  let come: () => void = () => undefined;
  return [new Promise<void>((resolve) => (come = resolve)), () => come()];
}
