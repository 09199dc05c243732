import { z } from 'zod';
import type { Account } from './activity';

const Mention = z.object({
  type: z.string().regex(/^mention$/i),
  text: z.string().nullish(),
  mentioned: z.object({ id: z.string(), name: z.string().nullish() }),
});
type Mention = z.infer<typeof Mention>;

interface Said {
  readonly text?: string | undefined;
  readonly entities?: readonly unknown[] | undefined;
  readonly recipient: Account;
}

/**
 * What the person typed: every mention of the bot taken out, other mentions as plain names, HTML and its entities undone.
 * The SDK's own function takes out the first occurrence only, and throws when a message has no text.
 */
export function textOf(said: Said): string {
  const mentions = (said.entities ?? []).flatMap((entity) => Mention.safeParse(entity).data ?? []);
  const own = mentions.filter((mention) => mention.mentioned.id === said.recipient.id);
  const ownNames = new Set(own.map(nameOf).concat(own.length > 0 ? (said.recipient.name ?? '') : ''));
  const withoutOwn = own.reduce(
    (text, mention) => (mention.text ? text.replaceAll(mention.text, ' ') : text),
    said.text ?? '',
  );
  const withNames = withoutOwn.replace(/<at\b[^<>]*>([^<]{0,500})<\/at>/gi, (_, inner: string) =>
    ownNames.has(plain(inner).trim()) ? ' ' : inner,
  );
  return plain(withNames)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

function nameOf(mention: Mention): string {
  return plain(mention.mentioned.name ?? (mention.text ?? '').replace(/<\/?at\b[^>]*>/gi, '')).trim();
}

/** Only tags that Teams writes are taken out, so that «< 2 hours» and «<Pilot>» stay. */
function plain(html: string): string {
  return html
    .replace(/<(?:br\s*\/?|\/(?:p|div|li|tr|h[1-6]|blockquote))>/gi, '\n')
    .replace(
      /<\/?(?:at|p|div|span|br|b|i|u|s|a|em|strong|strike|code|pre|ul|ol|li|blockquote|font|h[1-6])\b[^<>]*>/gi,
      '',
    )
    .replace(/&(nbsp|lt|gt|quot|apos|amp|#39|#160);/g, (_, name: string) => entities[name] ?? ' ');
}

const entities: Readonly<Record<string, string>> = {
  nbsp: ' ',
  '#160': ' ',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  amp: '&',
};
