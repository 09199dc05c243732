import { createServer } from 'node:net';
import type { Conversation } from '../../src/ports';
import { actors, approvalsChannel, startPlayground, type Playground } from '../../src/sandbox/playground';
import { tenantId } from '../../src/sandbox/seed/ids';
import { startTeams, type TeamsServer } from '../../src/teams/server';
import { recordingLog } from '../support/teams';

/** The real Playground, as a child process. */
describe('startPlayground', () => {
  let teams: TeamsServer;
  let playground: Playground;

  beforeAll(async () => {
    teams = await startTeams({
      host: '127.0.0.1',
      port: 0,
      mode: 'sandbox',
      allowedTenants: [tenantId],
      serviceUrlHosts: [],
      handle: () => Promise.resolve([]),
      log: recordingLog().log,
      clock: { now: () => new Date(), token: () => 'token' },
      ready: () => Promise.resolve(true),
    });
    const { log } = recordingLog();
    playground = await startPlayground({
      botUrl: teams.url,
      port: 0,
      proxyPort: 0,
      people: actors,
      log,
    });
  }, 60_000);
  afterAll(async () => {
    await teams.close();
  });

  const channel = (): Conversation => ({
    id: approvalsChannel,
    kind: 'channel',
    tenantId,
    serviceUrl: `${playground.url}/_connector`,
    reference: undefined,
  });

  test('answers on this machine', async () => {
    const page = await fetch(playground.url);

    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<html');
  });

  test('answers on no other address, not even of this machine', async () => {
    const { port } = new URL(playground.url);

    // Refused only when the Playground listens to 127.0.0.1 itself: with all addresses, 127.0.0.2 would answer.
    await expect(fetch(`http://127.0.0.2:${port}`, { signal: AbortSignal.timeout(2_000) })).rejects.toThrow();
  });

  test('knows the six people by their ids', async () => {
    const people = await teams.chat.roster(channel());

    expect([...people].sort((a, b) => a.teamsId.localeCompare(b.teamsId))).toEqual(
      [...actors]
        .sort((a, b) => a.teamsId.localeCompare(b.teamsId))
        .map(({ objectId, name, teamsId }) => ({ objectId, name, teamsId })),
    );
  });

  test('takes posts into the approvals channel, answers in their thread, and updates', async () => {
    const posted = await teams.chat.post(channel(), { text: 'Please decide', summary: 'Please decide' });
    const thread = posted.threadId ?? '';

    const answered = await teams.chat.post(channel(), { text: 'Approved', summary: 'Approved' }, { thread });
    await teams.chat.update(channel(), answered, { text: 'Applied', summary: 'Applied' });

    expect(thread).toMatch(/;messageid=/);
    expect(answered.threadId).toBe(thread);
  });

  test('ends with close', async () => {
    await playground.close();

    await expect(fetch(playground.url)).rejects.toThrow();
    await expect(fetch(playground.proxyUrl)).rejects.toThrow();
  });
});

test('startPlayground says so when its port is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const start = startPlayground({
    botUrl: 'http://127.0.0.1:9',
    port,
    proxyPort: 0,
    people: actors,
    log: recordingLog().log,
  });

  await expect(start).rejects.toThrow(`The Agents Playground cannot have port ${port}: it is taken. Choose another.`);
  await new Promise((resolve) => taken.close(resolve));
});
