import { readersOf, sayReaders } from '../alerts/readers';
import { subscribe, unsubscribe } from '../alerts/subscribe';
import { groupsCalled } from '../changes/find-groups';
import { sayWanted, type Subscription } from '../core/alert';
import type { AlertRequest } from '../core/request';
import type { Incoming, Reply } from '../ports';
import type { BotPorts } from './ports';
import { sayRefused } from './say-refused';
import type { Known } from './speaker';

/** A channel subscribes to alerts, or ends that; owners only. Outsiders who read along see no names. */
export async function onSubscribe(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  request: Extract<AlertRequest, { kind: 'subscribe' }>,
): Promise<readonly Reply[]> {
  const { conversation } = incoming;
  const rules = ports.rules();
  const refused = (code: string, say: string) => sayRefused(ports, speaker, { code, say });
  if (!speaker.rights.roles.has('owner')) return refused('not-owner', 'Only owners subscribe channels to alerts.');
  if (!rules.tenants.includes(conversation.tenantId))
    return refused('other-tenant', 'This team belongs to another organization, so no alerts are posted here.');
  if (!rules.alerts) return refused('alerts-off', 'Devices are not swept here: alerts.sweep is off in warden.yaml.');
  const groups = await groupsOf(ports, request.groups ?? []);
  if (typeof groups === 'string') return refused('no-such-group', groups);
  const readers = await readersOf({ graph: ports.graph, chat: ports.chat }, conversation);
  const discreet = readers.guests + readers.strangers > 0 || readers.unknown;
  const wanted: Omit<Subscription, 'at'> = {
    conversation: conversation.id,
    ...(request.threat === undefined ? {} : { threat: request.threat }),
    ...(request.platforms === undefined ? {} : { platforms: request.platforms }),
    ...(groups.length > 0 ? { groups } : {}),
    ...(discreet ? { discreet } : {}),
    by: { objectId: speaker.person.objectId, name: speaker.person.name },
  };
  await subscribe(ports, wanted, speaker.person);
  const of = sayWanted(wanted);
  const began = `From now on alerts about noncompliant devices${of === '' ? '' : ` (${of})`} are posted here.`;
  return [ports.drawer.say(`${began} ${sayReaders(readers)}`.trim())];
}

export async function onUnsubscribe(ports: BotPorts, incoming: Incoming, speaker: Known): Promise<readonly Reply[]> {
  if (!speaker.rights.roles.has('owner'))
    return sayRefused(ports, speaker, { code: 'not-owner', say: 'Only owners unsubscribe channels.' });
  const { id } = incoming.conversation;
  if (await unsubscribe(ports, id, speaker.person)) return [ports.drawer.say('No more alerts are posted here.')];
  const listed = ports.rules().alerts?.subscriptions.some(({ conversation }) => conversation === id) === true;
  return [
    ports.drawer.say(
      listed
        ? 'This channel is subscribed by warden.yaml (alerts.channels); take it out there.'
        : 'No alerts are posted here.',
    ),
  ];
}

async function groupsOf(ports: BotPorts, names: readonly string[]) {
  const found: { readonly id: string; readonly name: string }[] = [];
  for (const name of names) {
    const [one, ...more] = await groupsCalled(ports.graph, name);
    if (!one || more.length > 0) return `There is ${one ? 'more than one' : 'no'} group called «${name}» in Entra.`;
    found.push(one);
  }
  return found;
}
