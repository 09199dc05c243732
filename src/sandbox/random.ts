/** Numbers that look random and are the same for the same seed (mulberry32). */
export interface Random {
  /** 0 ≤ n < 1. */
  readonly next: () => number;
  /** A whole number, both ends included. */
  readonly between: (from: number, to: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly guid: () => string;
  /** How far it is; another one of any seed goes on from there. */
  readonly state: () => number;
  readonly goOnFrom: (state: number) => void;
}

export function seededRandom(seed: number): Random {
  // Taken out once: looking a global up costs more than the arithmetic where tests run in a context of their own.
  const { imul, floor } = Math;
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const next = (): number => word() / 4294967296;
  const between = (from: number, to: number): number => from + floor(next() * (to - from + 1));
  const pick = <T>(items: readonly T[]): T => {
    const item = items[between(0, items.length - 1)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  };
  const hex = (): string => word().toString(16).padStart(8, '0');
  const guid = (): string => {
    const [first, second, third] = [hex(), hex(), hex()];
    const variant = pick(['8', '9', 'a', 'b']);
    return `${first}-${second.slice(0, 4)}-4${second.slice(4, 7)}-${variant}${third.slice(0, 3)}-${third.slice(3)}${hex().slice(1)}`;
  };
  const goOnFrom = (other: number): void => void (state = other);
  return { next, between, pick, guid, state: () => state, goOnFrom };
}
