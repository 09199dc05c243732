// Stands in for Teams on a bad day: every second message and update is refused with 429 and has to come again.
import { createServer } from 'node:http';

const retryAfterSeconds = 1;

/** `taken`: what it took, in order: when, where, which activity, and the words of it. */
export async function startBusyTeams() {
  const taken = [];
  let asked = 0;
  let refused = 0;
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      if (request.method === 'GET') return answer(response, 200, { members: [] });
      asked += 1;
      if (asked % 2 === 1) {
        refused += 1;
        return answer(response, 429, { error: { code: 'TooManyRequests' } }, { 'retry-after': retryAfterSeconds });
      }
      const made = madeBy(request, JSON.parse(body), `m${asked}`);
      taken.push({ at: Date.now(), ...made });
      return answer(response, made.isNew ? 201 : 200, answerTo(made));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    taken,
    refused: () => refused,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** A root message of a channel comes as a new conversation; replies and updates come to the one that made. */
function madeBy({ method, url }, body, id) {
  const isRoot = url.endsWith('/conversations');
  const [, path, activity] = /conversations\/([^/]+)\/activities(?:\/([^/]+))?/.exec(url) ?? [];
  const { summary, attachments = [] } = isRoot ? body.activity : body;
  const conversation = isRoot ? body.channelData.channel.id : decodeURIComponent(path).split(';')[0];
  const isNew = method === 'POST';
  const isCard = attachments.length > 0;
  return { conversation, id: isNew ? id : decodeURIComponent(activity), isRoot, isNew, isCard, summary };
}

function answerTo({ conversation, id, isRoot }) {
  return isRoot ? { id: `${conversation};messageid=${id}`, activityId: id } : { id };
}

function answer(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
