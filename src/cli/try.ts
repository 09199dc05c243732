import { createInterface } from 'node:readline';
import { join } from 'node:path';
import type { Person } from '../core/change';
import { families } from '../families';
import { sandboxToken } from '../graph/credential';
import { openGraph } from '../graph/graph';
import { openLog } from '../log';
import type { Chat, Incoming } from '../ports';
import { buildBot, clock } from '../program';
import { actors } from '../sandbox/playground';
import { tenantId } from '../sandbox/seed/ids';
import { startSandbox } from '../sandbox/server';
import { watchSettings } from '../settings-file';
import { screenFor } from '../shell/screen';
import { openStore } from '../store/open';
import { readLine, startTerminal } from '../shell/terminal';

/** `npm run try`: the same bot on the practice tenant, in the terminal. Nothing is kept. */
async function main(): Promise<void> {
  const log = openLog('error');
  const settings = watchSettings(join(__dirname, '..', 'sandbox', 'warden.yaml'), [...families.keys()], log);
  const sandbox = await startSandbox({ seed: 1 });
  const store = await openStore({ kind: 'sqlite', file: ':memory:' }, {});
  const people: readonly Person[] = actors;
  const terminal = startTerminal(people, tenantId, (text) => process.stdout.write(text));
  const screen = screenFor(people, (shown) => terminal.show(shown));
  const chat: Chat = {
    ...screen,
    // Whoever has the keyboard reads the terminal, and nobody along with them.
    roster: (of) => (of.id === terminal.conversation.id ? Promise.resolve([terminal.speaker()]) : screen.roster(of)),
  };
  const quiet = { ...settings.current(), approvals: { ...settings.current().approvals, channel: undefined } };
  const graph = openGraph({ root: sandbox.url, token: sandboxToken(sandbox.url), log });
  const bot = buildBot({ store, graph, chat: () => chat, clock, log, settings: () => quiet, tenants: [tenantId] });

  const lines = createInterface({ input: process.stdin, terminal: process.stdin.isTTY });
  terminal.greet();
  let count = 0;
  for await (const line of lines) {
    const said = readLine(line, terminal.speaker(), people);
    if (said.kind === 'leave') break;
    terminal.speakAs(said.who);
    const what = terminal.whatOf(said, screen);
    if (what) {
      const { objectId, name, teamsId } = said.who;
      const incoming: Incoming = {
        id: `try-${++count}`,
        at: clock.now().toISOString(),
        from: { objectId, name, teamsId, tenantId },
        conversation: terminal.conversation,
        what,
      };
      const replies = await bot.handle(incoming);
      for (const reply of replies)
        screen.answered(terminal.conversation, reply, what.kind === 'press' ? what.card : undefined);
      await bot.settle();
    }
    terminal.prompt();
  }
  lines.close();
  await bot.close();
  settings.close();
  await store.close();
  await sandbox.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
