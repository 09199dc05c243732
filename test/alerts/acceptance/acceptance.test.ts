import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScript } from './script';
import { play } from './stage';
import { faultsOf } from './verdict';

/** What channels are told and when, as written in the `.alerts` files beside this one. */

describe('channels are told', () => {
  test.each(readdirSync(__dirname).filter((file) => file.endsWith('.alerts')))(
    '%s',
    async (file) => {
      const script = readScript(readFileSync(join(__dirname, file), 'utf8'));

      const played = await play(script);

      try {
        expect(faultsOf(script, played.told)).toEqual([]);
      } finally {
        await played.close();
      }
    },
    60_000,
  );
});
