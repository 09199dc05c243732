import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileTemplate, templateNames, type Templates } from './views/templates';

/** Reads cards/*.json, which lie beside src/ and dist/ alike, and compiles each once. */
export function loadTemplates(folder = join(__dirname, '..', 'cards')): Templates {
  const entries = templateNames.map((name) => {
    const layout: unknown = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    return [name, compileTemplate(name, layout)];
  });
  return Object.fromEntries(entries) as Templates; // one entry for each name of Templates
}
