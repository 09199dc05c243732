import type { Platform } from '../../core/family';
import type { Line } from '../line/line';
import type { ReadFamily } from '../words/families';
import { startBinding, type Binding, type Noun } from './binding';
import { bar } from './bars';
import { bindFamily } from './switch';

/** What one part of a sentence asks of one family: settings, and whom they are for. */
export interface Draft {
  readonly family: ReadFamily;
  readonly line: Line;
  readonly act: 'set' | 'create';
  readonly binding: Binding;
  apps: readonly string[] | undefined;
  platforms: readonly Platform[] | undefined;
  policy: string | undefined;
  name: string | undefined;
  groups: readonly string[] | undefined;
  excludeGroups: readonly string[] | undefined;
  for: string | undefined;
  until: string | undefined;
  familySaid: boolean;
  /** Parts in which the family was named. */
  readonly familyIn: Set<number>;
  /** Part → what was said there on each axis. */
  readonly axes: Map<number, Map<string, readonly string[]>>;
  /** Filler words, each with the settings it may stand beside. */
  readonly fills: (readonly string[])[];
  /** Slots after which settings were said: another target of the sort would be another request. */
  readonly closed: Set<Slot>;
  /** The slot filled last. */
  last: Slot | undefined;
  /** «to», «for», «in» … right before. */
  prep: string | undefined;
  /** Names that follow are groups: after «assign to», «exclude». */
  grouping: 'groups' | 'excludeGroups' | undefined;
  /** «when», «if» were said and wait for what they are about. */
  conditional: boolean;
  /** «too high» was said and waits for what is. */
  exceeded: boolean;
  /** Something was taken back. */
  corrected: boolean;
  /** «not Teams»: an app that is not meant was named. */
  notApps: boolean;
  /** «… but not for Outlook»: the app that follows is not meant. */
  besides: boolean;
  /** «turn» and «switch» need an «on» or «off». */
  turning: boolean;
  /** The verb was mended; then nothing is switched off. */
  slipped: boolean;
  /** Part in which something is to be removed or lifted, and whether it was said to be a requirement or a restriction. */
  removing: number | undefined;
  lifted: boolean;
  /** A restriction or a requirement is lifted, and what of is to follow. */
  lifting: 'blocks' | 'requires' | undefined;
  /** The setting that was named by what it wipes. */
  wiping: Noun | undefined;
}

export type Slot = 'apps' | 'platforms' | 'policy' | 'name' | 'groups' | 'excludeGroups' | 'for' | 'until';

export function startDraft(line: Line, family: ReadFamily, act: 'set' | 'create'): Draft {
  return {
    family,
    line,
    act,
    binding: startBinding(family),
    apps: undefined,
    platforms: undefined,
    policy: undefined,
    name: undefined,
    groups: undefined,
    excludeGroups: undefined,
    for: undefined,
    until: undefined,
    familySaid: false,
    familyIn: new Set(),
    axes: new Map(),
    fills: [],
    closed: new Set(),
    last: undefined,
    prep: undefined,
    grouping: undefined,
    conditional: false,
    exceeded: false,
    corrected: false,
    notApps: false,
    besides: false,
    turning: false,
    slipped: false,
    removing: undefined,
    lifted: false,
    lifting: undefined,
    wiping: undefined,
  };
}

/** A slot is filled: what was to be corrected is, and the word before it has done its work. */
export function filled(d: Draft, slot: Slot | undefined): true {
  if (slot) d.last = slot;
  d.prep = undefined;
  d.binding.correcting = false;
  return true;
}

/** Settings follow the targets said so far. */
export function closeTargets(d: Draft): void {
  if (d.apps) d.closed.add('apps');
  if (d.platforms) d.closed.add('platforms');
  if (d.groups) d.closed.add('groups');
}

/** «turn on the firewall»: a verb that no setting of its part took is about the family itself. */
export function endSegment(d: Draft): void {
  const b = d.binding;
  const { verb } = b;
  const own = verb && !verb.used && !verb.modal && verb.polarity !== 'set' && verb.segment === b.segment;
  // «a CA policy for Exchange, enabled»: a part of its own.
  const apart = d.familySaid && b.nouns.length > 0 && b.nouns.every(({ segment }) => segment !== b.segment);
  const about = apart || d.familyIn.has(b.segment) || d.axes.has(b.segment);
  if (own && about && d.family.spoken.itself) {
    verb.used = true;
    bindFamily(b, d.family.spoken.itself, verb);
  }
  bar(b);
  b.segment += 1;
}
