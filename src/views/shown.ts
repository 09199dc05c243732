/** Text that may stand on a card: ours, or the tenant's after it was made harmless. Only this file makes it. */

declare const harmless: unique symbol;
export type Shown = string & { readonly [harmless]: true };

/**
 * Makes text of the tenant harmless and at most `limit` characters long: one line, no control or direction characters,
 * nothing that a card evaluates. Names stay readable as they were typed; only what cannot be seen is taken out.
 */
export function shown(text: string, limit = 200): Shown {
  // What is cut anyway need not be cleaned: names can be 10,000 characters long.
  const cleaned = text
    .slice(0, limit * 4)
    .replace(breaks, ' ')
    .replace(unseen, '')
    .replace(piled, '$1');
  const spaced = cleaned.replace(/\s+/g, ' ').trim();
  const characters = [...spaced];
  const cut =
    characters.length > limit
      ? `${characters
          .slice(0, limit - 1)
          .join('')
          .trimEnd()}…`
      : spaced;
  return isolated(cut === '' ? '(blank)' : cut).replace(/\{(?=\{)/g, brokenBrace) as Shown; // the one place that may say so
}

/** Our own sentence with harmless parts in it: `` say`Approved by ${shown(name)}` ``. */
export function say(strings: TemplateStringsArray, ...parts: readonly (Shown | number)[]): Shown {
  const text = strings.map((own, i) => own + (i < parts.length ? said(parts[i]) : ''));
  return text.join('') as Shown; // our words and harmless parts
}

export const nothing = '' as Shown; // no text is harmless

export function joined(parts: readonly Shown[], by: string): Shown {
  return parts.join(by) as Shown; // separators are ours
}

/** «A, B and C»; beyond `limit` «A, B and 12 more». */
export function listed(parts: readonly Shown[], limit = Infinity): Shown {
  const left = parts.length - limit;
  const all = left > 0 ? [...parts.slice(0, limit), say`${left} more`] : parts;
  if (all.length < 2) return all[0] ?? nothing;
  return say`${joined(all.slice(0, -1), ', ')} and ${all.at(-1) ?? nothing}`;
}

/** «1 device», «1,200 devices». */
export function counted(number: number, one: string, many = `${one}s`): Shown {
  return say`${number} ${shown(number === 1 ? one : many)}`;
}

/** Change numbers are names, not amounts: no thousands separator. */
export function ordinal(id: number): Shown {
  return shown(String(id));
}

export function capitalized(text: Shown): Shown {
  return (text.charAt(0).toUpperCase() + text.slice(1)) as Shown; // same characters
}

/** True for text that came out of this file, and for harmless text besides: the last look before it goes on a card. */
export function isShown(text: unknown): text is Shown {
  return (
    typeof text === 'string' && !text.includes('{{') && !/[\p{Cc}\u2028\u2029\u202a-\u202e\u200e\u200f]/u.test(text)
  );
}

/** For the few places that are markdown wherever they are shown (`fallbackText`). */
export function escapeMarkdown(text: Shown): Shown {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~]/g, '\\$&') as Shown; // a backslash before punctuation harms nothing
}

/** What was put in for clients that draw, taken out again for plain text. */
export function unbroken(text: string): string {
  return text.replaceAll(wordJoiner, '');
}

const wordJoiner = '\u2060';

/** Clients evaluate `{{DATE(…)}}` in every text, in TextRun too; an invisible joiner between the braces stops it. */
const brokenBrace = `{${wordJoiner}`;

/** Every white space but the byte order mark, which is invisible and goes. */
const breaks = /[^\S\ufeff]+|\u0085/gu;

/**
 * Controls, lone surrogates, private and unassigned characters; invisible and direction-changing ones. The joiners
 * U+200C and U+200D stay, since Persian and emoji need them. https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
const unseen =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** More than four marks on one letter reach into other lines. */
const piled = /(\p{M}{4})\p{M}+/gu;

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A right-to-left name must not turn the «before → after» around it: it is set in an isolate of its own. */
function isolated(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}

function said(part: Shown | number | undefined): string {
  return typeof part === 'number' ? part.toString().replace(/\B(?=(\d{3})+$)/g, ',') : (part ?? '');
}
