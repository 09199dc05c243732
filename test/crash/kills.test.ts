import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../src/ports';
import { startSandbox, type Sandbox } from '../../src/sandbox/server';
import { verifyAudit } from '../../src/store/audit-chain';
import { openStore } from '../../src/store/open';
import { startConnector, type FakeConnector } from '../support/connector';
import { auditKey, buildProgram, type Instance, type Program } from '../support/program';
import { peopleBefore, type People } from '../support/teams-people';

/**
 * `kill -9` of the real program at random moments, again and again on one database: 15 times here, as often as
 * CRASH_KILLS says in `npm run crash`. People repeat what got no answer; the end of each change has to be right.
 */

const kills = Number(process.env['CRASH_KILLS'] ?? 15);
/** A round kills once; a kill that comes after everything is done proves nothing, so moments lie within a change. */
const longestWaitMs = 350;
const secondsForOne = 40;

let folder: string;
let program: Program;
let sandbox: Sandbox;
let teams: FakeConnector;
let store: Store;
let instance: Instance;
let people: People;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'warden-kills-'));
  program = buildProgram();
  sandbox = await startSandbox({ seed: 1 });
  teams = await startConnector();
  instance = await start();
  store = await openStore({ kind: 'sqlite', file: join(folder, 'practice.db') }, { auditKey });
  people = peopleBefore(() => instance.url, teams);
}, 60_000);
afterAll(async () => {
  await instance.kill();
  await store.close();
  await Promise.all([teams.close(), sandbox.close()]);
  program.close();
  rmSync(folder, { recursive: true, force: true });
});

test(
  `killed ${kills} times at random moments, every change ends right, once`,
  async () => {
    const found = { none: 0, needsApproval: 0, approved: 0, applying: 0, ended: 0 };
    let slowestMs = 0;
    for (let id = 1; id <= kills; id++) {
      const level = id % 2 ? 'Medium' : 'Low';
      const dies = die(id % 3 === 0 ? 'proposing' : 'applying');
      await asking(id, `set max threat level ${level} for Outlook on iOS`, dies);
      await approving(id, dies);
      const left = await dies.after();
      found[left]++;
      const from = Date.now();
      await ending(id);
      slowestMs = Math.max(slowestMs, Date.now() - from);

      const policy = sandbox.tenant.policy('iOS Office baseline');
      expect(policy['maximumAllowedDeviceThreatLevel']).toBe(level.toLowerCase());
      expect(patches()).toHaveLength(id);
      if (id % 50 === 0) process.stderr.write(`${id} kills, all ended right\n`);
    }

    const records = await store.audit.after(0, 1_000_000);
    expect(verifyAudit(records, auditKey)).toMatchObject({ ok: true });
    for (const kind of ['change.proposed', 'change.decided', 'change.applied'] as const)
      expect(records.filter((one) => one.kind === kind)).toHaveLength(kills);
    const cards = await Promise.all(range(kills).map((id) => shown(id)));
    expect(cards.filter((text) => !/applied/i.test(text))).toEqual([]);
    tell({ kills, found, slowestMs });
  },
  kills * secondsForOne * 1000,
);

/** What had become of the change when the process was killed. */
type Left = 'none' | 'needsApproval' | 'approved' | 'applying' | 'ended';

interface Death {
  /** Begins the time that is left, when this is the part of the change to die in. */
  begins(part: 'proposing' | 'applying', id: number): void;
  /** Resolves when it has died and another was started. */
  after(): Promise<Left>;
}

function die(within: 'proposing' | 'applying'): Death {
  let over: Promise<Left> | undefined;
  return {
    begins(part, id) {
      if (part !== within || over) return;
      over = (async () => {
        await sleep(Math.random() * longestWaitMs);
        await instance.kill();
        const status = (await store.changes.get(id))?.status.kind ?? 'none';
        instance = await start();
        return isLeft(status) ? status : 'ended';
      })();
    },
    after: () => over ?? Promise.resolve('none'),
  };
}

function isLeft(status: string): status is Left {
  return ['none', 'needsApproval', 'approved', 'applying'].includes(status);
}

/** Says it until it is on record: who gets no answer says it again. */
async function asking(id: number, sentence: string, dies: Death): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    const saying = people.say('ana', sentence).catch(() => undefined);
    dies.begins('proposing', id);
    await saying;
    if (await comes(async () => (await store.changes.get(id)) !== undefined, 3000)) return;
    await dies.after();
  }
  throw new Error(`change ${id} was never proposed`);
}

async function approving(id: number, dies: Death): Promise<void> {
  const undecided = async () => (await store.changes.get(id))?.status.kind === 'needsApproval';
  for (let tries = 0; tries < 10 && (await undecided()); tries++) {
    const pressing = people.press('omar', 'approve', { change: id }).catch(() => undefined);
    // The card has to be there first.
    await people.awaitButton('approve', id).catch(() => undefined);
    dies.begins('applying', id);
    await pressing;
    if (await comes(async () => !(await undecided()), 1000)) return;
    await dies.after();
  }
}

async function ending(id: number): Promise<void> {
  if (await comes(async () => (await store.changes.get(id))?.status.kind === 'applied', 20_000)) return;
  throw new Error(`change ${id} is ${(await store.changes.get(id))?.status.kind}: ${instance.said.join('')}`);
}

/** The card of a change once it says how it ended. */
async function shown(id: number): Promise<string> {
  await comes(async () => /applied/i.test(await people.card(id)), 60_000);
  return people.card(id);
}

function start(): Promise<Instance> {
  return program.start({ graphUrl: sandbox.url, database: { folder } });
}

function patches() {
  return sandbox.writes.filter(({ method, status }) => method === 'PATCH' && status < 300);
}

async function comes(holds: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  for (const from = Date.now(); Date.now() - from < withinMs; await sleep(25)) if (await holds()) return true;
  return holds();
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, n) => n + 1);
}

function tell({ kills: times, found, slowestMs }: { kills: number; found: Record<Left, number>; slowestMs: number }) {
  const twice = range(times).filter((id) => people.copies(id) > 1).length;
  const when = Object.entries(found).map(([left, count]) => `${count} ${left}`);
  process.stderr.write(
    `${times} kills (the change was then: ${when.join(', ')}): ${times} changes applied, ${patches().length} writes, ` +
      `${patches().length - times} of them twice, ${twice} cards that stand twice since Teams' answer was lost, the audit whole; ` +
      `the slowest end came ${(slowestMs / 1000).toFixed(1)} s after the restart.\n`,
  );
}
