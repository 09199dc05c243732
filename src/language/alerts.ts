import type { Acted } from './acts';
import type { Bag } from './bag';

export function readAlert(_bag: Bag): Acted | undefined {
  return undefined;
}
