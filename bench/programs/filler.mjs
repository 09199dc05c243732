// Fills a store with devices as former sweeps have left it, in steps that are larger and so quicker than theirs.
import { createRequire } from 'node:module';
import { answerParent } from '../support/child.mjs';
import { rowsOf } from '../support/fleet.mjs';

const require = createRequire(import.meta.url);
const dist = (path) => require(`../../dist/${path}.js`);
const { describedHash } = dist('alerts/described');
const { readDevice } = dist('core/device');
const { openStore } = dist('store/open');

const filledAtOnce = 5000;
const [file] = process.argv.slice(2);
const store = await openStore({ kind: 'sqlite', file }, {});

answerParent(
  {},
  {
    async fill({ devices }) {
      for (let from = 0; from < devices; from += filledAtOnce) {
        const rows = rowsOf({ from, until: Math.min(devices, from + filledAtOnce), version: 0 });
        const known = rows.map((row) => ({ device: readDevice(row), phases: {}, hash: describedHash(row) }));
        await store.transaction((records) => records.devices.put(known));
      }
      const at = new Date().toISOString();
      await store.marks.put('sweep.first', { at });
      await store.marks.put('sweep.whole', { at });
    },
    end: () => store.close(),
  },
);
