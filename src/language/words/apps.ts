import { addPhrase, type Lexicon, type Meaning } from './lexicon';
import type { SpokenApp } from '../vocabulary';

/** Adds what people call the apps: aliases, full names, and the three groups of apps Intune knows. */
export function addApps(lexicon: Lexicon, apps: readonly SpokenApp[]): void {
  for (const app of apps) {
    const full = fullName(app, apps);
    const short = full?.replace(/^Microsoft /, '') ?? app.aliases[0] ?? app.id;
    const names = new Set([...(full === undefined ? [] : [full]), ...app.aliases].map((name) => name.toLowerCase()));
    for (const name of names) {
      const weak = commonWords.has(name);
      addExact(lexicon, name, weak ? { apps: [app.id], weak } : { apps: [app.id] });
      if (!weak) addExact(lexicon, `${name}'s`, { apps: [app.id] });
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
  for (const [platform, words] of appPlatforms) {
    for (const word of words)
      for (const all of ['all', 'every', 'any', 'all our', 'each'])
        for (const noun of ['apps', 'app', 'applications'])
          addPhrase(lexicon, `${all} ${word} ${noun}`, { apps: ['allApps'], platforms: [platform] });
  }
}

/** The name without what stands in brackets, unless another app has that name: «Microsoft Teams (China, Baidu)». */
function fullName({ id, name }: SpokenApp, apps: readonly SpokenApp[]): string | undefined {
  const full = name.replace(/ \(.*\)$/, '');
  return apps.some((other) => other.id !== id && other.name === full) ? undefined : full;
}

/** What an app is called beside other words: no everyday words, each in lower case. */
export function namesOf({ aliases }: SpokenApp): readonly string[] {
  return aliases.filter((alias) => !commonWords.has(alias));
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

/** «all Android apps» are all apps there. */
const appPlatforms = [
  ['android', ['android']],
  ['ios', ['ios', 'iphone', 'ipad', 'ipados']],
] as const;

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
