// Programs of the benchmark in processes of their own, asked over Node's channel to a forked child.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** In the parent. Resolves with what the child announced, and with `ask` and `end`. */
export async function startChild(program, args = []) {
  const file = fileURLToPath(new URL(`../programs/${program}.mjs`, import.meta.url));
  const child = fork(file, args, {
    env: plainEnvironment(),
    execArgv: profiling(),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said = (said + text).slice(-4000)));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const ask = (command) =>
    new Promise((resolve, reject) => {
      const broken = () => reject(new Error(`The ${program} of the benchmark ended.\n${said}`));
      child.once('exit', broken);
      child.once('message', (answer) => {
        child.off('exit', broken);
        if (answer.error === undefined) resolve(answer);
        else reject(new Error(`The ${program} of the benchmark failed: ${answer.error}\n${said}`));
      });
      if (command !== undefined) child.send(command);
    });
  const announced = await ask();
  return {
    ...announced,
    ask,
    /** What it wrote last: warnings of the bot. */
    said: () => said,
    async end() {
      if (child.exitCode !== null) return;
      child.send('end');
      const killer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await gone;
      clearTimeout(killer);
    },
  };
}

/** With WARDEN_BENCH_PROFILE=<folder> each child leaves a CPU profile there. */
function profiling() {
  const folder = process.env['WARDEN_BENCH_PROFILE'];
  return folder === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', folder];
}

/** In the child. `cpu`, the milliseconds of processor it took so far, every program answers. */
export function answerParent(announced, commands) {
  const known = { cpu: () => process.cpuUsage(), ...commands };
  process.on('message', (command) => {
    Promise.resolve()
      .then(() => known[command]())
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
