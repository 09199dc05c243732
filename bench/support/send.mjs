// The least that can post a body and wait for the answer: what measures must not cost more than what is measured.
import { Agent, request } from 'node:http';

/** Connections are kept, as Teams keeps them. */
export function senderTo(url) {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port, pathname } = new URL(url);
  const post = (body) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request({ agent, hostname, port, path: pathname, method: 'POST', headers }, (response) => {
        response.on('error', reject);
        response.resume();
        response.once('end', () =>
          response.statusCode < 300 ? resolve() : reject(new Error(`${url} answered ${response.statusCode}.`)),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  return { post, close: () => agent.destroy() };
}

/** So many at a time, for so long; gives turns per second. */
export async function throughput(turn, { atOnce, milliseconds }) {
  const began = performance.now();
  const until = began + milliseconds;
  let turns = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (; performance.now() < until; turns += 1) await turn();
    }),
  );
  return { turns, perSecond: (turns * 1000) / (performance.now() - began) };
}
