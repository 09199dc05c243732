import type { AlertRequest, SendGuideRequest, SyncDeviceRequest } from '../core/request';
import { addedBy, correctedTo } from './follow-up';
import { fragmentOf } from './going-on';
import type { Reader } from './parse';

/** What is done at once, without a plan, and can be done again for something else. */
export type Repeatable = SyncDeviceRequest | SendGuideRequest | Extract<AlertRequest, { kind: 'silence' }>;

/** The same once more («for LAPTOP-002 too»), or in the place of what was done («make it 4 hours»). */
export interface OnAct {
  readonly how: 'more' | 'instead';
  readonly request: Repeatable;
}

/** Reads what a sentence names in a sentence of the same kind, so that the same rules hold: every word is used. */
export function readOnFromAct(reader: Reader, last: Repeatable, text: string): OnAct | undefined {
  const fragment = fragmentOf(text);
  const added = fragment && moreTurns.has(fragment.turn) ? fragment.rest : addedBy(text);
  const more = added === undefined ? undefined : named(reader, last, added);
  if (more) return { how: 'more', request: more };
  const corrected = correctedTo(text) ?? (fragment?.turn === 'instead' ? fragment.rest : undefined);
  const instead =
    corrected === undefined ? undefined : (timed(reader, last, corrected) ?? named(reader, last, corrected));
  return instead && { how: 'instead', request: instead };
}

const moreTurns: ReadonlySet<string> = new Set(['and', 'too']);

/** The same for what is named. */
function named(reader: Reader, last: Repeatable, rest: string): Repeatable | undefined {
  switch (last.kind) {
    case 'syncDevice':
      return oneOf(reader, `sync ${rest}`, last.kind);
    case 'silence': {
      const other = oneOf(reader, `silence ${rest} for 1 hour`, last.kind);
      return other && { ...other, ...timeOf(last), ...reasonOf(last) };
    }
    case 'sendGuide': {
      const platforms = oneOf(reader, `send the ${rest} guide to "x"`, last.kind)?.platforms;
      if (platforms) return { ...last, platforms };
      const other = oneOf(reader, `send the Android guide to ${rest}`, last.kind);
      return other && { ...other, ...(last.platforms ? { platforms: last.platforms } : {}) };
    }
  }
}

/** A silence of another length. */
function timed(reader: Reader, last: Repeatable, rest: string): Repeatable | undefined {
  if (last.kind !== 'silence') return undefined;
  for (const join of ['', 'for ', 'until ']) {
    const other = oneOf(reader, `silence device "x" ${join}${rest}`, 'silence');
    const time = other && timeOf(other);
    if (!other || other.device !== 'x' || !time || Object.keys(time).length === 0) continue;
    const { for: _, until: __, ...same } = last;
    return { ...same, ...reasonOf(other), ...time };
  }
  return undefined;
}

function timeOf({ for: length, until }: Extract<Repeatable, { kind: 'silence' }>) {
  return { ...(length === undefined ? {} : { for: length }), ...(until === undefined ? {} : { until }) };
}

function reasonOf({ justification }: Extract<Repeatable, { kind: 'silence' }>) {
  return justification === undefined ? {} : { justification };
}

function oneOf<K extends Repeatable['kind']>(
  reader: Reader,
  sentence: string,
  kind: K,
): Extract<Repeatable, { kind: K }> | undefined {
  const { requests, question } = reader.parse(sentence);
  const [request, ...more] = requests;
  if (request?.kind !== kind || more.length > 0 || question) return undefined;
  // The kind says which of the requests it is.
  return request as Extract<Repeatable, { kind: K }>;
}
