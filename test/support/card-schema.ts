import { z } from 'zod';
import { maxCardBytes } from '../../src/views/limits';
import { verbs } from '../../src/views/plan-buttons';

/**
 * Exactly the Adaptive Card elements we use, and nothing else of them: the official schema says nothing useful about
 * what is wrong, and Teams drops what it does not know in silence. https://adaptivecards.io/explorer/
 */

const spacing = { spacing: z.enum(['None', 'Small']).optional(), separator: z.literal(true).optional() };
const style = z.enum(['accent', 'good', 'warning', 'attention', 'emphasis']);
const Text = z.string().min(1).max(4000);

const TextRun = z.strictObject({
  type: z.literal('TextRun'),
  text: Text,
  size: z.enum(['Medium', 'Large']).optional(),
  weight: z.literal('Bolder').optional(),
  // Good and Warning are too pale on white in some clients.
  color: z.enum(['Attention', 'Accent']).optional(),
  isSubtle: z.literal(true).optional(),
});

const RichTextBlock = z.strictObject({
  type: z.literal('RichTextBlock'),
  inlines: z.array(TextRun).min(1),
  ...spacing,
});

/** Headings of our own; text of the tenant never stands in a TextBlock, since that reads markdown. */
const TextBlock = z.strictObject({
  type: z.literal('TextBlock'),
  style: z.literal('heading'),
  size: z.literal('Default'),
  text: z.enum(['Whom it reaches', 'Notes', 'Other open changes here', 'Decisions']),
  weight: z.literal('Bolder'),
  wrap: z.literal(true),
});

const Token = z.string().regex(/^[\w.~-]{1,200}$/);

const Execute = z.strictObject({
  type: z.literal('Action.Execute'),
  title: z.string().min(1).max(130),
  verb: z.enum(verbs),
  style: z.enum(['positive', 'destructive']).optional(),
  associatedInputs: z.literal('none').optional(),
  data: z.strictObject({ token: Token }),
});

const OpenUrl = z.strictObject({
  type: z.literal('Action.OpenUrl'),
  title: z.string().min(1).max(80),
  url: z.string().regex(/^https:\/\/(intune|entra|security)\.microsoft\.com\//),
});

/** Shows the form of a silence. https://adaptivecards.io/explorer/Action.ToggleVisibility.html */
const Toggle = z.strictObject({
  type: z.literal('Action.ToggleVisibility'),
  title: z.literal('Silence …'),
  targetElements: z.tuple([z.literal('silence')]),
});

/** Teams shows six buttons of one set. */
const ActionSet = z.strictObject({
  type: z.literal('ActionSet'),
  actions: z
    .array(z.discriminatedUnion('type', [Execute, OpenUrl, Toggle]))
    .min(1)
    .max(6),
  ...spacing,
});

const InputText = z.strictObject({
  type: z.literal('Input.Text'),
  id: z.literal('reason'),
  label: Text,
  placeholder: Text,
  maxLength: z.int().max(500),
  separator: z.literal(true).optional(),
});

const InputChoice = z.strictObject({
  type: z.literal('Input.ChoiceSet'),
  id: z.literal('length'),
  label: Text,
  style: z.literal('compact'),
  value: z.string().min(1),
  choices: z.array(z.strictObject({ title: Text, value: z.string().min(1) })).min(2),
});

const TableCell = z.strictObject({ type: z.literal('TableCell'), items: z.array(RichTextBlock).min(1) });

const Table = z
  .strictObject({
    type: z.literal('Table'),
    firstRowAsHeaders: z.boolean(),
    showGridLines: z.boolean(),
    columns: z
      .array(z.strictObject({ width: z.int().min(1) }))
      .min(2)
      .max(4),
    rows: z
      .array(z.strictObject({ type: z.literal('TableRow'), style: style.optional(), cells: z.array(TableCell).min(2) }))
      .min(1),
    ...spacing,
  })
  .refine(({ columns, rows }) => rows.every((row) => row.cells.length === columns.length), 'a cell for each column');

/** https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards */
const Donut = z.strictObject({
  type: z.literal('Chart.Donut'),
  title: Text,
  data: z
    .array(
      z.strictObject({
        legend: Text,
        value: z.number().positive(),
        color: z.enum(['good', 'warning', 'attention', 'neutral']),
      }),
    )
    .min(1),
  fallback: RichTextBlock,
});

const Line = z.strictObject({
  type: z.literal('Chart.Line'),
  title: Text,
  data: z
    .array(
      z.strictObject({
        legend: Text,
        color: z.literal('good'),
        values: z.array(z.strictObject({ x: z.iso.date(), y: z.number() })).min(2),
      }),
    )
    .length(1),
  fallback: RichTextBlock,
});

const Column = z.strictObject({
  type: z.literal('Column'),
  width: z.enum(['auto', 'stretch', '20px']),
  verticalContentAlignment: z.literal('Center').optional(),
  items: z.array(z.discriminatedUnion('type', [RichTextBlock, ActionSet])).min(1),
});

const ColumnSet = z.strictObject({ type: z.literal('ColumnSet'), columns: z.array(Column).min(1).max(2), ...spacing });

const Container = z.strictObject({
  type: z.literal('Container'),
  id: z.enum(['plan', 'result', 'whatIf', 'question', 'answer', 'help', 'alert']).optional(),
  style: style.optional(),
  items: z.array(z.discriminatedUnion('type', [RichTextBlock, TextBlock, Table])).min(1),
  ...spacing,
});

/** Hidden until somebody wants it. */
const Form = z.strictObject({
  type: z.literal('Container'),
  id: z.literal('silence'),
  isVisible: z.literal(false),
  items: z.array(z.union([RichTextBlock, InputText, InputChoice, ActionSet])).min(4),
  ...spacing,
});

const body = [
  Container,
  Form,
  RichTextBlock,
  Table,
  ColumnSet,
  ActionSet,
  InputText,
  InputChoice,
  Donut,
  Line,
] as const;

export const CardSchema = z
  .strictObject({
    type: z.literal('AdaptiveCard'),
    $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
    version: z.literal('1.5'),
    fallbackText: Text,
    msteams: z.strictObject({ width: z.literal('Full') }).optional(),
    refresh: z
      .strictObject({
        action: Execute.extend({ verb: z.literal('refresh') }),
        userIds: z.array(z.string().regex(/^29:/)).min(1).max(60),
      })
      .optional(),
    body: z.array(z.union(body)).min(1),
  })
  .refine(({ body: [head] }) => head?.type === 'Container' && head.id !== undefined, 'the head says what card it is')
  .refine((card) => Buffer.byteLength(JSON.stringify(card)) <= maxCardBytes, `more than ${maxCardBytes} bytes`)
  .refine((card) => new Set(tokensOf(card)).size === tokensOf(card).length, 'two buttons with one token');

function tokensOf(card: unknown): readonly string[] {
  return [...JSON.stringify(card).matchAll(/"token":"([^"]*)"/g)].map(([, token = '']) => token);
}
