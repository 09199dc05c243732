import { addPhrase, type Lexicon, type Meaning } from './lexicon';
import type { SpokenApp } from '../vocabulary';

/** Adds what people call the apps: aliases, full names, and the three groups of apps Intune knows. */
export function addApps(lexicon: Lexicon, apps: readonly SpokenApp[]): void {
  for (const app of apps) {
    const full = app.name.replace(/ \(.*\)$/, '');
    const short = full.replace(/^Microsoft /, '');
    const names = new Set([full, ...app.aliases].map((name) => name.toLowerCase()));
    for (const name of names) {
      const weak = commonWords.has(name);
      addExact(lexicon, name, weak ? { apps: [app.id], weak } : { apps: [app.id] });
      for (const maker of ['microsoft', 'ms'])
        if (!name.startsWith(maker)) addExact(lexicon, `${maker} ${name}`, { apps: [app.id] });
    }
    for (const name of new Set([short.toLowerCase(), ...names])) {
      if (commonWords.has(name) || name === short.toLowerCase()) addExact(lexicon, `${name} app`, { apps: [app.id] });
      if (name.endsWith(' app')) addExact(lexicon, name, { apps: [app.id] });
    }
  }
  for (const [token, phrases] of groupTokens) {
    for (const phrase of phrases.split('|')) addPhrase(lexicon, phrase, { apps: [token] });
  }
}

/** Apps are compared without plurals: «Teams» is the app, «team» is not. */
function addExact(lexicon: Lexicon, name: string, meaning: Meaning): void {
  addPhrase(
    lexicon,
    name
      .split(' ')
      .map((word) => `=${word}`)
      .join(' '),
    meaning,
  );
}

/** Aliases that are everyday words: an app only after «Microsoft», before «app», or in a list of apps. */
const commonWords: ReadonlySet<string> = new Set([
  'mail',
  'browser',
  'office',
  'admin',
  'flow',
  'lists',
  'stream',
  'forms',
]);

const groupTokens: readonly (readonly [string, string])[] = [
  [
    'allMicrosoftApps',
    'all microsoft apps|every microsoft app|all ms apps|all of the microsoft apps|any microsoft app|each microsoft app',
  ],
  [
    'coreMicrosoftApps',
    'core microsoft apps|office apps|all office apps|microsoft core apps|core ms apps|all core microsoft apps|microsoft office apps|office applications|the office suite|core apps',
  ],
  ['allApps', 'all apps|every app|any app|all applications|all the apps|all of the apps|each app'],
];
