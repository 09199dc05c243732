import { isDeepStrictEqual } from 'node:util';
import type { Platform } from '../core/family';
import { isChange } from '../core/kinds';
import type { ChangeRequest, Parsed, Request } from '../core/request';
import { together } from '../core/together';
import { fragmentOf, plain, readBare, type Fragment } from './going-on';
import type { Reader } from './parse';
import { soundsLikeGroup } from './words/departments';

/** What was said right before: the sentence, and the change it asked for. */
export interface Said {
  readonly utterance: string;
  readonly request: ChangeRequest;
}

export interface Before extends Said {
  /** What reads as the request; the utterance may not, where questions were answered or names have no quotes. */
  readonly sentence: string;
  /** Of the policies it changes, whether or not they were named. */
  readonly platforms: readonly Platform[];
  /** It was applied: what it made is there. */
  readonly isMade: boolean;
}

/** What a fragment names. */
export interface Named {
  readonly apps: readonly string[];
  readonly platforms: readonly string[];
  readonly groups: readonly string[];
}

/** A sentence that means something only after the one before it. */
export type FollowUp =
  | { readonly kind: 'undo' | 'why' | 'who' }
  /** The same with something else in it: «make it low», «also wipe». */
  | { readonly kind: 'instead'; readonly request: ChangeRequest; readonly utterance: string }
  /** The same for another target too: «for iOS too», «do the same for Sales». */
  | {
      readonly kind: 'more';
      readonly named: Named;
      /** It asks whether that is so («and on iOS?») and for no change. */
      readonly asks: boolean;
      /** The same for this target; undefined where the change before is about it already, or cannot be read for others. */
      readonly other: Said | undefined;
      /** Both in one: what was asked before, for this target too. Undefined where they cannot be one. */
      readonly both: Said | undefined;
    }
  /** The same for nothing but this target: «only iOS». */
  | { readonly kind: 'only'; readonly named: Named }
  /** The same without a target that it has: «not Teams», «not on iOS». */
  | { readonly kind: 'without'; readonly named: Named };

/**
 * Reads a sentence as going on from the one before. A fragment is read as a correction or an addition in the former
 * sentence («…, no wait, low»), so that the same rules hold: every word is used, or nothing is understood.
 */
export function readFollowUp(reader: Reader, last: Before, text: string): FollowUp | undefined {
  const kind = readBare(text);
  if (kind === 'next') return undefined;
  if (kind) return { kind };
  const called = last.isMade ? undefined : calledOtherwise(last, text);
  if (called) return called;
  const fragment = assigned(last, text) ?? fragmentOf(text);
  const turned = fragment && readTurn(reader, last, fragment, /\?\s*$/.test(text));
  if (turned) return turned;
  const instead = correctedTo(text);
  if (instead !== undefined) return corrects(reader, last, instead);
  const added = addedBy(text);
  return added === undefined ? undefined : going(reader, last, `also ${added}`);
}

/** «call it Sales iPhones»: another name for what is still to be made. */
function calledOtherwise({ request, utterance }: Before, text: string): FollowUp | undefined {
  const typed =
    /^(?:(?:and|but|no|wait|hold on|actually|sorry)[\s,]+)*(?:call|name|rename) (?:it|that|this)(?: to)? (?<name>.+)$/i.exec(
      plain(text),
    )?.groups?.['name'];
  const name = typed?.replace(/["“”«»]/g, '').trim();
  if (request.kind !== 'create' || name === undefined || name === '' || name.length > longestName) return undefined;
  return { kind: 'instead', request: { ...request, name }, utterance: `${bareEnd(utterance)}, call it "${name}"` };
}

const longestName = 80;

/** «assign it to Sales» says of what is to be made, or is assigned to others, that it is for Sales too. */
function assigned({ request, isMade }: Before, text: string): Fragment | undefined {
  const rest =
    /^(?:also )?(?:assign|apply|roll out|deploy) (?:it|that|this)(?: also| too)? to (?<rest>.+?)(?: too| as well)?$/i.exec(
      plain(text),
    )?.groups?.['rest'];
  const takes = request.kind === 'assign' || (request.kind === 'create' && !isMade);
  return takes && rest !== undefined ? { turn: 'too', rest } : undefined;
}

/** True when a sentence says of itself that it goes on: «also require encryption». */
export function saysAlso(text: string): boolean {
  return /^\s*(?:(?:please|(?:can|could|would) (?:you|we))\s+)*(?:and also|and|also)\s|\s(?:too|as well|also)[\s.!?]*$/i.test(
    text,
  );
}

/** True when a sentence speaks of something that was said before, whether or not it can be read so. */
export function seemsToGoOn(text: string): boolean {
  const said = plain(text);
  return speaksOfBefore.some((pattern) => pattern.test(said)) && !/\?\s*$/.test(text);
}

const speaksOfBefore = [
  /^(?:please )?(?:make|set|change|turn|put) (?:it|that|this) \S/i,
  /^(?:and )?also \S/i,
  /^(?:do )?the same (?:for|on|in|to) \S/i,
  /^(?:and )?(?:for|on|in) .+ (?:too|as well)$/i,
  / instead$/i,
];

/** «make it low», «no, low»: what stands in the place of what was said. */
export function correctedTo(text: string): string | undefined {
  return firstOf(corrected, plain(text));
}

/** «also wipe», «LAPTOP-002 too»: what is added to what was said. */
export function addedBy(text: string): string | undefined {
  return firstOf(also, plain(text));
}

const corrected = [
  /^(?:(?:no|nope|actually|sorry|wait)[\s,:]+)*(?:please )?(?:make|set|change|turn|put) (?:it|that|this) (?:to |at )?(?<rest>.+?)(?: instead)?$/i,
  /^(?:(?:no|nope|actually|sorry|wait|rather|better|i mean|i meant)[\s,:]+)+(?<rest>.+)$/i,
  /^(?<rest>.+?) (?:instead|rather)$/i,
];
const also = [
  /^(?:please |(?:can|could|would) (?:you|we) )*(?:and |also )+(?<rest>.+?)(?: too| as well)?$/i,
  /^(?<rest>.+?) (?:too|as well|also)$/i,
];

function firstOf(patterns: readonly RegExp[], said: string): string | undefined {
  for (const pattern of patterns) {
    const rest = pattern.exec(said)?.groups?.['rest'];
    if (rest !== undefined) return rest;
  }
  return undefined;
}

function readTurn(reader: Reader, last: Before, { turn, rest }: Fragment, asks: boolean): FollowUp | undefined {
  const named = namedIn(reader, rest) ?? (turn === 'and' || turn === 'too' ? groupIn(reader, rest) : undefined);
  switch (turn) {
    case 'and':
    case 'too':
      return named && forOther(reader, last, { rest, named, asks: asks && turn === 'and' });
    case 'without':
      return named && { kind: 'without', named };
    case 'only':
      return named && { kind: 'only', named };
    case 'instead':
      // «what about iOS?» wants to know, «iOS instead» wants it changed.
      return asks ? named && forOther(reader, last, { rest, named, asks }) : going(reader, last, `no wait, ${rest}`);
  }
}

/** Targets are read by themselves: apps and platforms as policies have them, or else a group. */
function namedIn(reader: Reader, rest: string): Named | undefined {
  for (const sentence of [`list policies for ${rest}`, `which policies are assigned to ${rest}?`]) {
    const { requests, question } = reader.parse(sentence);
    const [request, ...more] = requests;
    if (request?.kind !== 'listPolicies' || more.length > 0 || question || request.family !== undefined) continue;
    const { apps = [], platforms = [], groups = [] } = request;
    if (apps.length + platforms.length + groups.length > 0) return { apps, platforms, groups };
  }
  return undefined;
}

/** «for sales»: behind a change a group may be written small. */
function groupIn(reader: Reader, rest: string): Named | undefined {
  if (!/^\p{Ll}+(?: \p{Ll}+)?$/u.test(rest)) return undefined;
  const named = namedIn(
    reader,
    rest.replace(/(?<!\p{L})\p{Ll}/gu, (letter) => letter.toUpperCase()),
  );
  return named && named.groups.length > 0 && named.groups.every(soundsLikeGroup) ? named : undefined;
}

function going(reader: Reader, last: Before, fragment: string): FollowUp | undefined {
  const read = readOn(reader, last, fragment);
  return read && { kind: 'instead', ...read };
}

/** «make it low» for all of it; «make it low on iOS» leaves the rest as it was asked for. */
function corrects(reader: Reader, last: Before, rest: string): FollowUp | undefined {
  const read = readOn(reader, last, `no wait, ${rest}`);
  if (!read) return undefined;
  const kept = besides(last, read.request);
  if (!kept) return { kind: 'instead', ...read };
  const request: ChangeRequest = { kind: 'several', requests: [kept, read.request as typeof kept] };
  return { kind: 'instead', request, utterance: `${bareEnd(last.utterance)}, and ${rest}` };
}

/** What of the change before a correction for some of its platforms says nothing about. */
function besides({ request, platforms }: Before, corrected: ChangeRequest) {
  if (request.kind !== 'set' || corrected.kind !== 'set' || corrected.platforms === undefined) return undefined;
  if (isDeepStrictEqual(request.settings, corrected.settings)) return undefined;
  const rest = (request.platforms ?? platforms).filter((one) => !corrected.platforms?.includes(one));
  return rest.length > 0 ? { ...request, platforms: rest } : undefined;
}

/** «set it to low again», where it is low already. */
export function asksTheSame(reader: Reader, { request, sentence }: Before, text: string): boolean {
  const rest = correctedTo(text);
  const same = rest === undefined ? undefined : oneOf(reader.parse(`${bareEnd(sentence)}, no wait, ${rest}`));
  return same !== undefined && isDeepStrictEqual(same, request);
}

interface Other {
  readonly rest: string;
  readonly named: Named;
  readonly asks: boolean;
}

function forOther(reader: Reader, last: Before, { rest, named, asks }: Other): FollowUp | undefined {
  const nothing = { kind: 'more', named, asks, other: undefined, both: undefined } as const;
  // Of several changes in one, a correction would alter only the last.
  if (last.request.kind === 'several') return nothing;
  const read = readTarget(reader, last, rest, named);
  // Who has a policy and what it is for are two things: an app is answered where the policies are known.
  const isWhose = last.request.kind === 'assign' || last.request.kind === 'unassign';
  if (!read) return isWhose || isAbout(last.request, named) ? nothing : undefined;
  const request = withBoth(last.request, read.request);
  if (!request) return { kind: 'more', named, asks, other: read, both: undefined };
  // A sentence that reads as both can be gone on from again.
  const sentence = `${bareEnd(last.utterance)}, and for ${rest}`;
  const [first, ...others] = reader.parse(sentence).requests;
  const reads = others.length === 0 && isDeepStrictEqual(first, request);
  const utterance = reads ? sentence : `${last.utterance}, and ${rest}`;
  return { kind: 'more', named, asks, other: read, both: { request, utterance } };
}

/** The change for what is named; a group must not be taken for the name of a policy. */
function readTarget(reader: Reader, last: Before, rest: string, { groups }: Named): Said | undefined {
  const read = readOn(reader, last, `no wait, ${rest}`);
  if (groups.length === 0 || (read && altersOnly(last.request, read.request, 'groups'))) return read;
  const asGroup = readOn(reader, last, `no wait, the ${rest} group`);
  return asGroup && altersOnly(last.request, asGroup.request, 'groups') ? asGroup : undefined;
}

function altersOnly(one: ChangeRequest, other: ChangeRequest, slot: string): boolean {
  const [before, after] = [slotsOf(one), slotsOf(other)];
  const slots = [...new Set([...before.keys(), ...after.keys()])];
  return slots.every((key) => key === slot || isDeepStrictEqual(before.get(key), after.get(key)));
}

function isAbout(request: ChangeRequest, { apps, platforms, groups }: Named): boolean {
  const slots = slotsOf(request);
  const has = (slot: string, names: readonly string[]) => {
    const value = slots.get(slot);
    return names.every((name) => Array.isArray(value) && value.includes(name));
  };
  return has('apps', apps) && has('platforms', platforms) && has('groups', groups);
}

/** The targets of two requests that differ in nothing else; what a new policy has none of yet, it gains. */
function withBoth(one: ChangeRequest, other: ChangeRequest): ChangeRequest | undefined {
  const [first, second] = [slotsOf(one), slotsOf(other)];
  const joined = new Map<string, unknown>();
  for (const [slot, value] of first) {
    const also = second.get(slot);
    if (isDeepStrictEqual(value, also)) joined.set(slot, value);
    else if (targets.has(slot) && Array.isArray(value) && Array.isArray(also))
      joined.set(slot, [...new Set([value, also].flat().map(String))].sort());
    else if (slot === 'settings' && areApart(value, also)) joined.set(slot, { ...valuesOf(value), ...valuesOf(also) });
    else return undefined;
  }
  for (const [slot, value] of second) {
    if (first.has(slot)) continue;
    if (one.kind !== 'create') return undefined;
    joined.set(slot, value);
  }
  // The same slots as in both, with values of the same sort.
  return Object.fromEntries(joined) as ChangeRequest;
}

/** «Android» and «iOS» of the connector are settings of their own. */
function areApart(some: unknown, others: unknown): boolean {
  const keys = Object.keys(valuesOf(some));
  return keys.length > 0 && Object.keys(valuesOf(others)).every((key) => !keys.includes(key));
}

function valuesOf(settings: unknown): object {
  return typeof settings === 'object' && settings !== null ? settings : {};
}

function slotsOf(request: Request | ChangeRequest): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(Object.entries(request));
}

const targets = new Set(['apps', 'platforms', 'groups']);

/** The former sentence with the fragment at its end; nothing when that is not one change of the same sort, or no other. */
function readOn(reader: Reader, last: Before, fragment: string): Said | undefined {
  const utterance = `${bareEnd(last.utterance)}, ${fragment}`;
  const [before, after] = [reader.parse(last.sentence), reader.parse(`${bareEnd(last.sentence)}, ${fragment}`)];
  const [was, is] = [oneOf(before), oneOf(after)];
  if (!is || !isSameSort(last.request, is)) return undefined;
  if (after.question && after.question.text !== before.question?.text) return undefined;
  // What was answered to a question does not stand in the sentence: only what the fragment alters is taken from it.
  const request = was === undefined || isDeepStrictEqual(was, last.request) ? is : altered(last.request, was, is);
  const isWhole = after.question === null || request !== is;
  return isWhole && !isDeepStrictEqual(request, last.request) ? { utterance, request } : undefined;
}

function oneOf({ requests }: Parsed): ChangeRequest | undefined {
  const [one, ...more] = together(requests);
  if (!one || more.length > 0) return undefined;
  return isChange(one) ? one : undefined;
}

function isSameSort(one: ChangeRequest, other: ChangeRequest): boolean {
  if (one.kind !== other.kind) return false;
  return 'family' in one && 'family' in other ? one.family === other.family : true;
}

function altered(request: ChangeRequest, was: ChangeRequest, is: ChangeRequest): ChangeRequest {
  const before = slotsOf(was);
  const news = [...slotsOf(is)].filter(([slot, value]) => !isDeepStrictEqual(before.get(slot), value));
  // Slots of another request of the same kind.
  return { ...request, ...Object.fromEntries(news) };
}

function bareEnd(utterance: string): string {
  return utterance.replace(/[\s.!?,;]+$/, '');
}
