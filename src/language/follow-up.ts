import { isDeepStrictEqual } from 'node:util';
import type { ChangeRequest } from '../core/request';
import type { Reader } from './parse';

/** What was said right before: the sentence, and the change it asked for. */
export interface Said {
  readonly utterance: string;
  readonly request: ChangeRequest;
}

/** A sentence that means something only after the one before it. */
export type FollowUp =
  | { readonly kind: 'undo' | 'why' | 'who' }
  /** The same with something else in it: «make it low», «also wipe». */
  | { readonly kind: 'instead'; readonly request: ChangeRequest; readonly utterance: string }
  /** The same once more, for another target: «for iOS too», «do the same for Sales». */
  | {
      readonly kind: 'more';
      readonly request: ChangeRequest;
      readonly utterance: string;
      /** Both in one: what was asked before, for this target too. Undefined where they cannot be one. */
      readonly both: Said | undefined;
    }
  /** The same without a target that it has: «not Teams», «not on iOS». */
  | { readonly kind: 'without'; readonly apps: readonly string[]; readonly platforms: readonly string[] };

/**
 * Reads a sentence as going on from the one before. A fragment is read as a correction or an addition in the former
 * sentence («…, no wait, low»), so that the same rules hold: every word is used, or nothing is understood.
 */
export function readFollowUp(reader: Reader, last: Said, text: string): FollowUp | undefined {
  const said = plain(text);
  const kind = readBare(text);
  if (kind) return { kind };
  const other = firstOf(more, said);
  if (other !== undefined) return forOther(reader, last, other);
  const unwanted = firstOf(without, said);
  if (unwanted !== undefined) return withoutTarget(reader, last, unwanted);
  const instead = firstOf(corrected, said);
  if (instead !== undefined) return going(reader, last, `no wait, ${instead}`);
  const added = firstOf(also, said);
  return added === undefined ? undefined : going(reader, last, `also ${added}`);
}

/** True when a sentence says of itself that it goes on: «also require encryption». */
export function saysAlso(text: string): boolean {
  return /^\s*(?:and also|and|also)\s/i.test(text);
}

/** What needs no change before it to be read, but something that it is about. */
export function readBare(text: string): 'undo' | 'why' | 'who' | undefined {
  return bare.find(([pattern]) => pattern.test(plain(text)))?.[1];
}

function plain(text: string): string {
  return text.trim().replace(/[\s.!?]+$/, '');
}

const bare = [
  [/^(?:please )?(?:undo|revert|take back|put back) (?:that|it|this)(?: change)?(?: please)?$/i, 'undo'],
  [/^(?:but )?why(?: is (?:that|this|it))?(?: so)?$/i, 'why'],
  [/^who (?:has )?(?:approved|rejected|decided on|asked for|requested) (?:that|it|this)(?: change)?$/i, 'who'],
] as const;

const more = [
  /^(?:please )?(?:do |and )?the same (?:for|on|in|to) (?<rest>.+)$/i,
  /^(?:and |also )?(?:for|on|in) (?<rest>.+?),? (?:too|as well|also)$/i,
  /^(?:and |also )(?:for|on|in) (?<rest>.+)$/i,
];
const without = [/^(?:but )?not (?:for |on |in )?(?<rest>.+)$/i, /^(?:but )?without (?<rest>.+)$/i];
const corrected = [
  /^(?:please )?(?:make|set|change|turn) (?:it|that|this) (?:to )?(?<rest>.+?)(?: instead)?$/i,
  /^(?<rest>.+?) instead$/i,
];
const also = [/^(?:and |also )(?<rest>.+?)(?: too| as well)?$/i];

function firstOf(patterns: readonly RegExp[], said: string): string | undefined {
  for (const pattern of patterns) {
    const rest = pattern.exec(said)?.groups?.['rest'];
    if (rest !== undefined) return rest;
  }
  return undefined;
}

function going(reader: Reader, last: Said, fragment: string): FollowUp | undefined {
  const read = readOn(reader, last, fragment);
  return read && { kind: 'instead', ...read };
}

function forOther(reader: Reader, last: Said, other: string): FollowUp | undefined {
  const read = readOn(reader, last, `no wait, ${other}`) ?? readOn(reader, last, `no wait, the ${other} group`);
  if (!read) return undefined;
  const request = withBoth(last.request, read.request);
  if (!request) return { kind: 'more', ...read, both: undefined };
  // A sentence that reads as both can be gone on from again.
  const sentence = `${last.utterance.replace(/[\s.!?,;]+$/, '')}, and for ${other}`;
  const [first, ...others] = reader.parse(sentence).requests;
  const reads = others.length === 0 && isDeepStrictEqual(first, request);
  return { kind: 'more', ...read, both: { request, utterance: reads ? sentence : `${last.utterance}, and ${other}` } };
}

/** The targets of two requests that differ in nothing else. */
function withBoth(one: ChangeRequest, other: ChangeRequest): ChangeRequest | undefined {
  const [first, second] = [slotsOf(one), slotsOf(other)];
  const joined = new Map<string, unknown>();
  for (const [slot, value] of first) {
    const also = second.get(slot);
    if (isDeepStrictEqual(value, also)) joined.set(slot, value);
    else if (targets.has(slot) && Array.isArray(value) && Array.isArray(also))
      joined.set(slot, [...new Set([value, also].flat().map(String))].sort());
    else return undefined;
  }
  const sameSlots = [...second.keys()].every((slot) => first.has(slot));
  // The same slots as in both, with values of the same sort.
  return sameSlots ? (Object.fromEntries(joined) as ChangeRequest) : undefined;
}

function slotsOf(request: ChangeRequest): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(Object.entries(request));
}

const targets = new Set(['apps', 'platforms', 'groups']);

/** The former sentence with the fragment at its end; nothing when that is not one request of the same sort, or no other. */
function readOn(reader: Reader, last: Said, fragment: string): Said | undefined {
  const utterance = `${last.utterance.replace(/[\s.!?,;]+$/, '')}, ${fragment}`;
  const { requests, question } = reader.parse(utterance);
  const [request] = requests;
  if (!request || requests.length > 1 || question || request.kind !== last.request.kind) return undefined;
  const sameFamily = 'family' in request && 'family' in last.request ? request.family === last.request.family : true;
  const isNews = !isDeepStrictEqual(request, last.request);
  return sameFamily && isNews ? { utterance, request } : undefined;
}

/** A target is read as if it were to come instead; what then stands there is what was named. */
function withoutTarget(reader: Reader, last: Said, unwanted: string): FollowUp | undefined {
  const named = readOn(reader, last, `no wait, ${unwanted}`)?.request;
  if (!named) return undefined;
  const [before, after] = [targetsOf(last.request), targetsOf(named)];
  const apps = isDeepStrictEqual(before.apps, after.apps) ? [] : after.apps;
  const platforms = isDeepStrictEqual(before.platforms, after.platforms) ? [] : after.platforms;
  return apps.length + platforms.length > 0 ? { kind: 'without', apps, platforms } : undefined;
}

function targetsOf(request: ChangeRequest): {
  readonly apps: readonly string[];
  readonly platforms: readonly string[];
} {
  return {
    apps: 'apps' in request ? (request.apps ?? []) : [],
    platforms: 'platforms' in request ? (request.platforms ?? []) : [],
  };
}
