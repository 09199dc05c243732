import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { families } from '../families';
import { operations } from '../operations';
import { questions } from '../questions';
import { parseSettings } from '../settings-file';
import { permissionsPage } from './docs/permissions-page';
import { requestsPage } from './docs/requests-page';
import { settingsPage } from './docs/settings-page';

/** `npm run docs`: the reference, written anew from the registries and the tables. */
export function pages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/requests.md', requestsPage(families, operations, questions)],
    ['docs/permissions.md', permissionsPage(families)],
    ['docs/settings.md', settingsPage()],
  ]);
}

/** The permissions page for one organization's warden.yaml. Throws when the file is wrong. */
export function permissionsFor(file: string): string {
  const read = parseSettings(readFileSync(file, 'utf8'), [...families.keys()]);
  if (!read.ok) throw new Error(`${file} is wrong: ${read.faults.join('; ')}`);
  const on = read.settings.families ?? [...families.keys()];
  return permissionsPage(new Map([...families].filter(([id]) => on.includes(id))), read.settings.writes === 'on');
}

const [, , settingsFile] = process.argv;
if (require.main === module && settingsFile !== undefined) process.stdout.write(permissionsFor(settingsFile));
else if (require.main === module) {
  for (const [path, text] of pages()) {
    const file = join(__dirname, '..', '..', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${path}\n`);
  }
}
