import type { Parsed } from '../core/request';
import { itemText, type Item } from './line/items';
import { typed } from './line/line';
import type { Read, Sentence } from './sentence';
import type { Meaning } from './words/lexicon';

/** How a text was read, word by word: for whoever wonders why. */
export interface Explained {
  readonly parsed: Parsed;
  readonly parts: readonly ExplainedPart[];
}

export interface ExplainedPart {
  /** The reader that won, and the family it read for; `nobody` when none did. */
  readonly reader: string;
  readonly family?: string;
  readonly words: readonly { readonly typed: string; readonly use: string }[];
}

export function explain(parsed: Parsed, sentence: Sentence | undefined, reads: readonly Read[]): Explained {
  if (!sentence) return { parsed, parts: [] };
  const parts = reads.map((read) => ({
    reader: read.reader,
    ...(read.draft ? { family: read.draft.family.id } : {}),
    words: read.items.map((item) => ({ typed: itemText(sentence.line, item), use: useOf(item) })),
  }));
  return { parsed, parts: parts.length > 0 ? parts : [{ reader: 'nobody', words: possibleUses(sentence) }] };
}

/** What each word could have been, to anybody. */
function possibleUses({ line, names }: Sentence): ExplainedPart['words'] {
  const words: { typed: string; use: string }[] = [];
  for (let i = 0; i < line.tokens.length;) {
    const name = names.get(i);
    const match = line.at(i);
    const to = name?.to ?? match?.to ?? i + 1;
    const use = name
      ? `name${name.mark ? ` of a ${name.mark}` : ''}`
      : match
        ? sayMeaning(match.meaning, match.owners)
        : 'not known';
    words.push({ typed: typed(line, i, to), use });
    i = to;
  }
  return words;
}

function useOf(item: Item): string {
  const slips = [...(item.mended?.values() ?? [])];
  const mended = slips.length > 0 ? `, mended to «${slips.join(' ')}»` : '';
  if (item.name) return `name${item.name.mark ? ` of a ${item.name.mark}` : ''}`;
  if (item.until) return `until ${item.until}`;
  if (item.since) return `since ${item.since}`;
  if (item.length) return `length ${item.length.iso}${mended}`;
  if (item.change !== undefined) return `change ${item.change}`;
  if (item.number !== undefined) return `number ${item.number}${item.unit ? ` ${item.unit}` : ''}`;
  if (item.version ?? item.clock) return `value ${item.version ?? item.clock}`;
  if (item.literal) return item.literal.is;
  return item.meaning ? sayMeaning(item.meaning, item.owners ?? []) + mended : 'not known';
}

function sayMeaning(m: Meaning, owners: readonly string[]): string {
  const uses = [
    m.corrects ? 'takes back' : undefined,
    m.settings ? `setting ${m.settings.join(', ')}` : undefined,
    m.sets ? `sets ${m.sets.map(({ key, value }) => `${key} ${String(value)}`).join(', ')}` : undefined,
    m.values ? `value ${[...new Set(m.values.map(({ value }) => String(value)))].join(', ')}` : undefined,
    m.axis ? `${m.axis.name} ${m.axis.values.join(', ')}` : undefined,
    m.apps ? `app ${m.apps.join(', ')}` : undefined,
    m.platforms ? `platform ${m.platforms.join(', ')}` : undefined,
    m.families ? `family ${m.families.join(', ')}` : undefined,
    m.verb ? `verb ${m.verb.id}` : undefined,
    m.marks ? `says what a name is of: ${m.marks}` : undefined,
    m.negates ? 'denies' : undefined,
    m.compares ? `compares: ${m.compares}` : undefined,
    m.compliance ?? m.status ?? m.level,
    m.everyone ? 'everyone' : undefined,
    m.joins ? 'joins' : undefined,
    m.word !== undefined ? `word «${m.word.replace(/^noun:/, '')}»` : undefined,
    m.fills ? 'goes with a setting' : undefined,
    m.noise ? 'adds nothing' : undefined,
  ].filter((use) => use !== undefined);
  return `${uses.join('; ')}${owners.length > 0 ? ` (${owners.join(', ')})` : ''}`;
}
