import type { Death } from './mortal';
import { readScript } from './script';
import { play } from './stage';
import { faultsOf } from './verdict';

/** The bot dies at any point at which something outside of it happens, and another one takes up what it left. */
const script = readScript(`
settings: { sweep: '* * * * *', groupIntervalSeconds: 60, partitions: 2 }
devices: 6
at 0s    devices 1-3 fail
want     card of 3 between 30s and 4m
at 4m    devices 1-3 recover
want     reply «All is well again: 3 devices» between 4m and 8m
until    8m
want     nothing else
`);

/** Each point takes half a second or more, so some are taken, evenly spread; all of them with EVERY_POINT=1. */
const mostPoints = process.env['EVERY_POINT'] === undefined ? 40 : Infinity;

describe('a restart at any point', () => {
  test('loses nothing, and repeats nothing but what Teams did not confirm', async () => {
    const whole = await play(script, { dies: { dead: false, passed: 0, at: Infinity } });
    await whole.close();
    expect(faultsOf(script, whole.told)).toEqual([]);
    expect(whole.points).toBeGreaterThan(100);
    const stride = Math.ceil(whole.points / Math.min(mostPoints, whole.points));
    const faults: string[] = [];

    for (let at = 0; at < whole.points; at += stride) {
      const death: Death = { dead: false, passed: 0, at };
      const played = await play(script, { dies: death });
      await played.close();
      const found = faultsOf(script, once(played.told, death));
      if (found.length > 0) faults.push(`died at point ${at}`, ...found);
    }

    expect(faults).toEqual([]);
  }, 3_600_000);
});

/** Without the second copy of a message whose acceptance was lost. */
function once<T extends { readonly kind: string; readonly text: string }>(
  told: readonly T[],
  { unwritten }: Death,
): readonly T[] {
  if (!unwritten) return told;
  const second = told.findIndex(
    (one, i) =>
      one.kind !== 'redraw' && told.slice(0, i).some(({ kind, text }) => kind === one.kind && text === one.text),
  );
  return told.filter((_, i) => i !== second);
}
