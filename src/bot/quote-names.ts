import type { Parsed } from '../core/request';
import { readReadable } from '../changes/read';
import { GraphRefused, GraphUnreachable } from '../ports';
import { namedFamilies } from '../questions/question-kind';
import type { BotPorts } from './ports';

/**
 * Names of the tenant are made of common words («iOS Office baseline»), so the reader wants them in quotes. Where it
 * cannot read a text, the names that stand bare in it get theirs; undefined when there are none.
 */
export async function withNamesQuoted(ports: BotPorts, text: string): Promise<string | undefined> {
  if (text.trim().split(/\s+/).length < 3) return undefined;
  try {
    const families = namedFamilies(ports.rules().families, undefined);
    const known = await readReadable(ports.graph, families);
    return quoteNames(
      text,
      known.map(({ name }) => name),
    );
  } catch (error) {
    // Whoever asked nothing that can be read hears that, whether or not Graph answers.
    if (error instanceof GraphRefused || error instanceof GraphUnreachable) return undefined;
    throw error;
  }
}

/** Quotes the names of two words and more; one word alone may be meant as what it is («Outlook»). */
export function quoteNames(text: string, names: readonly string[]): string | undefined {
  const bare = [...new Set(names)].filter((name) => /\S\s+\S/.test(name) && !/["“”«»]/.test(name));
  if (bare.length === 0) return undefined;
  const known = new Map(bare.map((name) => [keyOf(name), name]));
  // The longest first: «iOS Office baseline 2» is not «iOS Office baseline» with a number behind it.
  const either = bare.sort((a, b) => b.length - a.length).map(patternOf);
  const found = new RegExp(`(?<![\\p{L}\\p{N}])(?:${either.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  const quoted = text
    .split(/(["“«][^"”»]*["”»])/u)
    .map((piece, i) => (i % 2 === 1 ? piece : piece.replace(found, (name) => `"${known.get(keyOf(name)) ?? name}"`)))
    .join('');
  return quoted === text ? undefined : quoted;
}

function keyOf(name: string): string {
  return name.toLowerCase().replace(/\s+/g, ' ');
}

function patternOf(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/g, '\\s+');
}

/** What cannot be read may hold names of this tenant that have no quotes; the card keeps the words as they were typed. */
export async function readAgain(ports: BotPorts, parsed: Parsed): Promise<Parsed> {
  if (parsed.requests.length > 0) return parsed;
  const quoted = await withNamesQuoted(ports, parsed.text);
  const again = quoted === undefined ? parsed : ports.reader().parse(quoted);
  if (again.requests.length > 0) return { ...again, text: parsed.text };
  const isRead = parsed.question !== null && parsed.question.about !== 'words';
  const unsaid = isRead ? undefined : ports.reader().unsaid(quoted ?? parsed.text);
  return unsaid ?? parsed;
}
