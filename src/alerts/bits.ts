/** A growing set of small numbers: an eighth of a byte for each. */
export interface Bits {
  has(n: number): boolean;
  add(n: number): void;
}

export function bits(): Bits {
  let bytes = new Uint8Array(1024);
  return {
    has: (n) => ((bytes[n >> 3] ?? 0) & (1 << (n & 7))) !== 0,
    add(n) {
      if (n >> 3 >= bytes.length) {
        const larger = new Uint8Array(Math.max(bytes.length * 2, (n >> 3) + 1));
        larger.set(bytes);
        bytes = larger;
      }
      bytes[n >> 3] = (bytes[n >> 3] ?? 0) | (1 << (n & 7));
    },
  };
}
