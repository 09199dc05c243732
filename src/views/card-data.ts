import { z } from 'zod';
import { tones, type Tone as ToneName } from './pen';
import { isShown, type Shown as Harmless } from './shown';

/** What a layout is filled with. Parsed before it is, so that no object and no raw text of the tenant gets on a card. */

export const Shown = z.custom<Harmless>(isShown, 'text that was not made harmless');

/**
 * What a tone looks like. Some clients draw Good and Warning as light green and yellow, too pale for text on white
 * (the Agents Playground: #92c353 and #f8d22a, below 2.1 : 1), so these two get weight at most, and no colour.
 */
const colours = {
  Default: 'Default',
  Good: 'Default',
  Warning: 'Default',
  Attention: 'Attention',
  Accent: 'Accent',
} as const satisfies Record<ToneName, string>;

/** The colour of text that is bold already. */
export const Tone = z.enum(tones).transform((tone) => colours[tone]);

export const Lines = z.array(
  z.strictObject({ say: Shown, tone: z.enum(tones) }).transform(({ say, tone }) => ({
    say,
    colour: colours[tone],
    weight: tone === 'Warning' || tone === 'Attention' ? 'Bolder' : 'Default',
  })),
);

/** Opaque, from the store; nothing else travels with a press. */
const Token = z.string().regex(/^[\w.~-]+$/);

export const Button = z.strictObject({
  title: Shown,
  verb: z.string(),
  token: Token,
  style: z.enum(['default', 'positive', 'destructive']),
  inputs: z.enum(['auto', 'none']),
});

export const Link = z.strictObject({ title: Shown, url: z.url({ protocol: /^https$/ }) });

/** https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/user-specific-views */
export const Refresh = z.strictObject({ token: Token, ids: z.array(z.string().regex(/^29:/)).min(1).max(60) });
