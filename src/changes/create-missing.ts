import { shortName, type Apps, type CatalogApp } from '../core/app';
import { inSentence, platformTitles, type Family, type Platform } from '../core/family';
import type { CreateRequest } from '../core/request';
import { ask, type Choice, type Detour } from './planned';

/** What a new policy still needs is asked for, one thing at a time, with what may be chosen; `near`: apps that may have been meant. */
export function askMissing(
  family: Family,
  request: CreateRequest,
  missing: readonly string[],
  before: string,
  near: Apps = [],
): Detour {
  const [slot = 'name'] = [...missing].sort((a, b) => place(a) - place(b));
  const { text, choices } = questionFor(family, request, slot, near);
  return ask([before, text].filter((one) => one !== '').join(' '), choices, { slot, request });
}

const order = ['platforms', 'apps', 'groups', 'settings'];

/** Settings that it needs come behind what it is for, its name comes last. */
function place(slot: string): number {
  if (slot === 'name') return order.length + 1;
  return order.includes(slot) ? order.indexOf(slot) : order.length;
}

interface Asking {
  readonly text: string;
  readonly choices: readonly Choice[];
}

function questionFor(family: Family, request: CreateRequest, slot: string, near: Apps): Asking {
  const title = inSentence(family.title);
  const choice = (label: string, more: Partial<CreateRequest>): Choice => ({
    label,
    request: { ...request, ...more },
    chosen: {},
  });
  switch (slot) {
    case 'platforms':
      return {
        text: `For which platform shall the new ${title} be?`,
        choices: platformChoices(family).map(({ label, platforms }) => choice(label, { platforms: [...platforms] })),
      };
    case 'apps':
      return {
        text: `Which apps shall the new ${title} cover? Others can be typed.`,
        choices: [...near.map(oneApp), ...appChoices].map(({ label, apps }) => choice(label, { apps: [...apps] })),
      };
    case 'groups':
      return { text: `Which groups shall the new ${title} be for?`, choices: [] };
    case 'settings':
      return { text: `What shall the new ${title} set? Say for example ${exampleOf(family)}.`, choices: [] };
    case 'name': {
      const name = family.createName ?? nameFor(family, request);
      return {
        text: `What shall the new ${title} be called? Type a name, or take this one.`,
        choices: [choice(`Call it «${name}»`, { name })],
      };
    }
    default:
      return { text: `Which ${settingTitle(family, slot)} shall the new ${title} have?`, choices: settingChoices() };
  }

  function settingChoices(): readonly Choice[] {
    const setting = family.settings[slot];
    if (!setting || !('values' in setting)) return [];
    return Object.entries(setting.values).map(([value, { say }]) =>
      choice(say, { settings: { ...request.settings, [slot]: setting.kind === 'several' ? [value] : value } }),
    );
  }
}

function settingTitle(family: Family, id: string): string {
  return (family.settings[id]?.title ?? id).toLowerCase();
}

/** Each platform of the family, and all where there are but two. */
function platformChoices(
  family: Family,
): readonly { readonly label: string; readonly platforms: readonly Platform[] }[] {
  const all = [...new Set(Object.values(family.variants).flatMap(({ platform }) => platform ?? []))];
  const each = all.map((platform) => ({ label: platformTitles[platform], platforms: [platform] }));
  const both = { label: all.map((platform) => platformTitles[platform]).join(' and '), platforms: [...all].sort() };
  return all.length === 2 ? [...each, both] : each;
}

function oneApp(app: CatalogApp): { readonly label: string; readonly apps: readonly string[] } {
  return { label: shortName(app), apps: [app.id] };
}

const appChoices = [
  { label: 'Outlook', apps: ['outlook'] },
  { label: 'Outlook and Teams', apps: ['outlook', 'teams'] },
  { label: 'Core Microsoft apps', apps: ['coreMicrosoftApps'] },
  { label: 'All Microsoft apps', apps: ['allMicrosoftApps'] },
] as const;

/** The two shortest things that can be said of the family. */
function exampleOf(family: Family): string {
  const says = family.examples.filter(({ act, set, say }) => act === undefined && set && !say.includes('"'));
  const short = says.map(({ say }) => say).sort((a, b) => a.length - b.length);
  return short
    .slice(0, 2)
    .map((say) => `«${say}»`)
    .join(' or ');
}

/** «Finance iOS app protection»; the kind alone would be no name. */
export function nameFor(family: Family, { groups = [], platforms = [] }: CreateRequest): string {
  const [word = family.title] = family.words;
  const kind = word.replace(/ polic(?:y|ies)$/i, '');
  const whose = [...groups, ...platforms.map((platform) => platformTitles[platform])];
  return [...(whose.length > 0 ? whose : ['New']), kind].join(' ');
}
