/** A setting of a policy: what it is called, which values it takes, which way tightens, and where it lies in Graph. */

export type Value = boolean | number | string | readonly string[] | null;

/** `changes` is for settings without an order: neither tighter nor looser. */
export type Direction = 'tightens' | 'loosens' | 'changes';

/** Where a setting lies in one variant. `wire` maps our value to Graph's where they differ. */
export interface Place {
  readonly at: string;
  readonly wire?: readonly (readonly [Value, unknown])[];
  /** In the settings catalog: how the definition holds it. */
  readonly catalog?: Holding;
  /** The switch that goes with the value: a level counts only while it is on. */
  readonly along?: { readonly at: string; readonly wire: readonly (readonly [Value, unknown])[] };
  /** In the scheduled actions of a compliance policy: the grace of this action. */
  readonly action?: string;
  /** Graph has a list there, of which this is the only member; several are one text, joined by commas. */
  readonly single?: true;
}

/** How a definition of the settings catalog holds its value. `at` of the place is its id; a choice's `wire` is what follows that id. */
export interface Holding {
  readonly holds: 'choice' | 'integer' | 'minutes' | 'strings';
  /** The choice of another definition it is a child of; a root has none. */
  readonly under?: { readonly at: string; readonly is: string };
}

/**
 * How a toggle is spoken of, which decides what «block», «require» and «turn on» make of it:
 * `blocks`: «block printing» is true, «allow printing» is false; `requires`: «require a PIN» is true;
 * `enables`: «turn on app sync» is true.
 */
export type ToggleSense = 'blocks' | 'requires' | 'enables';

/** A value of a choice: how cards say it, and the words people use for it. */
export interface ChoiceValue {
  readonly say: string;
  readonly words: readonly string[];
}

/** A phrase that by itself sets a value, without the setting's own words («block access»). */
export interface Phrase {
  readonly say: string;
  readonly value: Value;
}

/** What a setting may say about how people speak of it, beside its words. */
export interface SettingLanguage {
  /** Everyday words for it, which count beside a verb, the family or a policy only: «risk». */
  readonly weakWords?: readonly string[];
  /** Words that may stand beside it and add nothing: «links … open in the managed browser». */
  readonly fillers?: readonly string[];
  /** Where it lies on its family's axes; it shares its words with the others there. */
  readonly picks?: Readonly<Record<string, string>>;
  /** What its noun alone means: «supervised mode for Defender, please». */
  readonly bare?: Value;
  /** Its values need no noun: «require MFA». */
  readonly alone?: boolean;
  /** Which way its limit is spoken of: «or lower» (atMost), «at least» (atLeast). */
  readonly limit?: 'atMost' | 'atLeast';
  /** The toggle that is meant too when the thing is given a size: a «6 digit PIN» is a required PIN. */
  readonly measures?: string;
  /** Its phrases are everyday words: they count beside another setting, or where a policy or the family is named. */
  readonly leans?: boolean;
  /** The one value it may be given in words. */
  readonly only?: Value;
  /** Said of a new policy only: it chooses what is made. */
  readonly ofNew?: boolean;
  /** It says what happens beyond a limit: «block above medium», «warn below 13». */
  readonly bars?: boolean;
  /** The action that belongs to it: «block access below Android 13» is a minimum, and no action for threats. */
  readonly enforcedBy?: { readonly key: string; readonly value: Value };
  /** Intune asks for an action of its own beyond it, which is no setting here: «… and then wipe» is not about threats. */
  readonly endsIn?: 'anotherAction';
  /** The toggle its phrases name too: «a numeric PIN of 6 digits» is a PIN of 6 digits. */
  readonly names?: string;
  /** True and false may be typed as 1 and 0, as Defender writes them. */
  readonly bits?: boolean;
  /** A bare number is not enough: «grace period 3» of what? */
  readonly needsUnit?: boolean;
}

interface Common extends SettingLanguage {
  readonly title: string;
  /** Noun phrases people use for it, lower case, singular; the reader finds plurals and articles itself. */
  readonly words: readonly string[];
  readonly phrases?: readonly Phrase[];
  /** Variant id → where it lies there. A variant that is not named does not have the setting. */
  readonly on: Readonly<Record<string, Place>>;
  /** Values that need a second approval: what they do is hard to take back. */
  readonly severe?: readonly Value[];
  /** What has to hold elsewhere for this setting to have any effect: variant → the other family's setting. */
  readonly dependsOn?: {
    readonly family: string;
    readonly settings: Readonly<Record<string, string>>;
    readonly value: Value;
  };
  /** What another setting has to be for this one to exist at all: changed along with it, and seen on the card. */
  readonly needs?: { readonly setting: string; readonly value: Value };
  /** In these variants it is one and the same with another setting: both get the same value, or it is refused. */
  readonly onlyWith?: { readonly setting: string; readonly in: readonly string[]; readonly otherwise: string };
  /** It says which variant is meant and is never written: value → variant. */
  readonly selects?: Readonly<Record<string, string>>;
  /** What an approver should know about a value. */
  readonly cautions?: readonly { readonly value: Value; readonly say: string }[];
  /** `deviceThreat`: values are threat levels, so the card counts the devices above the new one. */
  readonly reach?: 'deviceThreat';
  /** Microsoft's default for a new policy, where a plan has to show «before» of a create. */
  readonly unset?: Value;
}

export interface Toggle extends Common {
  readonly kind: 'toggle';
  readonly sense: ToggleSense;
  /** Which value is the stricter one; null when neither is. */
  readonly stricter: boolean | null;
}

export interface Count extends Common {
  readonly kind: 'count';
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly stricter: 'more' | 'fewer' | null;
}

export interface Choice extends Common {
  readonly kind: 'choice';
  readonly values: Readonly<Record<string, ChoiceValue>>;
  /** Values from the strictest to the loosest; null when they have no order. */
  readonly order: readonly string[] | null;
}

/** A dotted version such as 16.4 or 4.2312.0; Graph returns null, '' or 0000-00-00 when it is not set. */
export interface Version extends Common {
  readonly kind: 'version';
  /** `more`: a higher minimum tightens. */
  readonly stricter: 'more' | null;
}

/** ISO 8601, such as PT12H; compared by length, so PT720M equals PT12H. */
export interface Duration extends Common {
  readonly kind: 'duration';
  readonly stricter: 'shorter' | 'longer' | null;
  readonly maxHours: number;
}

/** Several of a fixed list; `joined` when Graph keeps them as one comma-separated string (a flags enum). */
export interface Several extends Common {
  readonly kind: 'several';
  readonly values: Readonly<Record<string, ChoiceValue>>;
  readonly joined: boolean;
  /** `fewer`: a smaller set tightens; null: only said to change. */
  readonly stricter: 'fewer' | null;
}

/** A time of day, HH:MM, on the device's own clock. */
export interface Clock extends Common {
  readonly kind: 'clock';
  readonly latest: string;
}

/** Things to be left out, as typed. What a person names is added to what is there: nothing is dropped by adding. */
export interface List extends Common {
  readonly kind: 'list';
  readonly of: 'path' | 'extension' | 'process';
  readonly most: number;
}

export type Setting = Toggle | Count | Choice | Version | Duration | Several | Clock | List;

declare const type: unique symbol;
/** A setting that remembers the type of its values, so that a wrong example does not compile. */
export type Typed<S extends Setting, V extends Value> = S & { readonly [type]?: V };

export function toggle(is: Omit<Toggle, 'kind'>): Typed<Toggle, boolean> {
  return { kind: 'toggle', ...is };
}

export function count(is: Omit<Count, 'kind'>): Typed<Count, number> {
  return { kind: 'count', ...is };
}

export function choice<const V extends Readonly<Record<string, ChoiceValue>>>(
  is: Omit<Choice, 'kind' | 'values'> & { readonly values: V },
): Typed<Choice, keyof V & string> {
  return { kind: 'choice', ...is };
}

export function version(is: Omit<Version, 'kind'>): Typed<Version, string> {
  return { kind: 'version', ...is };
}

export function duration(is: Omit<Duration, 'kind'>): Typed<Duration, string> {
  return { kind: 'duration', ...is };
}

/** In a request several values are a list; for a flags enum (`joined`) they are one string, as Graph has it. */
export function several<const V extends Readonly<Record<string, ChoiceValue>>, const J extends boolean>(
  is: Omit<Several, 'kind' | 'values' | 'joined'> & { readonly values: V; readonly joined: J },
): Typed<Several, J extends true ? string : readonly (keyof V & string)[]> {
  return { kind: 'several', ...is };
}

export function clock(is: Omit<Clock, 'kind'>): Typed<Clock, string> {
  return { kind: 'clock', ...is };
}

export function list(is: Omit<List, 'kind'>): Typed<List, readonly string[]> {
  return { kind: 'list', ...is };
}

/** Says a value as cards show it: «Medium», «Required», «12 hours», «not set». */
export function sayValue(setting: Setting, value: Value | undefined): string {
  if (value === undefined || value === null || value === '') return 'not set';
  switch (setting.kind) {
    case 'toggle':
      return toggleWords[setting.sense][value === true ? 0 : 1];
    case 'count':
      return `${textOf(value)} ${setting.unit}`;
    case 'choice':
      return setting.values[textOf(value)]?.say ?? textOf(value);
    case 'version':
    case 'clock':
      return textOf(value);
    case 'list': {
      const members = listOf(value);
      return members.length === 0 ? 'none' : members.join(', ');
    }
    case 'duration':
      return sayDuration(textOf(value));
    case 'several': {
      const chosen = membersOf(value);
      return chosen.length === 0 ? 'none' : chosen.map((one) => setting.values[one]?.say ?? one).join(', ');
    }
  }
}

/** Which way a change goes. From «not set» to a value is judged by the kind; equal values are `changes`. */
export function directionOf(setting: Setting, from: Value | undefined, to: Value | undefined): Direction {
  switch (setting.kind) {
    case 'toggle':
      if (setting.stricter === null) return 'changes';
      return to === setting.stricter ? 'tightens' : 'loosens';
    case 'count':
      if (setting.stricter === null) return 'changes';
      return byNumber(Number(from ?? 0), Number(to ?? 0), setting.stricter === 'more');
    case 'choice': {
      if (setting.order === null) return 'changes';
      const [before, after] = [setting.order.indexOf(textOf(from)), setting.order.indexOf(textOf(to))];
      if (before < 0 || after < 0) return 'changes';
      return byNumber(before, after, false);
    }
    case 'version':
      if (setting.stricter === null) return 'changes';
      return byNumber(compareVersions(textOf(from), textOf(to)), 0, true);
    case 'duration': {
      if (setting.stricter === null) return 'changes';
      return byNumber(hoursOf(textOf(from)) ?? 0, hoursOf(textOf(to)) ?? 0, setting.stricter === 'longer');
    }
    case 'clock':
      return 'changes';
    case 'list': {
      const { added, removed } = membersMoved(from, to);
      if (added.length > 0) return 'loosens';
      return removed.length > 0 ? 'tightens' : 'changes';
    }
    case 'several': {
      const [before, after] = [membersOf(from), membersOf(to)];
      if (setting.stricter === null) return 'changes';
      if (after.every((one) => before.includes(one))) return 'tightens';
      return before.every((one) => after.includes(one)) ? 'loosens' : 'changes';
    }
  }
}

/** True when both mean the same to Graph: durations by length, sets without order, every form of «not set» alike. */
export function isSameValue(setting: Setting, a: unknown, b: unknown): boolean {
  if (isUnset(a) || isUnset(b)) return isUnset(a) && isUnset(b);
  switch (setting.kind) {
    case 'duration':
      return hoursOf(textOf(a)) === hoursOf(textOf(b));
    case 'several':
      return [...membersOf(a)].sort().join() === [...membersOf(b)].sort().join();
    case 'version':
      return compareVersions(textOf(a), textOf(b)) === 0;
    case 'list': {
      const { added, removed } = membersMoved(a, b);
      return added.length === 0 && removed.length === 0;
    }
    default:
      return a === b;
  }
}

/** Why a value cannot be taken, as a sentence; undefined when it can. */
export function whyNotValue(setting: Setting, value: Value): string | undefined {
  switch (setting.kind) {
    case 'toggle':
      return typeof value === 'boolean' ? undefined : `${setting.title} is on or off.`;
    case 'count':
      if (typeof value !== 'number' || !Number.isInteger(value)) return `${setting.title} is a whole number.`;
      return value >= setting.min && value <= setting.max ? undefined : `${setting.title} takes ${sayTaken(setting)}.`;
    case 'choice':
      return Object.hasOwn(setting.values, textOf(value)) ? undefined : `${setting.title} takes ${sayTaken(setting)}.`;
    case 'version':
      return /^\d+(\.\d+){0,3}$/.test(textOf(value)) ? undefined : `${setting.title} is a version such as 16.4.`;
    case 'duration': {
      const hours = hoursOf(textOf(value));
      return hours !== undefined && hours >= 0 && hours <= setting.maxHours
        ? undefined
        : `${setting.title} takes ${sayTaken(setting)}.`;
    }
    case 'clock':
      return /^([01]\d|2[0-3]):[0-5]\d$/.test(textOf(value)) && textOf(value) <= setting.latest
        ? undefined
        : `${setting.title} takes ${sayTaken(setting)}.`;
    case 'list':
      return whyNotList(setting, value);
    case 'several':
      return membersOf(value).every((one) => Object.hasOwn(setting.values, one))
        ? undefined
        : `${setting.title} takes ${sayTaken(setting)}.`;
  }
}

/** What it may be set to: «Low, Medium or High», «0 to 50 seconds». */
export function sayTaken(setting: Setting): string {
  switch (setting.kind) {
    case 'toggle':
      return toggleWords[setting.sense].join(' or ');
    case 'count':
      return `${setting.min} to ${setting.max} ${setting.unit}`;
    case 'choice':
    case 'several':
      return sayChoices(setting);
    case 'version':
      return 'a version such as 16.4';
    case 'duration':
      return `up to ${sayDuration(`PT${setting.maxHours}H`)}`;
    case 'clock':
      return `00:00 to ${setting.latest}`;
    case 'list':
      return `at most ${setting.most}`;
  }
}

/** What a list gains and loses; Windows does not tell upper from lower case in what is excluded. */
export function membersMoved(
  from: unknown,
  to: unknown,
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  const [before, after] = [listOf(from), listOf(to)];
  const missing = (one: string, others: readonly string[]) =>
    !others.some((other) => other.toLowerCase() === one.toLowerCase());
  return {
    added: after.filter((one) => missing(one, before)),
    removed: before.filter((one) => missing(one, after)),
  };
}

/** Hours of an ISO 8601 duration of days, hours, minutes and seconds; undefined when it is none. */
export function hoursOf(iso: string): number | undefined {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/.exec(iso);
  if (!match || iso === 'P' || iso.endsWith('T')) return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (weeks ?? 0) * 168 + (days ?? 0) * 24 + (hours ?? 0) + (minutes ?? 0) / 60 + (seconds ?? 0) / 3600;
}

/** «90 minutes», «12 hours», «7 days»; the largest unit that divides it. */
export function sayDuration(iso: string): string {
  const hours = hoursOf(iso);
  if (hours === undefined) return iso;
  if (hours === 0) return '0 minutes';
  if (hours >= 48 && hours % 24 === 0) return `${hours / 24} days`;
  if (hours === 24) return '1 day';
  if (Number.isInteger(hours)) return hours === 1 ? '1 hour' : `${hours} hours`;
  return `${Math.round(hours * 60)} minutes`;
}

/** The members of a list or of a comma-separated string. */
export function membersOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' && value !== '' ? value.split(',').map((one) => one.trim()) : [];
}

/** A path may have a comma in it, so a list is never one string. */
function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function whyNotList(setting: List, value: Value): string | undefined {
  const members = listOf(value);
  if (members.length === 0 || members.some((one) => one.trim() === '')) return `${setting.title}: which ${setting.of}?`;
  return members.length > setting.most ? `${setting.title} takes at most ${setting.most}.` : undefined;
}

const toggleWords: Readonly<Record<ToggleSense, readonly [string, string]>> = {
  blocks: ['Blocked', 'Allowed'],
  requires: ['Required', 'Not required'],
  enables: ['On', 'Off'],
};

/** Graph's several ways to say «not set»: null, '' and, for patch versions, 0000-00-00 (a real tenant export). */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === '0000-00-00';
}

function byNumber(from: number, to: number, moreIsStricter: boolean): Direction {
  if (from === to) return 'changes';
  return to > from === moreIsStricter ? 'tightens' : 'loosens';
}

/** Negative when a is lower. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map((part) => Number(part) || 0));
  for (let i = 0; i < 4; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function sayChoices(setting: Choice | Several): string {
  const all = Object.values(setting.values).map((one) => one.say);
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} or ${all.at(-1)}` : (all[0] ?? 'nothing');
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
