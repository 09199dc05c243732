import { randomInt } from 'node:crypto';
import type { Entity } from '../core/snapshot';
import type { UnreadRows } from '../ports';

/**
 * A page of flat rows as Graph writes them, cut into its rows without reading them: to parse a row costs more than all
 * else that is done with one that is as it was.
 */
export interface Unread {
  /** All but the rows. */
  readonly envelope: Entity;
  readonly rows: UnreadRows;
}

/** Undefined where the page is not written as expected: then it has to be parsed. Throws when it is no JSON. */
export function unread(bytes: Buffer, apart: string): Unread | undefined {
  const before = bytes.indexOf(opening);
  const last = bytes.lastIndexOf(closing);
  if (before < 0 || last < before) return undefined;
  const first = before + opening.length - 2;
  const envelope = parsed(`${bytes.toString('utf8', 0, first)}${bytes.toString('utf8', last + 1)}`);
  return { envelope, rows: rowsIn(bytes, startsOf(bytes, first, last), apart) };
}

/** None of these stands inside of a text, where a quote is escaped, unless it is the one that ends it. */
const opening = Buffer.from('"value":[{"');
const closing = Buffer.from('}]');
const between = Buffer.from('},{"');

/** Where the rows begin, and where one more would. A text that ends in `},{` is cut: what comes of it cannot be parsed. */
function startsOf(bytes: Buffer, first: number, last: number): Uint32Array {
  const starts = [first];
  for (let at = bytes.indexOf(between, first); at >= 0 && at < last; at = bytes.indexOf(between, at + 2))
    starts.push(at + 2);
  return Uint32Array.from([...starts, last + 2]);
}

function parsed(text: string): Entity {
  return JSON.parse(text) as Entity; // it begins with a brace
}

const quote = 0x22;

/** Nobody can tell beforehand which texts would have the same mark: these differ in each process. */
const [seedOne, seedTwo] = [randomInt(2 ** 32), randomInt(2 ** 32)];
const [factorOne, factorTwo] = [randomInt(2 ** 31) * 2 + 1, randomInt(2 ** 31) * 2 + 1];

/** In one go and column by column, since an object for each row would be all that the garbage collector does. */
function rowsIn(bytes: Buffer, starts: Uint32Array, apart: string): UnreadRows {
  const length = starts.length - 1;
  const [lows, highs] = [new Uint32Array(length), new Uint32Array(length)];
  const [froms, untils] = [new Uint32Array(length), new Uint32Array(length)];
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const before = Buffer.from(`"${apart}":"`);
  for (let row = 0; row < length; row++) {
    const [start, end] = [starts[row] ?? 0, (starts[row + 1] ?? 0) - 1];
    const from = bytes.indexOf(before, start) + before.length;
    if (from < start + before.length || from >= end) continue;
    let until = from;
    while (bytes[until] !== quote && until < end) until++;
    froms[row] = from;
    untils[row] = until;
    let [one, two] = [seedOne, seedTwo];
    // Each step can be undone, so rows that differ in one word never have the same mark.
    for (let at = start, stop = from; at < end;) {
      const whole = at + 4 <= stop;
      const word = whole ? words.getInt32(at, true) : words.getUint8(at);
      one = Math.imul(one ^ word, factorOne);
      one ^= one >>> 15;
      two = Math.imul(two ^ word, factorTwo);
      two ^= two >>> 13;
      at += whole ? 4 : 1;
      if (at === from) [at, stop] = [until, end];
    }
    // A row without a mark has zeros.
    lows[row] = one | 1;
    highs[row] = two;
  }
  return {
    length,
    lows,
    highs,
    isLater: (row, text) => isLater(bytes.subarray(froms[row], untils[row]), text),
    read: (row) => parsed(bytes.toString('utf8', starts[row], (starts[row + 1] ?? 0) - 1)),
  };
}

/** As texts are compared. */
function isLater(bytes: Buffer, text: string): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const difference = (bytes[i] ?? 0) - text.charCodeAt(i);
    // Beyond its end there is nothing to compare with, and what is longer comes later.
    if (difference !== 0) return !(difference < 0);
  }
  return false;
}
