import type { Value } from '../../core/setting';
import { platforms as allPlatforms } from '../../core/family';
import { addPhrase, anyFamily, longest, type Lexicon, type Meaning, type Polarity } from './lexicon';
import { tokenize } from '../text/tokens';
import { platformsOf, type SpokenApp, type SpokenFamily, type SpokenSetting } from '../vocabulary';
import { namesOf } from './apps';
import { addVerb } from './verbs';

/** A family with what is looked up often worked out once. */
export interface ReadFamily {
  readonly spoken: SpokenFamily;
  readonly id: string;
  readonly settings: Readonly<Record<string, SpokenSetting>>;
  /** For choices: what «block», «turn off» and the like set them to. */
  readonly polar: ReadonlyMap<string, ReadonlyMap<Polarity, Value>>;
  /** The one platform it is for; it is left out of requests. */
  readonly onlyPlatform?: string;
  readonly namesPlatforms: boolean;
  readonly namesApps: boolean;
  readonly hasPolicies: boolean;
}

/** Adds a family's words to the lexicon. The shared English must be there already. */
export function addFamily(lexicon: Lexicon, spoken: SpokenFamily, apps: readonly SpokenApp[] = []): ReadFamily {
  const { id } = spoken;
  for (const word of spoken.words) {
    const isPolicy = policyNoun.test(word);
    addPhrase(lexicon, word, { families: [id], ...(isPolicy ? { marks: 'policy' as const } : {}) });
    if (!isPolicy) addPhrase(lexicon, `${word} policy`, { families: [id], marks: 'policy' });
  }
  for (const polarity of ['on', 'off'] as const)
    addVerb(lexicon, polarity, polarity, spoken.verbs?.[polarity] ?? [], id);
  for (const filler of spoken.fillers ?? []) addPhrase(lexicon, filler, { fills: [''] }, id);
  for (const [name, axis] of Object.entries(spoken.axes ?? {})) {
    for (const [value, words] of Object.entries(axis.values)) {
      for (const word of words) addPhrase(lexicon, word, { axis: { name, values: [value] } }, id);
    }
    for (const word of axis.every ?? [])
      addPhrase(lexicon, word, { axis: { name, values: Object.keys(axis.values) } }, id);
  }
  const polar = new Map<string, ReadonlyMap<Polarity, Value>>();
  for (const [key, setting] of Object.entries(spoken.settings)) {
    addSetting(lexicon, id, key, setting, apps);
    if (setting.kind === 'choice') polar.set(key, polarValues(lexicon, setting.values));
  }
  const platforms = platformsOf(spoken);
  return {
    spoken,
    id,
    settings: spoken.settings,
    polar,
    ...(platforms.length === 1 && platforms[0] ? { onlyPlatform: platforms[0] } : {}),
    namesPlatforms: platforms.length > 1,
    namesApps: spoken.apps !== undefined,
    hasPolicies: spoken.nameAt !== null,
  };
}

function addSetting(
  lexicon: Lexicon,
  family: string,
  key: string,
  setting: SpokenSetting,
  apps: readonly SpokenApp[],
): void {
  const add = (phrase: string, meaning: Meaning): void => addPhrase(lexicon, phrase, meaning, family);
  if (/[A-Z.]/.test(key)) add(asTyped(key), { settings: [key], property: true });
  for (const word of setting.words) {
    for (const [phrase, whose] of filledIn(word, apps)) add(phrase, { settings: [key], ...whose });
  }
  for (const word of setting.weakWords ?? []) add(word, { settings: [key], weak: true });
  for (const { say, value } of setting.phrases ?? []) {
    for (const [phrase, whose] of filledIn(say, apps)) add(phrase, { sets: [{ key, value }], ...whose });
  }
  for (const filler of setting.fillers ?? []) add(filler, { fills: [key] });
  if (setting.kind !== 'choice' && setting.kind !== 'several') return;
  for (const [value, { words }] of Object.entries(setting.values)) {
    // «on» and «off» are read as switches, which knows them from «on iOS».
    for (const word of [asTyped(value), ...words]) {
      if (word !== 'on' && word !== 'off') add(word, { values: [{ key, value }] });
    }
  }
}

/** Graph's own name, typed as such: compared letter by letter when it is no plain word. */
function asTyped(name: string): string {
  return /[A-Z]/.test(name) ? `=${name}` : name;
}

/** «minimum {platform} version», «{app} version» stand for one phrase per platform or app, which names it too. */
function filledIn(phrase: string, apps: readonly SpokenApp[]): readonly (readonly [string, Meaning])[] {
  if (phrase.includes('{app}'))
    return apps.flatMap((app) =>
      namesOf(app).map((name) => [phrase.replace('{app}', name), { apps: [app.id] }] as const),
    );
  if (!phrase.includes('{platform}')) return [[phrase, {}]];
  return allPlatforms.flatMap((platform) =>
    platformWords[platform].map((word) => [phrase.replace('{platform}', word), { platforms: [platform] }] as const),
  );
}

const platformWords = {
  android: ['android'],
  ios: ['ios', 'ipados', 'iphone', 'ipad', 'iphone os', 'ipad os', 'ios/ipados'],
  windows: ['windows'],
  macos: ['macos', 'mac', 'mac os'],
} as const;

/** Which values have a switching word among theirs: `blocked` for «block», `notConfigured` for «off». */
function polarValues(
  lexicon: Lexicon,
  values: Readonly<Record<string, { readonly words: readonly string[] }>>,
): ReadonlyMap<Polarity, Value> {
  const polar = new Map<Polarity, Value>();
  for (const [value, { words }] of Object.entries(values)) {
    for (const word of words) {
      const tokens = tokenize(word);
      const match = longest(lexicon, { tokens, mends: new Map() }, 0, tokens.length, anyFamily);
      const polarity =
        word === 'on' || word === 'off' ? word : match?.to === tokens.length ? match.meaning.verb?.polarity : undefined;
      if (polarity && !polar.has(polarity)) polar.set(polarity, value);
    }
  }
  return polar;
}

const policyNoun = /(?:policy|profile|configuration|config|rule|baseline)$/;
