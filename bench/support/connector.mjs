// Stands in for Teams: takes every message on 127.0.0.1 and answers with its id, and with that of the thread it begins.
import { createServer } from 'node:http';

/** `next(conversation)` resolves with the times at which the first sign and the first card came there. */
export async function startConnector(roster = []) {
  const waiting = new Map();
  let count = 0;
  const server = createServer((request, response) => {
    const parts = waiting.size > 0 && request.method === 'POST' ? [] : undefined;
    request.on('data', (part) => parts?.push(part));
    request.on('end', () => {
      count += 1;
      const body = request.method === 'GET' ? { members: roster } : { id: `m${count}`, activityId: `m${count}` };
      response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
      if (parts) note(waiting, decodeURIComponent(request.url), Buffer.concat(parts).toString('utf8'));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    next: (conversation) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`No card came to ${conversation}.`)), 20_000);
        waiting.set(conversation, { sign: undefined, late, resolve, reject });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

function note(waiting, path, body) {
  const conversation = /\/conversations\/([^/]+)\/activities/.exec(path)?.[1];
  const waiter = waiting.get(conversation);
  if (waiter === undefined) return;
  const now = performance.now();
  waiter.sign ??= now;
  const { type, text, attachments } = JSON.parse(body);
  if (type === 'typing') return;
  waiting.delete(conversation);
  clearTimeout(waiter.late);
  if (attachments?.length > 0) waiter.resolve({ sign: waiter.sign, card: now });
  else waiter.reject(new Error(`Instead of a card came: ${text}`));
}
