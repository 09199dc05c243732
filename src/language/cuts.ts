import type { Sentence } from './sentence';

/** Where one request may end and another begin. */
export interface Cut {
  /** Token at which what stands before ends. */
  readonly at: number;
  /** Token at which what follows begins. */
  readonly next: number;
}

/** Cuts at «and», «then», commas and stops; not inside names, and not where the speaker only corrects himself. */
export function cutsOf({ line, names, corrections }: Sentence): readonly Cut[] {
  const cuts: Cut[] = [];
  for (let i = 0; i < line.tokens.length;) {
    const match = line.at(i);
    const whole = corrections.get(i) ?? names.get(i)?.to;
    const to = whole ?? match?.to ?? i + 1;
    const m = whole === undefined ? match?.meaning : undefined;
    if (m && i > 0 && (m.joins || (m.word !== undefined && stops.has(m.word)))) {
      const last = cuts.at(-1);
      const next = behindTo(line, to);
      if (last?.next === i) cuts[cuts.length - 1] = { at: last.at, next };
      else cuts.push({ at: i, next });
    }
    i = to;
  }
  return cuts;
}

/** «…, to create a group and to turn on …»: the «to» before a verb says nothing. */
function behindTo(line: Sentence['line'], at: number): number {
  const match = line.at(at);
  if (match?.meaning.word !== 'to') return at;
  return line.at(match.to)?.meaning.verb?.form === 'base' ? match.to : at;
}

const stops = new Set([',', ';', '.', '-', '...', '?', 'but']);
