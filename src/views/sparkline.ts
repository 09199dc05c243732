import { shown, type Shown } from './shown';

/** How numbers went, as small as a word: «▁▃█▅». Beside it stand the numbers, for those who cannot see it. */
export function sparkline(values: readonly number[]): Shown {
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  const heightOf = (value: number) => (range === 0 ? 0 : Math.round(((value - low) / range) * (bars.length - 1)));
  return shown(values.map((value) => bars[heightOf(value)]).join(''));
}

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
