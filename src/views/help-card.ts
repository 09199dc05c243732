import { z } from 'zod';
import type { Message } from '../ports';
import { Shown } from './card-data';
import { first, type Limits } from './limits';
import { messageOf } from './message';
import { escapeMarkdown, nothing, say, shown } from './shown';
import type { Fill } from './templates';

/** What can be asked, in the words in which to ask it. */

export interface HelpView {
  readonly lead: string;
  readonly sections: readonly {
    readonly title: string;
    readonly lines: readonly { readonly say: string; readonly about?: string }[];
  }[];
}

export function drawHelp({ fill }: { readonly fill: Fill }, view: HelpView): Message {
  return messageOf((limits) => {
    const data = helpData(limits, view);
    return { card: fill(HelpCard.parse(data)), summary: data.lead };
  });
}

/** What cards/help.json lays out. */
const HelpCard = z.strictObject({
  fallback: Shown,
  lead: Shown,
  sections: z.array(
    z.strictObject({
      title: Shown,
      lines: z.array(z.strictObject({ say: Shown, about: Shown })),
      more: Shown,
    }),
  ),
});
type HelpCard = z.infer<typeof HelpCard>;

function helpData(limits: Limits, view: HelpView): HelpCard {
  const lead = shown(view.lead, limits.text);
  const perSection = Math.max(2, Math.floor((limits.rows * 3) / Math.max(1, view.sections.length)));
  return {
    fallback: escapeMarkdown(lead),
    lead,
    sections: view.sections.map((section) => {
      const { kept, left } = first(section.lines, perSection);
      return {
        title: shown(section.title, limits.name),
        lines: kept.map((line) => ({
          say: shown(line.say, limits.text),
          about: line.about === undefined ? nothing : shown(line.about, limits.text),
        })),
        more: left > 0 ? say`and ${left} more` : nothing,
      };
    }),
  };
}
