import type { CardJson } from '../ports';

/** A button of a card: what it is called, and what pressing it sends. */
export interface Button {
  readonly verb: string;
  readonly title: string;
  readonly token: string;
}

/** All buttons of a card that come back to the bot, wherever they stand in it. */
export function buttonsOf(card: CardJson): readonly Button[] {
  const found: Button[] = [];
  collect(card, found);
  return found;
}

/** The button somebody means by «approve», «leave out iOS» or, of several alike, «choose 2». */
export function buttonCalled(buttons: readonly Button[], typed: string): Button | undefined {
  const wanted = typed.trim().toLowerCase();
  const byTitle = buttons.find(({ title }) => title.toLowerCase() === wanted);
  if (byTitle) return byTitle;
  const [, verb = wanted, number = '1'] = /^(\S+) (\d+)$/.exec(wanted) ?? [];
  return buttons.filter((button) => button.verb.toLowerCase() === verb)[Number(number) - 1];
}

function collect(value: unknown, found: Button[]): void {
  if (Array.isArray(value)) return value.forEach((one) => collect(one, found));
  if (typeof value !== 'object' || value === null) return;
  const { type, verb, title, data } = value as Readonly<Record<string, unknown>>; // an object of a card, read field by field
  if (type === 'Action.Execute' && typeof verb === 'string' && typeof title === 'string') {
    const token = typeof data === 'object' && data !== null && 'token' in data ? data.token : undefined;
    if (typeof token === 'string' && verb !== 'refresh') found.push({ verb, title, token });
  }
  for (const [key, one] of Object.entries(value)) if (key !== 'refresh') collect(one, found);
}
