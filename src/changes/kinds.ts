import type { Assumed } from '../core/change';
import { type Family, type Platform, platformTitles } from '../core/family';
import type { CreateRequest, SetRequest } from '../core/request';
import type { Value } from '../core/setting';
import { variantTitle } from './find-policies';
import { ask, type Choice } from './planned';
import type { Known } from './read';

/** A platform may have several kinds of policies (Android by how it is managed): which kind a request means. */

/** The values that are written, and the variants that the others select. */
export interface Meant {
  readonly settings: Readonly<Record<string, Value>>;
  readonly selected: readonly string[];
}

export function meantBy(family: Family, wanted: Readonly<Record<string, Value>>): Meant {
  const entries = Object.entries(wanted);
  const selected = entries.flatMap(([id, value]) => family.settings[id]?.selects?.[String(value)] ?? []);
  return { settings: Object.fromEntries(entries.filter(([id]) => !family.settings[id]?.selects)), selected };
}

/** Without the kinds that were not meant; other platforms stay where they were said. */
export function ofKind(
  family: Family,
  variants: readonly string[],
  selected: readonly string[],
  said: readonly Platform[] | undefined,
): readonly string[] {
  if (selected.length === 0) return variants;
  const platforms = selected.map((id) => family.variants[id]?.platform);
  return variants.filter((id) => {
    const elsewhere = said !== undefined && !platforms.includes(family.variants[id]?.platform);
    return selected.includes(id) || elsewhere;
  });
}

/** «Android» of a `set`: the only kind there is goes without saying and is said; between several a person chooses. */
export function oneKindEach(family: Family, found: readonly Known[], request: SetRequest): readonly Assumed[] {
  return (request.platforms ?? []).flatMap((platform) => {
    const kinds = kindsOf(family, platform);
    const there = kinds.filter((id) => found.some(({ variant }) => variant === id));
    const [only] = there;
    if (kinds.length < 2 || only === undefined || request.policy !== undefined) return [];
    if (selects(family, request.settings)) return [];
    if (there.length > 1) throw whichKind(family, platform, there, request);
    const others = kinds.filter((id) => id !== only);
    const titles = others.map((id) => variantTitle(family, id));
    const say = `${variantTitle(family, only)} is meant: there is no policy for ${titles.join(' or ')}.`;
    return [{ say, what: 'kind', instead: kindChoices(family, others, request) }];
  });
}

/** A new one is of one kind: which, is asked. */
export function needKind(family: Family, variants: readonly string[], request: CreateRequest): void {
  if (selects(family, request.settings)) return;
  for (const platform of new Set(variants.map((id) => family.variants[id]?.platform))) {
    if (platform === undefined) continue;
    const kinds = kindsOf(family, platform).filter((id) => variants.includes(id));
    if (kinds.length > 1) throw whichKind(family, platform, kinds, request);
  }
}

function kindsOf(family: Family, platform: Platform): readonly string[] {
  const selectable = Object.values(family.settings).flatMap((setting) => Object.values(setting.selects ?? {}));
  return selectable.filter((id) => family.variants[id]?.platform === platform);
}

function selects(family: Family, settings: SetRequest['settings'] | undefined): boolean {
  return Object.keys(settings ?? {}).some((id) => family.settings[id]?.selects);
}

function whichKind(
  family: Family,
  platform: Platform,
  kinds: readonly string[],
  request: SetRequest | CreateRequest,
): Error {
  return ask(
    `How are the ${platformTitles[platform]} devices managed that this is for?`,
    kindChoices(family, kinds, request),
  );
}

function kindChoices(family: Family, kinds: readonly string[], request: SetRequest | CreateRequest): readonly Choice[] {
  return Object.entries(family.settings).flatMap(([setting, { selects: by }]) =>
    Object.entries(by ?? {})
      .filter(([, variant]) => kinds.includes(variant))
      .map(([value, variant]) => ({
        label: variantTitle(family, variant),
        request: { ...request, settings: { ...request.settings, [setting]: value } },
        chosen: {},
      })),
  );
}
