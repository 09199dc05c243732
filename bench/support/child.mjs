// Programs of the benchmark in processes of their own, asked over Node's channel to a forked child.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** In the parent. Gives what the child announced, with `ask` (one command at a time), `cpu` and `end`. */
export async function startChild(program, args = []) {
  const file = fileURLToPath(new URL(`../programs/${program}.mjs`, import.meta.url));
  const stdio = ['ignore', 'pipe', 'pipe', 'ipc'];
  const child = fork(file, args, { env: plainEnvironment(), execArgv: profiling(), stdio });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said = (said + text).slice(-4000)));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const broken = gone.then(() => ({ error: 'it ended' }));

  async function answer() {
    const got = await Promise.race([new Promise((resolve) => child.once('message', resolve)), broken]);
    if (got.error !== undefined) throw new Error(`The ${program} of the benchmark failed: ${got.error}\n${said}`);
    return got;
  }
  function ask(command, about) {
    child.send({ command, about });
    return answer();
  }
  return {
    ...(await answer()),
    ask,
    /** Milliseconds of processor it took so far. */
    async cpu() {
      const { user, system } = await ask('cpu');
      return (user + system) / 1000;
    },
    async end() {
      if (child.exitCode === null && child.signalCode === null) child.send({ command: 'end' });
      const killer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await gone;
      clearTimeout(killer);
    },
  };
}

/** In the child. */
export function answerParent(announced, commands) {
  const known = { cpu: () => process.cpuUsage(), ...commands };
  process.on('message', ({ command, about }) => {
    Promise.resolve(about)
      .then(known[command])
      .then(
        (answer = {}) => (command === 'end' ? process.exit(0) : process.send(answer)),
        (error) => process.send({ error: String(error?.stack ?? error) }),
      );
  });
  process.on('disconnect', () => process.exit(1));
  process.send(announced);
}

/** The settings of a developer's shell must not reach what is measured. */
export function plainEnvironment(more = {}) {
  const { PATH, HOME, TMPDIR, SystemRoot } = process.env;
  return Object.fromEntries(
    Object.entries({ PATH, HOME, TMPDIR, SystemRoot, ...more }).filter(([, value]) => value !== undefined),
  );
}

/** With WARDEN_BENCH_PROFILE=<folder> each child leaves a CPU profile there. */
function profiling() {
  const folder = process.env['WARDEN_BENCH_PROFILE'];
  return folder === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', folder];
}
