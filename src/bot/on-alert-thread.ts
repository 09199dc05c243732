import { acknowledge } from '../alerts/act-on-group';
import { thingOfGroup } from '../alerts/gather';
import { matchesOfCard, worstFirst, type AlertGroup } from '../core/alert';
import { drawAlertGroup } from '../delivery/draw-alert';
import { plain } from '../language/going-on';
import type { Card, Incoming, Reply } from '../ports';
import { syncAll, whyOf } from './alert-acts';
import { noNames } from './outsiders';
import { silenceAsSaid } from './on-silence';
import type { BotPorts } from './ports';
import { sayRefused } from './say-refused';
import type { Known } from './speaker';

/** What is said under an alert's card means that alert: «I'm on it», «why?», «sync them», «silence it for 2 hours because …». */
export async function onAlertThread(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  text: string,
): Promise<readonly Reply[] | undefined> {
  const act = readAct(text);
  if (!act || incoming.conversation.kind === 'personal') return undefined;
  const living = (await ports.store.groups.living(incoming.conversation.id)).filter(({ state }) => state === 'open');
  const group = (await groupOfThread(ports, incoming, living)) ?? (act === 'acknowledge' ? only(living) : undefined);
  if (!group) return act === 'acknowledge' && living.length > 0 ? [ports.drawer.say(whichOne)] : undefined;
  if (act === 'acknowledge') return onAcknowledge(ports, speaker, group);
  const members = await ports.store.groups.members(group);
  const firing = members.filter(({ alert }) => alert.state === 'firing').map(({ alert }) => alert);
  const discreet = await ports.draw.isDiscreet(incoming.conversation.id);
  if (firing.length === 0) return [ports.drawer.say('All is well again.')];
  switch (act) {
    case 'sync':
      return syncAll(ports, incoming, speaker, { group: group.id, firing, discreet });
    case 'why':
      return discreet ? [ports.drawer.say(noNames)] : whyOf(ports, incoming, worstFirst(firing)[0]);
    case 'silence': {
      const said = silenceIn(ports, text);
      const matches = matchesOfCard(firing);
      return said && (await silenceAsSaid(ports, speaker, { ...said, matches }, discreet)).replies;
    }
  }
}

type Act = 'acknowledge' | 'why' | 'sync' | 'silence';

/** None of these is a request by itself. */
export function readAct(text: string): Act | undefined {
  const said = plain(text).replaceAll('’', "'");
  return acts.find(([pattern]) => pattern.test(said))?.[1];
}

const it = String.raw`(?: (?:it|this|that|them|these|those)(?: one)?)?`;
const acts: readonly (readonly [RegExp, Act])[] = [
  [new RegExp(`^(?:ack(?:ed|nowledged?)?${it}|acknowledge (?:the|this|that) alert)$`, 'i'), 'acknowledge'],
  [/^(?:i'm|i am|we're|we are)? ?on (?:it|this)(?: now)?$/i, 'acknowledge'],
  [
    /^(?:i've |i have )?taken$|^(?:i'll|i will|we'll) (?:take|look (?:at|into)|take care of|handle) (?:it|this|that|them|these)$/i,
    'acknowledge',
  ],
  [new RegExp(`^why(?: (?:is|are|was|were))?${it}(?: so)?$`, 'i'), 'why'],
  [new RegExp(`^sync${it}(?: (?:devices?|all))?$`, 'i'), 'sync'],
  [/^(?:silence|mute|snooze) (?:it|this|that|them|these|those)\b/i, 'silence'],
];

const whichOne =
  'Several alerts are open here. Say it in the thread of the one you mean, or press Acknowledge on its card.';

function only(living: readonly AlertGroup[]): AlertGroup | undefined {
  const [one, ...more] = living.filter(({ acknowledged, resolvedAt }) => !acknowledged && resolvedAt === undefined);
  return more.length === 0 ? one : undefined;
}

async function groupOfThread(
  { store }: BotPorts,
  { thread, conversation }: Incoming,
  living: readonly AlertGroup[],
): Promise<AlertGroup | undefined> {
  if (thread === undefined) return undefined;
  for (const group of living) {
    const card = await store.cards.get(thingOfGroup(group.id), conversation.id);
    if (card && rootsOf(card).includes(thread)) return group;
  }
  return undefined;
}

/** The messages that begin the threads in which its copies stand. */
function rootsOf({ posted, orphans = [] }: Card): readonly string[] {
  return [...(posted ? [posted] : []), ...orphans].map(
    ({ activityId, threadId }) => threadId?.split(';messageid=')[1] ?? activityId,
  );
}

async function onAcknowledge(ports: BotPorts, speaker: Known, group: AlertGroup): Promise<readonly Reply[]> {
  const by = speaker.person;
  const outcome = await acknowledge(ports, { group: group.id, by, roles: speaker.rights.roles });
  if (!outcome.ok) return sayRefused(ports, speaker, outcome.problem);
  const card = await drawAlertGroup(ports.draw, group.id, { conversation: group.conversation });
  return [
    ports.drawer.say(`You look after it: ${card?.summary ?? ''}. The card says so, and nothing of it is repeated.`),
  ];
}

/** Any name stands in for the alert, so that length and reason are read as they always are. */
function silenceIn(ports: BotPorts, text: string) {
  const named = text.replace(
    /\b(silence|mute|snooze) (?:it|this|that|them|these|those)(?: alert| devices?| one)?\b/i,
    '$1 LAPTOP-1',
  );
  const [request] = ports.reader().parse(named).requests;
  return request?.kind === 'silence' ? request : undefined;
}
