import type { Place, Setting, Typed, Value } from './setting';
import type { CatalogTemplate } from './shapes/catalog';
import type { KeyList } from './shapes/key-values';

/** The shape of a policy family: data that drives language, plans, cards, docs and contract tests. */

export const platforms = ['android', 'ios', 'windows', 'macos'] as const;
export type Platform = (typeof platforms)[number];

/** How cards and sentences name a platform. */
export const platformTitles: Readonly<Record<Platform, string>> = {
  android: 'Android',
  ios: 'iOS',
  windows: 'Windows',
  macos: 'macOS',
};

export type Act = 'set' | 'create' | 'assign' | 'unassign' | 'addApps' | 'removeApps' | 'delete';

export type GraphVersion = 'v1.0' | 'beta';

/** Whom a family's policies may be assigned to. */
export type TargetKind = 'group' | 'exclude' | 'allUsers' | 'allDevices';

/** How values lie in an entity; read and write for each are in `core/shapes/`. */
export type ShapeName = 'properties' | 'keyValues' | 'conditions' | 'catalog';

/** One Graph type of a family: app protection has one per platform, the connector has one. */
export interface Variant {
  readonly platform?: Platform;
  readonly title: string;
  readonly version: GraphVersion;
  /** Path of the collection, or of the only object there is. */
  readonly at: { readonly collection: string } | { readonly single: string };
  /** The derived type, written along with POST and PATCH where Graph wants it. */
  readonly type?: string;
  readonly shape: ShapeName;
  /** Settings catalog: only policies made from this template are of the variant. */
  readonly template?: CatalogTemplate;
  /** Key-values: the list that holds them. */
  readonly keys?: KeyList;
  /** What else of it is read along, as `$expand` names it. */
  readonly expand?: string;
  /** Only policies for this app are of the variant; a new one is made for it. */
  readonly app?: TargetedApp;
  /** What every new one carries besides name and settings. */
  readonly born?: Readonly<Record<string, unknown>>;
  /** Where an admin sees it; `{id}` stands for the object's id. */
  readonly portal: string;
}

/** The app a policy is for: by its package or bundle id, or by the id of its object among the tenant's apps. */
export type TargetedApp =
  | { readonly holds: 'identifier'; readonly id: string }
  | { readonly holds: 'object'; readonly bundleId: string; readonly at: string; readonly otherwise: string };

/** A part that Graph replaces whole: read, merged, sent whole. `read` is the `$expand` name, `write` the action. */
export interface WholePart {
  readonly read: string;
  readonly write: string;
}

export type Settings = Readonly<Record<string, Setting>>;

/** The values a family's settings may take, each in its own type. */
export type ValuesOf<S> = { readonly [K in keyof S]?: S[K] extends Typed<Setting, infer V> ? V : Value };

/** What a family may say about how people speak of it, beside its words. */
export interface FamilyLanguage {
  /** Words that may stand beside it and add nothing: «in Defender». */
  readonly fillers?: readonly string[];
  /** The settings meant when the family itself is switched: «turn on the connector». */
  readonly itself?: readonly string[];
  /** Whom it is for is part of it: «exclude …» may stand in a `set`. */
  readonly ownsGroups?: boolean;
  /** Verbs that switch in this family only: «connect Android». */
  readonly verbs?: Readonly<Record<'on' | 'off', readonly string[]>>;
  /** The platforms that may stand in its requests, where they are no sorts of policies. */
  readonly platforms?: readonly Platform[];
  /** What tells settings of the same words apart: a firewall profile, what a platform is connected for. */
  readonly axes?: Readonly<Record<string, Axis>>;
}

export interface Axis {
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** `all`: unsaid means every value; `ask`: unsaid means that nothing can be set yet. */
  readonly unsaid: 'all' | 'ask';
  /** How it is asked for. */
  readonly ask?: string;
  /** Words for every value at once: «all profiles». */
  readonly every?: readonly string[];
}

export interface Family<S extends Settings = Settings> extends FamilyLanguage {
  /** Stored in plans and audit entries: never renamed. */
  readonly id: string;
  readonly title: string;
  /** What people call a policy of this family, lower case, singular: «app protection policy», «MAM policy». */
  readonly words: readonly string[];
  readonly allows: readonly Act[];
  readonly permission: { readonly read: readonly string[]; readonly write: readonly string[] };
  readonly docs: string;
  readonly variants: Readonly<Record<string, Variant>>;
  readonly settings: S;
  readonly nameAt: 'displayName' | 'name' | null;
  /** `inside`: whom it is for is one of its conditions, and written with them. */
  readonly groups?: (WholePart | { readonly inside: true }) & {
    readonly takes: readonly TargetKind[];
    readonly members: 'users' | 'devices';
    /** What a group of the other sort of members means here. */
    readonly strangers?: string;
    /** Exclusions keep people from being locked out: taking one off is hard to take back, and break-glass accounts belong there. */
    readonly exclusionsGuard?: { readonly unless: { readonly setting: string; readonly value: Value } };
  };
  /** Scheduled actions, which Graph replaces whole by an action of their own. */
  readonly actions?: { readonly write: string };
  /** The setting that platforms of a new one become, where they are a condition and no sort of policy. */
  readonly platformsAt?: string;
  /** The setting that says which apps a policy is about, where apps are no list of their own: «add SharePoint to …». */
  readonly appsAt?: string;
  readonly apps?: WholePart;
  readonly createNeeds?: readonly ('name' | 'apps' | 'groups' | 'platforms' | 'settings')[];
  /** The variants are sorts of policies beside each other: each setting is changed where it is already, or in its first place. */
  readonly settingsHaveHomes?: boolean;
  /** Settings without which there can be no new one. */
  readonly createNeedsSettings?: readonly string[];
  /** A name that is offered when a new one is asked for without. */
  readonly createName?: string;
  /** What every new one sets where nothing else was said. */
  readonly createSets?: Readonly<Record<string, Value>>;
  /** A value of a new one that says whom it is for. */
  readonly presets?: readonly {
    readonly setting: string;
    readonly value: Value;
    readonly targets: readonly TargetKind[];
  }[];
  /** What the tenant has to have before a new one makes sense. */
  readonly createRequires?: {
    readonly version: GraphVersion;
    readonly path: string;
    readonly property: string;
    readonly is: readonly string[];
    readonly otherwise: string;
  };
  /** At once the help text, the request reference and the tests. */
  readonly examples: readonly Example<S>[];
  /** Phrases that must not be read as a change of this family. */
  readonly ignores: readonly string[];
}

export interface Example<S> {
  readonly say: string;
  readonly act?: Act;
  readonly set?: ValuesOf<S>;
}

/** «App protection policy» in the middle of a sentence; «Conditional Access» and «Defender» are names. */
export function inSentence(title: string): string {
  return title.replace(/^(?!Defender)\p{Lu}(?=\p{Ll}+ \p{Ll})/u, (letter) => letter.toLowerCase());
}

/** Gives the family back with its types kept; a wrongly typed example does not compile. */
export function defineFamily<const S extends Settings>(family: Family<S>): Family<S> {
  return family;
}

/**
 * Makes places whose property names are checked against Microsoft's published types.
 * `T` maps each variant to its Graph type; `everywhere('pinRequired')` needs the property in all of them.
 */
export function placesOf<T extends Readonly<Record<string, object>>>(variants: readonly (keyof T & string)[]) {
  type Where<K extends keyof T> =
    (keyof T[K] & string) | { readonly at: keyof T[K] & string; readonly wire?: Place['wire'] };
  return {
    /** A property that all of them have. */
    everywhere: (
      at: { [K in keyof T]: keyof T[K] & string }[keyof T] & keyof T[keyof T] & string,
    ): Record<string, Place> => Object.fromEntries(variants.map((variant) => [variant, { at }])),
    on: (places: { readonly [K in keyof T]?: Where<K> }): Record<string, Place> => {
      const entries = Object.entries(places) as [string, string | Place][]; // Object.entries widens the mapped type
      return Object.fromEntries(entries.map(([id, where]) => [id, typeof where === 'string' ? { at: where } : where]));
    },
  };
}

/** Families by id, in the order help shows them. */
export type Families = ReadonlyMap<string, Family>;

export function variantsFor(family: Family, platform: Platform): readonly string[] {
  return Object.keys(family.variants).filter((id) => family.variants[id]?.platform === platform);
}
