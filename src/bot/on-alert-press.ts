import { acknowledge } from '../alerts/act-on-group';
import { endOf } from '../changes/moments';
import { endSilences } from '../alerts/silence';
import { matchesOfCard, worstFirst, type Silence } from '../core/alert';
import { drawAlertGroup } from '../delivery/draw-alert';
import type { Incoming, Press, Reply } from '../ports';
import { silenceLengths } from '../views/alert-card';
import { syncAll, whyOf } from './alert-acts';
import { onQuery } from './on-query';
import { noNames } from './outsiders';
import { silenceNow } from './on-silence';
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
      return (await silenceNow(ports, speaker, { matches: matchesOfCard(firing), until, why }, discreet)).replies;
    }
    case 'unsilence': {
      const which = (silence: Silence) => silence.id === Number(press.argument);
      const outcome = await endSilences(ports, { ...asked, which });
      if (!outcome.ok) return sayRefused(ports, speaker, outcome.problem);
      return asItIs(ports, incoming, id);
    }
    case 'sync':
      return syncAll(ports, incoming, speaker, { group: id, firing, discreet });
    case 'why':
      return discreet
        ? [ports.drawer.say(noNames)]
        : under(ports, incoming, id, () => whyOf(ports, incoming, worstFirst(firing)[0]));
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
