import type { Families } from '../core/family';
import type { Setting } from '../core/setting';
import type { Reader } from '../language/parse';

/**
 * «max threat level purple»: the sentence would be read if another word stood in the place of one that nobody knows.
 * Then that word was meant as a value, and what the setting takes is said. `known`: sentences made of words we know.
 */
export function wrongValueIn(
  {
    reader,
    families,
    known,
  }: { readonly reader: Reader; readonly families: Families; readonly known: readonly string[] },
  text: string,
): string | undefined {
  const words = text.trim().split(/\s+/);
  if (words.length > mostWords) return undefined;
  const choices = namedChoices(families, text);
  if (choices.length === 0) return undefined;
  const common = new Set(known.flatMap((one) => one.split(/\s+/).map(bare)));
  for (const [i, word] of words.entries()) {
    if (!/^\p{L}{3,}$/u.test(bare(word)) || common.has(bare(word))) continue;
    for (const setting of choices) {
      const fits = probesOf(setting).some((probe) =>
        settingsIn(reader, families, words.with(i, probe).join(' ')).includes(setting),
      );
      if (fits)
        return `«${bare(word)}» is not a value of «${setting.title}», which takes ${valuesOf(setting)}. I did nothing.`;
    }
  }
  return undefined;
}

const mostWords = 20;

type Choice = Extract<Setting, { readonly kind: 'choice' }>;

/** Choices that the text speaks of by one of their names. */
function namedChoices(families: Families, text: string): readonly Choice[] {
  const said = ` ${text.toLowerCase().split(/\s+/).map(bare).join(' ')} `;
  return [...families.values()]
    .flatMap(({ settings }) => Object.values(settings))
    .filter((setting): setting is Choice => setting.kind === 'choice')
    .filter(({ words }) => words.some((one) => said.includes(` ${one.toLowerCase()} `)));
}

/** The settings of the one request that a sentence makes. */
function settingsIn(reader: Reader, families: Families, text: string): readonly Setting[] {
  const { requests, question } = reader.parse(text);
  const [request] = requests;
  if (!request || requests.length > 1 || question) return [];
  if (request.kind !== 'set' && request.kind !== 'create') return [];
  const family = families.get(request.family);
  return Object.keys(request.settings ?? {}).flatMap((id) => family?.settings[id] ?? []);
}

/** A word for two of its values: one of them fits where a value may stand. */
function probesOf({ values }: Choice): readonly string[] {
  const words = Object.values(values).flatMap((one) => one.words.slice(0, 1));
  return words.filter((word) => /^\p{L}+$/u.test(word)).slice(0, 2);
}

function valuesOf({ values }: Choice): string {
  const says = Object.values(values).map(({ say }) => say);
  return says.length > 1 ? `${says.slice(0, -1).join(', ')} or ${says.at(-1)}` : says.join('');
}

function bare(word: string): string {
  return word.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}
