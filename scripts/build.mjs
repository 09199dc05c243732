// Builds dist/: compiles src/ and copies the data beside it, so that every program runs from dist/ alone.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

let tsc;
try {
  tsc = require.resolve('typescript/bin/tsc');
} catch {
  // `npm ci --omit=dev` beside a dist/ that was built elsewhere: nothing to build with, nothing to build.
  if (existsSync(join(root, 'dist', 'main.js'))) process.exit(0);
  console.error('dist/ is missing and TypeScript is not installed: run npm ci without --omit=dev once.');
  process.exit(1);
}

rmSync(join(root, 'dist'), { recursive: true, force: true });
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { cwd: root, stdio: 'inherit' });
copyData(join(root, 'src'), join(root, 'dist'));

function copyData(from, to) {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyData(source, target);
    else if (/\.(json|ya?ml|cjs)$/.test(entry.name)) {
      mkdirSync(to, { recursive: true });
      cpSync(source, target);
    }
  }
}
