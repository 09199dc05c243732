import type { Mark } from '../ports';

/**
 * Marks of the rows that were as the store has them when last compared, and well: such a row need not be read again. Some
 * sixteen bytes a device, since there may be a million.
 */
export interface KnownRows {
  /** The number of the device whose row this is. */
  find(low: number, high: number): number | undefined;
  /** In place of what was known of that device; unless that was forgotten in the same sweep. */
  keep(n: number, mark: Mark, sweep: number): void;
  /** It has changed, and what a page says that was asked for before counts no more. */
  forget(n: number, sweep: number): void;
  clear(): void;
}

const smallest = 1024;

export function knownRows(): KnownRows {
  // By the number of the device. Where nothing is known the first is zero, and the second the sweep that forgot it.
  let lows = new Uint32Array(smallest);
  let highs = new Uint32Array(smallest);
  /** Numbers of devices, each as near as is free to where its mark belongs. What is not so any more stays as well. */
  let places = new Uint32Array(smallest);
  let taken = 0;

  function isOf(n: number, low: number, high: number): boolean {
    return lows[n] === low && highs[n] === high;
  }

  function reach(n: number): void {
    if (n >= lows.length) [lows, highs] = [longer(lows, n), longer(highs, n)];
  }

  function place(n: number, low: number): void {
    let at = low % places.length;
    while (places[at] !== 0) at = (at + 1) % places.length;
    places[at] = n;
    taken++;
  }

  function makeRoom(): void {
    const known = lows.filter((low) => low !== 0).length;
    places = new Uint32Array(Math.max(smallest, 2 * (known + 1)));
    taken = 0;
    for (const [n, low] of lows.entries()) if (low !== 0) place(n, low);
  }

  return {
    find(low, high) {
      if (low === 0) return undefined;
      for (let at = low % places.length; ; at = (at + 1) % places.length) {
        const n = places[at];
        if (n === undefined || n === 0) return undefined;
        if (isOf(n, low, high)) return n;
      }
    },
    keep(n, { low, high }, sweep) {
      if (low === 0 || isOf(n, low, high) || isOf(n, 0, sweep)) return;
      reach(n);
      [lows[n], highs[n]] = [low, high];
      if (4 * taken >= 3 * places.length) makeRoom();
      else place(n, low);
    },
    forget(n, sweep) {
      reach(n);
      [lows[n], highs[n]] = [0, sweep];
    },
    clear() {
      lows.fill(0);
      highs.fill(0);
      places.fill(0);
      taken = 0;
    },
  };
}

function longer(numbers: Uint32Array, n: number): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(Math.max(n + 1, Math.ceil(numbers.length * 1.5)));
  grown.set(numbers);
  return grown;
}
