import { acknowledge, syncDevices, type Synced } from '../alerts/act-on-group';
import { reasonsOf } from '../alerts/reasons';
import { endOf } from '../changes/moments';
import { endSilences } from '../alerts/silence';
import { worstFirst, type Alert, type Silence, type SilenceMatch } from '../core/alert';
import { drawAlertGroup } from '../delivery/draw-alert';
import { GraphRefused, GraphUnreachable, type Incoming, type Press, type Reply } from '../ports';
import { silenceLengths } from '../views/alert-card';
import { noNames, onQuery } from './on-query';
import { silenceNow } from './on-silence';
import { whyNoSync } from './on-sync';
import type { BotPorts } from './ports';
import { sayRefused } from './say-refused';
import type { Known } from './speaker';

type Pressed = Extract<Incoming['what'], { kind: 'press' }>;

/** The buttons of an alert card. */
export async function onAlertPress(
  ports: BotPorts,
  incoming: Incoming,
  pressed: Pressed,
  speaker: Known,
  press: Press,
): Promise<readonly Reply[]> {
  const id = Number(press.thing.replace('alert:', ''));
  const group = await ports.store.groups.get(id);
  if (!group) return [ports.drawer.say('That alert is not kept any more.')];
  const members = await ports.store.groups.members(group);
  const firing = members.filter(({ alert }) => alert.state === 'firing').map(({ alert }) => alert);
  const asked = { group: id, by: speaker.person, roles: speaker.rights.roles };
  const discreet = await ports.draw.isDiscreet(incoming.conversation.id);
  switch (press.verb) {
    case 'acknowledge': {
      const outcome = await acknowledge(ports, asked);
      if (!outcome.ok) return sayRefused(ports, speaker, outcome.problem);
      return asItIs(ports, incoming, id);
    }
    case 'silence': {
      const until = endOf({ kind: 'after', length: lengthOf(pressed) }, ports.clock.now());
      const why = pressed.inputs['reason']?.trim();
      return (await silenceNow(ports, speaker, { matches: matchesOf(firing), until, why }, discreet)).replies;
    }
    case 'unsilence': {
      const which = (silence: Silence) => silence.id === Number(press.argument);
      const outcome = await endSilences(ports, { ...asked, which });
      if (!outcome.ok) return sayRefused(ports, speaker, outcome.problem);
      return asItIs(ports, incoming, id);
    }
    case 'sync': {
      const closed = await whyNoSync(ports);
      if (closed) return sayRefused(ports, speaker, closed);
      const outcome = await syncDevices(ports, worstFirst(firing), asked);
      return outcome.ok
        ? [ports.drawer.say(saySynced(outcome.value, discreet))]
        : sayRefused(ports, speaker, outcome.problem);
    }
    case 'why':
      return discreet
        ? [ports.drawer.say(noNames)]
        : under(ports, incoming, id, () => why(ports, worstFirst(firing)[0]));
    default:
      return discreet
        ? [ports.drawer.say(noNames)]
        : under(ports, incoming, id, () => onQuery(ports, incoming, { kind: 'listAlerts' }, { id: String(id) }));
  }
}

/** What is chosen comes from the client, so only what the card offers is taken; the first when nothing is. */
function lengthOf({ inputs }: Pressed): string {
  const [usual] = silenceLengths;
  return (silenceLengths.find(({ value }) => value === inputs['length']) ?? usual).value;
}

async function asItIs(ports: BotPorts, { conversation }: Incoming, id: number): Promise<readonly Reply[]> {
  const card = await drawAlertGroup(ports.draw, id, { conversation: conversation.id });
  return card ? [card] : [];
}

/** A card in the answer would stand in place of the alert's, so what is longer goes into its thread. */
async function under(
  ports: BotPorts,
  incoming: Incoming,
  id: number,
  draw: () => Promise<readonly Reply[]>,
): Promise<readonly Reply[]> {
  const conversation = incoming.conversation.id;
  const dueAt = ports.clock.now().toISOString();
  for (const message of await draw())
    await ports.store.outbox.add({ conversation, what: { kind: 'say', message, under: `alert:${id}` }, dueAt });
  return asItIs(ports, incoming, id);
}

/** One device: that one. Several: their platform, which only approvers silence. */
function matchesOf(firing: readonly Alert[]): SilenceMatch {
  const [only, ...more] = firing;
  if (only && more.length === 0) return { device: only.name };
  return { platforms: [...new Set(firing.map(({ platform }) => platform))] };
}

function saySynced({ asked, refused, byDefender, left }: Synced, discreet: boolean): string {
  const said = (names: readonly string[]) =>
    discreet ? (names.length === 1 ? '1 device' : `${names.length} devices`) : names.join(', ');
  return [
    ...(asked.length > 0 ? [`Asked to check in: ${said(asked)}.`] : []),
    ...(refused.length > 0 ? [`Could not be asked: ${said(refused)}.`] : []),
    ...(byDefender.length > 0
      ? [`Managed by Defender, so Intune cannot ask: ${said(byDefender)}. Use «Policy sync» in the Defender portal.`]
      : []),
    ...(left > 0 ? [`${left} more were not asked; the worst come first.`] : []),
  ].join(' ');
}

/** The policies and settings the worst device does not meet, read now. */
async function why(ports: BotPorts, alert: Alert | undefined): Promise<readonly Reply[]> {
  if (!alert) return [ports.drawer.say('All is well again.')];
  try {
    const reasons = alert.condition === 'compliance' ? await reasonsOf(ports.graph, alert.device) : [];
    const facts = reasons.flatMap(({ policy, settings }) =>
      (settings.length > 0 ? settings : ['']).map((setting) => ({ name: policy, value: setting })),
    );
    const lead = facts.length > 0 ? 'It does not meet:' : sayPlainly(alert);
    return [ports.drawer.answer({ title: `Why ${alert.name}`, lead, facts }, () => '')];
  } catch (error) {
    if (!(error instanceof GraphRefused || error instanceof GraphUnreachable)) throw error;
    return [ports.drawer.say(`Graph does not tell why for ${alert.name}: ${error.say}`)];
  }
}

function sayPlainly({ condition, threat, phase }: Alert): string {
  if (condition === 'threat') return `Defender reports the threat level ${threat ?? phase}.`;
  if (condition === 'unseen') return 'It has not checked in for days, so nobody knows whether it is compliant.';
  if (condition === 'connector')
    return 'Intune hears nothing from it. After the days set in the connector, devices count as if their threat were unknown.';
  if (condition === 'flagged')
    return 'Intune has flagged an app on a phone that is not enrolled, as rooted or jailbroken.';
  return 'Graph names no policy it does not meet.';
}
