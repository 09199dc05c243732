import type { Line } from './line';

/** Where the speaker goes back on what was just said («, no wait, », «... scratch that, »): start → end. */
export function findCorrections(line: Line): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  let meant = false;
  for (let i = 0; i < line.tokens.length;) {
    const to = meant ? correctionAt(line, i) : undefined;
    if (to !== undefined) {
      found.set(i, to);
      i = to;
      continue;
    }
    const match = line.at(i);
    // Before anything is said there is nothing to take back: «sorry, could you …».
    if (!match?.meaning.noise && !match?.meaning.corrects && !isStop(line, i)) meant = true;
    i = match?.to ?? i + 1;
  }
  return found;
}

function correctionAt(line: Line, from: number): number | undefined {
  let i = from;
  while (isStop(line, i)) i++;
  let corrects = false;
  for (; i < line.tokens.length;) {
    const match = line.at(i);
    if (match?.meaning.corrects) {
      corrects = true;
      i = match.to;
    } else if (isNo(line, i, i > from)) {
      corrects = true;
      i += 1;
    } else if (corrects && (isStop(line, i) || isHesitation(line, i))) i += 1;
    else break;
  }
  return corrects ? i : undefined;
}

/** «no» takes back when a stop stands on both its sides, or a correction follows. */
function isNo(line: Line, i: number, stopped: boolean): boolean {
  if (line.tokens[i]?.key !== 'no' || line.at(i)?.to !== i + 1 || !stopped) return false;
  return isStop(line, i + 1) || line.at(i + 1)?.meaning.corrects === true;
}

function isStop(line: Line, i: number): boolean {
  const word = line.at(i)?.meaning.word;
  return word !== undefined && stops.has(word);
}

function isHesitation(line: Line, i: number): boolean {
  return hesitations.has(line.tokens[i]?.key ?? '');
}

const stops = new Set([',', '-', '...', '.', ';', '(', ')']);
const hesitations = new Set(['hmm', 'hm', 'um', 'uh', 'er', 'erm', 'well', 'ok', 'okay']);
