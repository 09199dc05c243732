import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScript } from '../support/chat-script';
import { play } from '../support/play';

const files = readdirSync(__dirname).filter((file) => file.endsWith('.chat'));

describe('transcripts', () => {
  test.each(files)(
    '%s',
    async (file) => {
      const path = join(__dirname, file);
      const written = readFileSync(path, 'utf8');

      const played = await play(readScript(written));

      if (process.env['GOLDEN'] === 'write') writeFileSync(path, played);
      else expect(played).toBe(written);
    },
    60_000,
  );
});
