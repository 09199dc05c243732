import { GlobalSettings, Template } from 'adaptivecards-templating';
import type { CardJson } from '../ports';

/** The card layouts of cards/*.json, compiled once. */

export const templateNames = ['plan', 'question', 'status', 'help', 'alert'] as const;
export type TemplateName = (typeof templateNames)[number];

/** Fills a layout with data that was parsed before. Throws when the layout names something the data does not have. */
export type Fill = (data: object) => CardJson;

export type Templates = Readonly<Record<TemplateName, Fill>>;

export function compileTemplate(name: string, layout: unknown): Fill {
  const template = new Template(layout);
  return (data) => {
    missing.length = 0;
    const card = withoutDefaults(template.expand({ $root: data }));
    if (missing.length > 0) throw new Error(`cards/${name}.json asks for ${missing.join(', ')}, which was not given`);
    return card as CardJson; // a template whose root is an object expands to one
  };
}

// The library leaves `${name}` standing for what it does not find and tells only through this global hook; expanding
// is synchronous, so what is noted belongs to the card at hand.
const missing: string[] = [];
GlobalSettings.getUndefinedFieldValueSubstitutionString = (path) => {
  missing.push(path);
  return '';
};

/** What a client takes for granted is left out: a third of the bytes. */
function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(
    ([key, one]) => one !== null && !(key in defaults && defaults[key] === one),
  );
  return Object.fromEntries(entries.map(([key, one]) => [key, withoutDefaults(one)]));
}

const defaults: Readonly<Record<string, unknown>> = {
  color: 'Default',
  weight: 'Default',
  style: 'default',
  isSubtle: false,
  associatedInputs: 'auto',
};
