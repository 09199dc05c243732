import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { families } from '../families';
import { questions } from '../questions';
import { permissionsPage } from './docs/permissions-page';
import { requestsPage } from './docs/requests-page';
import { settingsPage } from './docs/settings-page';

/** `npm run docs`: the reference, written anew from the registries and the tables. */
export function pages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/requests.md', requestsPage(families, questions)],
    ['docs/permissions.md', permissionsPage(families)],
    ['docs/settings.md', settingsPage()],
  ]);
}

if (require.main === module) {
  for (const [path, text] of pages()) {
    const file = join(__dirname, '..', '..', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${path}\n`);
  }
}
