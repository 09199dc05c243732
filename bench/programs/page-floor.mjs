// The yardstick of the sweep: it fetches the same gzip pages, parses them and does nothing else, as lean as it can be.
import { Agent, get } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { answerParent } from '../support/child.mjs';

const [root] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const unpack = promisify(gunzip);

answerParent(
  {},
  {
    /** All pages, the next one being fetched while the last is parsed. */
    async read() {
      const began = performance.now();
      let devices = 0;
      let fetching = packed(`${root}/v1.0/deviceManagement/managedDevices?$top=1000`);
      while (fetching) {
        const text = (await unpack(await fetching, { chunkSize: 1024 * 1024 })).toString('utf8');
        const next = /"@odata\.nextLink":("[^"]+")/.exec(text.slice(0, 1000))?.[1];
        fetching = next && packed(JSON.parse(next));
        devices += JSON.parse(text).value.length;
      }
      return { devices, milliseconds: performance.now() - began };
    },
    end: () => agent.destroy(),
  },
);

function packed(url) {
  const bytes = new Promise((resolve, reject) => {
    get(url, { agent, headers: { 'accept-encoding': 'gzip' } }, async (response) => {
      const parts = [];
      for await (const part of response) parts.push(part);
      resolve(Buffer.concat(parts));
    }).on('error', reject);
  });
  bytes.catch(() => undefined);
  return bytes;
}
