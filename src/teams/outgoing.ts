import type { Activity, Attachment, Entity } from 'botbuilder';
import type { CardJson, Message } from '../ports';

export const cardType = 'application/vnd.microsoft.card.adaptive';

/** A message as an activity: a card with its summary, or words. Never both, since Teams would show the same thing twice. */
export function activityOf(message: Message): Partial<Activity> {
  const mentions = message.mentions ?? [];
  const entities: Entity[] = mentions.map(({ teamsId, name }) => ({
    type: 'mention',
    text: tagOf(name),
    mentioned: { id: teamsId, name },
  }));
  const about = { type: 'message', summary: message.summary, ...(entities.length > 0 ? { entities } : {}) };
  if (message.card === undefined) {
    return { ...about, textFormat: 'markdown', text: withMentions(escapeMarkdown(message.text), mentions) };
  }
  // Nobody is notified by a card alone: whoever shall be stands beside it.
  const called = mentions.length > 0 ? { text: mentions.map(({ name }) => tagOf(name)).join(', ') } : {};
  return { ...about, ...called, attachments: [attachmentOf(message.card, message.text)] };
}

/** The card as it travels: with words for clients that cannot draw it. */
export function cardOf(card: CardJson, text: string): CardJson {
  return { ...card, fallbackText: card['fallbackText'] ?? text };
}

function attachmentOf(card: CardJson, text: string): Attachment {
  return { contentType: cardType, content: cardOf(card, text) };
}

/**
 * Makes markdown and HTML in a plain sentence show as typed. Only what could have an effect is escaped, so that the
 * words stay readable where markdown is not drawn (notifications, search).
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_~[\]]/g, '\\$&')
    .replace(/^(\s*)([#>+-]|\d+(?=[.)]\s))/gm, escapeLineStart)
    .replace(/\r?\n/g, '\n\n');
}

function escapeLineStart(_: string, space: string, mark: string): string {
  // A backslash does not escape a digit: «1.» becomes a list unless its dot is escaped, so a word joiner stands before it.
  return /\d/.test(mark) ? `${space}${mark}\u2060` : `${space}\\${mark}`;
}

/** Where a name stands in the text, there the mention stands; who is not named is called at the beginning. */
function withMentions(text: string, mentions: NonNullable<Message['mentions']>): string {
  let said = text;
  const called: string[] = [];
  for (const { name } of mentions) {
    const shown = escapeMarkdown(name);
    if (name !== '' && said.includes(shown)) said = said.replace(shown, () => tagOf(name));
    else called.push(tagOf(name));
  }
  return called.length === 0 ? said : `${called.join(', ')}: ${said}`;
}

function tagOf(name: string): string {
  return `<at>${name.replace(/[<>]/g, '')}</at>`;
}
