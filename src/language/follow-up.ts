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
  | { readonly kind: 'more'; readonly request: ChangeRequest; readonly utterance: string }
  /** The same without a target that it has: «not Teams», «not on iOS». */
  | { readonly kind: 'without'; readonly apps: readonly string[]; readonly platforms: readonly string[] };

/**
 * Reads a sentence as going on from the one before. A fragment is read as a correction or an addition in the former
 * sentence («…, no wait, low»), so that the same rules hold: every word is used, or nothing is understood.
 */
export function readFollowUp(reader: Reader, last: Said, text: string): FollowUp | undefined {
  const said = text.trim().replace(/[\s.!?]+$/, '');
  for (const [pattern, kind] of bare) if (pattern.test(said)) return { kind };
  const other = firstOf(more, said);
  if (other !== undefined)
    return (
      going(reader, last, 'more', `no wait, ${other}`) ?? going(reader, last, 'more', `no wait, the ${other} group`)
    );
  const unwanted = firstOf(without, said);
  if (unwanted !== undefined) return withoutTarget(reader, last, unwanted);
  const instead = firstOf(corrected, said);
  if (instead !== undefined) return going(reader, last, 'instead', `no wait, ${instead}`);
  const added = firstOf(also, said);
  return added === undefined ? undefined : going(reader, last, 'instead', `also ${added}`);
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

function going(reader: Reader, last: Said, kind: 'instead' | 'more', fragment: string): FollowUp | undefined {
  const read = readOn(reader, last, fragment);
  return read && { kind, ...read };
}

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
