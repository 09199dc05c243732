import type { CardJson } from '../ports';
import { unbroken } from './shown';

/** What a person may press on a card: in the terminal, in transcripts, in tests. */
export interface CardButton {
  /** As it is written in a transcript: «approve», «leave out iOS». */
  readonly label: string;
  readonly verb: string;
  readonly token: string;
}

/**
 * Any card of ours as plain text: «[plan] Title · change #1 · 2 changes · tightens», one line for each line of the
 * card, and what can be pressed: «(approve) (reject) (cancel)». Headings and links are for the eye and left out.
 */
export function textOf(card: CardJson): string {
  const [head, ...rest] = elements(card['body']);
  const title = head ? `[${kinds[String(head['id'])] ?? String(head['id'])}] ${linesOf(head).join(' · ')}` : '';
  const buttons = buttonsOf(card).map(({ label }) => `(${label})`);
  return unbroken([title, ...rest.flatMap(linesOf), buttons.join(' ')].filter((line) => line !== '').join('\n'));
}

/** The buttons of a card in the order in which they stand on it. */
export function buttonsOf(card: CardJson): readonly CardButton[] {
  return elements(card['body'])
    .flatMap(executesIn)
    .map((action) => ({
      label: unbroken(lowered(String(action['title']))),
      verb: String(action['verb']),
      token: String((action['data'] as { readonly token?: unknown }).token), // every Action.Execute of ours carries one
    }));
}

/** The first container of a card says by its id what kind of card it is. */
const kinds: Readonly<Record<string, string>> = { whatIf: 'what if' };

type Element = Readonly<Record<string, unknown>>;

function linesOf(element: Element): readonly string[] {
  // A form that is shown when somebody wants it.
  if (element['isVisible'] === false) return [];
  switch (element['type']) {
    case 'RichTextBlock':
      return [
        elements(element['inlines'])
          .map((run) => String(run['text']))
          .join(''),
      ];
    case 'TextBlock':
      return element['style'] === 'heading' ? [] : [String(element['text'])];
    case 'Container':
      return elements(element['items']).flatMap(linesOf);
    case 'ColumnSet':
      return [
        elements(element['columns'])
          .map((column) => elements(column['items']).flatMap(linesOf).join(' · '))
          .filter((column) => column !== '')
          .join(' '),
      ];
    case 'Table':
      return elements(element['rows']).map((row) => {
        const cells = elements(row['cells']).map((cell) => elements(cell['items']).flatMap(linesOf).join(' '));
        return cells.join(cells.length === 2 ? ': ' : ' · ');
      });
    case 'Chart.Donut':
    case 'Chart.Line':
      return elements([element['fallback']]).flatMap(linesOf);
    default:
      return [];
  }
}

function executesIn(element: Element): readonly Element[] {
  const inside = ['items', 'columns', 'rows', 'cells', 'actions'].flatMap((key) => elements(element[key]));
  return element['type'] === 'Action.Execute' ? [element] : inside.flatMap(executesIn);
}

function elements(value: unknown): readonly Element[] {
  return Array.isArray(value) ? (value as Element[]) : []; // cards are made from our own layouts
}

/** «Approve» → «approve»; «iOS» in the middle stays. */
function lowered(title: string): string {
  // «LAPTOP-001» is a name.
  return /^\p{Lu}[\p{Lu}\d]/u.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}
