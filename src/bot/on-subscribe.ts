import { readersOf, sayReaders } from '../alerts/readers';
import { subscribe, unsubscribe } from '../alerts/subscribe';
import { sayWanted, type Subscription } from '../core/alert';
import type { AlertRequest } from '../core/request';
import { nearNames } from '../language/names';
import type { Found } from '../operations/finding';
import { findGroup, sayGroups, type GroupFound } from '../operations/finding-groups';
import type { Incoming, Reply } from '../ports';
import { rememberAct } from './last-shown';
import { askWhich } from './ask-which';
import type { BotPorts } from './ports';
import { sayRefused } from './say-refused';
import { compliancePolicies } from './silenced-thing';
import type { Known } from './speaker';

export interface AskedSubscription {
  readonly request: Extract<AlertRequest, { kind: 'subscribe' }>;
  readonly utterance: string;
  /** Groups that were picked among several of one name. */
  readonly chosen: Readonly<Record<string, string>>;
}

/** A channel subscribes to alerts, or ends that; owners only. Outsiders who read along see no names. */
export async function onSubscribe(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  asked: AskedSubscription,
): Promise<readonly Reply[]> {
  const { request } = asked;
  const { conversation } = incoming;
  const rules = ports.rules();
  const refused = (code: string, say: string) => sayRefused(ports, speaker, { code, say });
  if (!speaker.rights.roles.has('owner')) return refused('not-owner', 'Only owners subscribe channels to alerts.');
  if (!rules.tenants.includes(conversation.tenantId))
    return refused('other-tenant', 'This team belongs to another organization, so no alerts are posted here.');
  if (!rules.alerts) return refused('alerts-off', 'Devices are not swept here: alerts.sweep is off in warden.yaml.');
  const groups: Pick<GroupFound, 'id' | 'name'>[] = [];
  for (const typed of request.groups ?? []) {
    const found = await findGroup(ports.graph, typed, asked.chosen[groupKey(typed)]);
    if (found.kind === 'which' && found.some.length === 0)
      return refused('no-such-group', `${found.say} ${await sayGroups(ports.graph)}`);
    if (found.kind === 'which') return [await askGroup(ports, incoming, speaker, asked, { typed, found })];
    groups.push({ id: found.one.id, name: found.one.name });
  }
  const policies: string[] = [];
  for (const typed of request.policies ?? []) {
    const all = await compliancePolicies(ports);
    const { exact, near } = nearNames(typed, all);
    const offered = near.length > 0 ? near : all.slice(0, mostOffered);
    if (exact === undefined) return [await askPolicy(ports, incoming, speaker, asked, { typed, offered })];
    policies.push(exact);
  }
  const readers = await readersOf({ graph: ports.graph, chat: ports.chat }, conversation);
  const discreet = readers.guests + readers.strangers > 0 || readers.unknown;
  const wanted: Omit<Subscription, 'at'> = {
    conversation: conversation.id,
    ...(request.threat === undefined ? {} : { threat: request.threat }),
    ...(request.platforms === undefined ? {} : { platforms: request.platforms }),
    ...(groups.length > 0 ? { groups } : {}),
    ...(policies.length > 0 ? { policies } : {}),
    ...(request.groupBy === undefined ? {} : { groupBy: request.groupBy }),
    ...(discreet ? { discreet } : {}),
    by: { objectId: speaker.person.objectId, name: speaker.person.name },
  };
  await subscribe(ports, wanted, speaker.person);
  await rememberAct(ports, incoming, request);
  const of = sayWanted(wanted);
  const began = `From now on alerts about noncompliant devices${of === 'everything' ? '' : ` (${of})`} are posted here.`;
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

function groupKey(typed: string): string {
  return `group/${typed.toLowerCase()}`;
}

/** Several groups of one name, or near ones. */
function askGroup(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  { request, utterance, chosen }: AskedSubscription,
  { typed, found }: { readonly typed: string; readonly found: Extract<Found<GroupFound>, { kind: 'which' }> },
): Promise<Reply> {
  const choices = found.some.map(({ id, name, detail }) => ({
    label: name,
    detail,
    request,
    chosen: { ...chosen, [groupKey(typed)]: id },
  }));
  const about = { utterance, readings: [], askedIn: incoming.thread ?? '' };
  return askWhich(ports, incoming, speaker, about, { text: found.say, choices });
}

const mostOffered = 8;

/** A name that no policy has would be a channel that never hears of anything. */
function askPolicy(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  { request, utterance, chosen }: AskedSubscription,
  { typed, offered }: { readonly typed: string; readonly offered: readonly string[] },
): Promise<Reply> {
  const others = (request.policies ?? []).filter((one) => one !== typed);
  const choices = offered.map((name) => ({
    label: name,
    request: { ...request, policies: [...others, name] },
    chosen,
  }));
  const none = `There is no compliance policy called «${typed}», so nothing is subscribed.`;
  const about = { utterance, readings: [], askedIn: incoming.thread ?? '' };
  const text = offered.length > 0 ? `${none} Did you mean one of these?` : none;
  return askWhich(ports, incoming, speaker, about, { text, choices });
}
