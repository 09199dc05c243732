// Messages as Teams sends them.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { people, tenantId } = require('../../dist/sandbox/seed/ids.js');

export const ana = { objectId: people.ana, name: 'Ana Ruiz' };

/** As Teams lists them in the channel where changes are approved. */
export const approvers = [
  { id: '29:omar', aadObjectId: people.omar, name: 'Omar Haddad' },
  { id: '29:priya', aadObjectId: people.priya, name: 'Priya Nair' },
];

/** A personal chat with each person. */
export function chatWith(person) {
  return `a:${person.objectId}`;
}

let count = 0;

/** The text of a message; no two have the same id, since the bot takes each in once. */
export function messageOf(person, text, serviceUrl) {
  count += 1;
  return JSON.stringify({
    type: 'message',
    id: `${1_700_000_000_000 + count}`,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: `29:${person.objectId}`, name: person.name, aadObjectId: person.objectId },
    recipient: { id: '28:warden-bench', name: 'Warden' },
    conversation: { id: chatWith(person), conversationType: 'personal', tenantId },
    channelData: { tenant: { id: tenantId } },
    localTimezone: 'Europe/Berlin',
    textFormat: 'plain',
    text,
  });
}
