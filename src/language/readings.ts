import { platformTitles } from '../core/family';
import type { Reading } from '../core/request';
import type { Item } from './line/items';
import { shortNameOf } from './other-words';
import type { Read, Sentence } from './sentence';
import type { SpokenApp } from './vocabulary';

/** Words that were mended, as typed and as read («medum → Medium»), each once. */
export function readingsOf({ line }: Sentence, reads: readonly Read[], apps: readonly SpokenApp[]): readonly Reading[] {
  const out = new Map<string, Reading>();
  for (const read of reads) {
    for (const item of read.items) {
      for (const [index, word] of item.mended ?? []) {
        const typed = line.tokens[index]?.text ?? word;
        out.set(typed, { typed, read: sayItem(item, read, apps) ?? word });
      }
    }
  }
  return [...out.values()];
}

/** What a mended thing is called on cards, when it is one word that stands for one thing. */
function sayItem({ from, to, meaning }: Item, read: Read, apps: readonly SpokenApp[]): string | undefined {
  const [platform, ...platforms] = meaning?.platforms ?? [];
  if (to > from + 1 || !meaning) return undefined;
  const [app, ...others] = meaning.apps ?? [];
  const named = others.length === 0 ? apps.find(({ id }) => id === app)?.name : undefined;
  if (named !== undefined) return shortNameOf(named);
  if (platform && platforms.length === 0) return platformTitles[platform];
  const [value] = meaning.values ?? [];
  const setting = value && read.draft?.family.settings[value.key];
  const choices = setting?.kind === 'choice' || setting?.kind === 'several' ? setting.values : undefined;
  return value && choices?.[String(value.value)]?.say;
}
