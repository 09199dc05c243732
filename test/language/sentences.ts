import type { Request } from '../../src/core/request';
import type { SpokenFamily, SpokenSetting } from '../../src/language/vocabulary';
import { spoken } from './support';

/** Sentences made from the families' words, each with the request it was made from. */
export interface Made {
  readonly text: string;
  readonly request: Request;
}

/** One sentence for every word of every setting with every value it takes. */
export function madeSentences(): readonly Made[] {
  return [...spoken.values()].flatMap(sentencesOf);
}

type Values = Readonly<Record<string, string | number | boolean | readonly string[]>>;

interface Said {
  /** What is said of the setting. */
  readonly say: string;
  readonly values: Values;
}

function sentencesOf(family: SpokenFamily): readonly Made[] {
  return Object.entries(family.settings).flatMap(([key, setting]) => {
    if (setting.ofNew) return [];
    const said = [...saidByWord(family, key, setting), ...saidByPhrase(family, key, setting)];
    return said.flatMap(({ say, values }) => placesFor(family, key).map((place) => madeOf(family, place, say, values)));
  });
}

interface Place {
  readonly before: string;
  readonly after: string;
  readonly slots: Readonly<Record<string, unknown>>;
}

/** Where it is to be set: in a policy, for an app; the connector has neither. */
function placesFor(family: SpokenFamily, key: string): readonly Place[] {
  const axes = Object.values(family.settings[key]?.picks ?? {});
  const on = axes.length > 0 ? ` ${axes.map((value) => sayAxis(family, value)).join(' ')}` : '';
  if (family.nameAt === null) return [{ before: '', after: `${on} in the connector`, slots: {} }];
  const noun = family.words.find((word) => word.endsWith('policy')) ?? family.words[0] ?? '';
  return [
    { before: `${noun} "Blue 7": `, after: on, slots: { policy: 'Blue 7' } },
    { before: '', after: `${on} in the ${noun} "Blue 7"`, slots: { policy: 'Blue 7' } },
  ];
}

function sayAxis(family: SpokenFamily, value: string): string {
  if (value === 'compliance') return 'for compliance';
  if (value === 'appProtection') return 'for app protection';
  return family.axes?.['profile'] ? `on the ${value} profile` : `on ${value === 'ios' ? 'iOS' : value}`;
}

function madeOf(family: SpokenFamily, { before, after, slots }: Place, say: string, settings: Values): Made {
  // The request is put together from data, so the compiler cannot see its kind.
  const request = { kind: 'set', family: family.id, settings, ...slots } as Request;
  return { text: `${before}${say}${after}`, request };
}

function saidByPhrase(family: SpokenFamily, key: string, setting: SpokenSetting): readonly Said[] {
  return (setting.phrases ?? [])
    .filter(({ say }) => !say.includes('{'))
    .map(({ say, value }) => ({ say, values: sharedBy(family, key, say, value as string | boolean) }));
}

function saidByWord(family: SpokenFamily, key: string, setting: SpokenSetting): readonly Said[] {
  const words = setting.words.filter((word) => !word.includes('{') && !/[=]/.test(word));
  return words.flatMap((word, i) =>
    valuesOf(setting, word, i).map(({ say, value }) => ({ say, values: sharedBy(family, key, word, value) })),
  );
}

interface Valued {
  readonly say: string;
  readonly value: string | number | boolean | readonly string[];
}

/**
 * How a value of the setting is said with one of its words: every way beside its first words, then each way in turn,
 * so that many words make no flood of sentences.
 */
function valuesOf(setting: SpokenSetting, word: string, index: number): readonly Valued[] {
  switch (setting.kind) {
    case 'toggle':
      return switched(setting, word);
    case 'choice':
      return Object.entries(setting.values).flatMap(([value, { words }]) =>
        words
          .filter((_, k) => index < 12 || k === index % words.length)
          .map((one) => ({ say: `${word}: ${one}`, value })),
      );
    case 'several':
      return Object.entries(setting.values).map(([value, { words }]) => ({
        say: `${word} ${words[0] ?? value}`,
        value: setting.joined ? value : [value],
      }));
    case 'count':
      return [3, 12].map((value) => ({ say: `${word} ${value} ${setting.unit}`, value }));
    case 'version':
      return [{ say: `${word} 16.4`, value: '16.4' }];
    case 'duration':
      return [
        { say: `${word} 12 hours`, value: 'PT12H' },
        { say: `${word} 30 days`, value: 'P30D' },
      ];
    case 'clock':
      return [{ say: `${word} 07:30`, value: '07:30' }];
    case 'list':
      return [];
  }
}

function switched(setting: Extract<SpokenSetting, { kind: 'toggle' }>, word: string): readonly Valued[] {
  if (setting.only !== undefined) return [];
  switch (setting.sense) {
    case 'blocks':
      return [
        { say: `block ${word}`, value: true },
        { say: `allow ${word}`, value: false },
      ];
    case 'requires':
      return [
        { say: `require ${word}`, value: true },
        { say: `do not require ${word}`, value: false },
      ];
    case 'enables':
      return [
        { say: `turn on ${word}`, value: true },
        { say: `turn off ${word}`, value: false },
      ];
  }
}

/** Settings that share their words are set together, unless something said tells them apart. */
function sharedBy(family: SpokenFamily, key: string, word: string, value: Valued['value']): Values {
  const picks = JSON.stringify(family.settings[key]?.picks ?? {});
  const sharing = Object.entries(family.settings).filter(
    ([, other]) =>
      JSON.stringify(other.picks ?? {}) === picks &&
      (other.words.includes(word) || (other.phrases ?? []).some(({ say }) => say === word)),
  );
  return Object.fromEntries(sharing.map(([other]) => [other, value]));
}

/** Slips of the fingers: letters swapped, left out or doubled, in words long enough to tell what was meant. */
export function mistyped(text: string, seed: number, slips: number): string {
  const parts = text.split(/("[^"]*"|[a-z]{6,})/);
  const open = parts.flatMap((part, i) => (/^[a-z]{6,}$/.test(part) && !spared.test(part) ? [i] : []));
  for (let n = 0; n < slips && open.length > 0; n++) {
    const [at = 0] = open.splice((seed * 31 + n * 17) % open.length, 1);
    parts[at] = slip(parts[at] ?? '', seed + n);
  }
  return parts.join('');
}

/** What destroys or disables has to be typed right. */
const spared = /^(?:block|disabl|remov|delet|wip|prevent|forbid|disallow|exclud|omit|connect|policy)/;

function slip(word: string, seed: number): string {
  const at = 2 + (seed % (word.length - 4));
  switch (seed % 3) {
    case 0:
      return word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
    case 1:
      return word.slice(0, at) + word.slice(at + 1);
    default:
      return word.slice(0, at) + word[at] + word.slice(at);
  }
}
