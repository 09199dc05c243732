import type { Shown } from './shown';

/** Rows that fit on a narrow card: not every client breaks a row of buttons, and what sticks out cannot be pressed. */
export function inRows<T extends { readonly title: Shown }>(buttons: readonly T[]): T[][] {
  const rows: T[][] = [];
  let width = Infinity;
  for (const button of buttons) {
    const own = button.title.length * 8 + 34;
    if (width + own > narrowCard) {
      rows.push([]);
      width = 0;
    }
    rows.at(-1)?.push(button);
    width += own;
  }
  return rows;
}

/** Pixels between the margins of a card in a Teams chat beside a channel list, or on a phone. */
const narrowCard = 340;
