import type { FamilyLanguage, Platform } from '../core/family';
import type { ChoiceValue, Phrase, SettingLanguage, ToggleSense } from '../core/setting';

/** What the reader is told about the product: the families' words, the apps, nothing of Graph. */

export interface Vocabulary {
  readonly families: ReadonlyMap<string, SpokenFamily>;
  readonly apps: readonly SpokenApp[];
}

export interface SpokenApp {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
}

/** The part of a family that is language; a registered family is one of these as it stands. */
export interface SpokenFamily extends FamilyLanguage {
  readonly id: string;
  readonly title: string;
  readonly words: readonly string[];
  readonly settings: Readonly<Record<string, SpokenSetting>>;
  readonly variants?: Readonly<Record<string, { readonly platform?: Platform }>>;
  /** Null when there is only one object and nobody names it: the connector. */
  readonly nameAt?: string | null;
  /** There when its policies name apps. */
  readonly apps?: unknown;
  readonly examples?: readonly { readonly say: string }[];
}

interface SpokenCommon extends SettingLanguage {
  readonly title: string;
  readonly words: readonly string[];
  readonly phrases?: readonly Phrase[];
}

export type SpokenSetting =
  | (SpokenCommon & { readonly kind: 'toggle'; readonly sense: ToggleSense })
  | (SpokenCommon & { readonly kind: 'count'; readonly unit: string })
  | (SpokenCommon & { readonly kind: 'choice'; readonly values: Readonly<Record<string, ChoiceValue>> })
  | (SpokenCommon & {
      readonly kind: 'several';
      readonly values: Readonly<Record<string, ChoiceValue>>;
      readonly joined: boolean;
    })
  | (SpokenCommon & { readonly kind: 'version' | 'duration' | 'clock' })
  | (SpokenCommon & { readonly kind: 'list'; readonly of: 'path' | 'extension' | 'process' });

/** The platforms a family knows; empty when none stands in its requests. */
export function platformsOf(family: SpokenFamily): readonly Platform[] {
  if (family.platforms) return family.platforms;
  const all = Object.values(family.variants ?? {}).flatMap(({ platform }) => platform ?? []);
  return [...new Set(all)];
}
