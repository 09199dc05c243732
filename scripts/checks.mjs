// What is checked without running anything: types and format beside lint, which takes about as long as both.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const tsc = ['tsc', require.resolve('typescript/bin/tsc'), '--noEmit'];
const prettier = ['prettier', require.resolve('prettier/bin/prettier.cjs'), '--check', '.'];
const eslint = ['eslint', require.resolve('eslint/package.json').replace(/package\.json$/, 'bin/eslint.js'), '.'];

const passed = await Promise.all([inTurn([tsc, prettier]), inTurn([eslint])]);
process.exitCode = passed.every(Boolean) ? 0 : 1;

async function inTurn(programs) {
  let all = true;
  for (const program of programs) all = (await passes(program)) && all;
  return all;
}

/** What it says is shown when it has ended, so that two do not speak at once. */
function passes([name, file, ...args]) {
  return new Promise((resolve) => {
    const from = Date.now();
    const said = [];
    const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => said.push(bytes));
    child.on('close', (code) => {
      process.stdout.write(
        `${name}: ${code === 0 ? 'passed' : 'failed'} in ${Math.round((Date.now() - from) / 1000)} s\n`,
      );
      process.stdout.write(Buffer.concat(said));
      resolve(code === 0);
    });
  });
}
