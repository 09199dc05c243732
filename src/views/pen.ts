import type { Families } from '../core/family';
import type { Limits } from './limits';
import { counted, joined, nothing, say, shown, type Shown } from './shown';
import { first } from './limits';
import { sayWhen } from './when';

/** What drawing one card needs all the way down: how much fits, the families' words, the time. */
export interface Pen {
  readonly limits: Limits;
  readonly families: Families;
  /** A name from the tenant, with the length this card can bear. */
  readonly name: (text: string) => Shown;
  /** A sentence that somebody wrote, or that holds names. */
  readonly text: (text: string) => Shown;
  readonly when: (iso: string) => Shown;
}

export function penFor(
  limits: Limits,
  families: Families,
  time: { readonly now: string; readonly timezone: string },
): Pen {
  return {
    limits,
    families,
    name: (text) => shown(text, limits.name),
    text: (text) => shown(text, limits.text),
    when: (iso) => sayWhen(iso, time.now, time.timezone),
  };
}

export const tones = ['Default', 'Good', 'Warning', 'Attention', 'Accent'] as const;
export type Tone = (typeof tones)[number];

/** One line of a section. */
export interface Line {
  readonly say: Shown;
  readonly tone: Tone;
}

export function line(text: Shown, tone: Tone = 'Default'): Line {
  return { say: text, tone };
}

/** As many lines as fit, and a last one that counts the others; only what fits is drawn. */
export function lines<T>(all: readonly T[], limit: number, what: string, draw: (one: T) => Line): readonly Line[] {
  const { kept, left } = first(all, limit);
  const drawn = kept.map(draw);
  return left > 0 ? [...drawn, line(say`and ${counted(left, `more ${what}`)}`)] : drawn;
}

/** «A, B and 12 more», as long as the card can bear. */
export function names(pen: Pen, all: readonly string[]): Shown {
  const { kept, left } = first(all, pen.limits.lines);
  const known = kept.map(pen.name);
  if (left > 0) return say`${joined(known, ', ')} and ${left} more`;
  return known.length > 1 ? say`${joined(known.slice(0, -1), ', ')} and ${known.at(-1) ?? nothing}` : joined(known, '');
}
