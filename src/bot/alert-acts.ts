import { syncDevices, type Synced } from '../alerts/act-on-group';
import { thingOfGroup } from '../alerts/gather';
import { worstFirst, type Alert } from '../core/alert';
import { GraphRefused, GraphUnreachable, type Incoming, type Reply } from '../ports';
import { onQuery } from './on-query';
import { whyNoSync } from './on-sync';
import type { BotPorts } from './ports';
import { sayRefused } from './say-refused';
import type { Known } from './speaker';
import { lookLater } from './synced';

/** What is done about an alert group, by a button of its card or by words in its thread. */

/** Has the worst of them check in. */
export async function syncAll(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  about: { readonly group: number; readonly firing: readonly Alert[]; readonly discreet: boolean },
): Promise<readonly Reply[]> {
  const closed = await whyNoSync(ports);
  if (closed) return sayRefused(ports, speaker, closed);
  const asked = { group: about.group, by: speaker.person, roles: speaker.rights.roles };
  const askedAt = ports.clock.now().toISOString();
  const outcome = await syncDevices(ports, worstFirst(about.firing), asked);
  if (!outcome.ok) return sayRefused(ports, speaker, outcome.problem);
  const devices = outcome.value.asked.map(({ device, name }) => ({ id: device, name }));
  const where = { conversation: incoming.conversation.id, under: thingOfGroup(about.group) };
  if (devices.length > 0) await lookLater(ports.store, { devices, askedAt, ...where, person: speaker.person });
  return [ports.drawer.say(saySynced(outcome.value, about.discreet))];
}

function saySynced({ asked, refused, byDefender, left }: Synced, discreet: boolean): string {
  const said = (names: readonly string[]) =>
    discreet ? (names.length === 1 ? '1 device' : `${names.length} devices`) : names.join(', ');
  return [
    ...(asked.length > 0
      ? [
          `Asked to check in: ${said(asked.map(({ name }) => name))}. You hear from me whether ${asked.length === 1 ? 'it' : 'they'} did.`,
        ]
      : []),
    ...(refused.length > 0 ? [`Could not be asked: ${said(refused)}.`] : []),
    ...(byDefender.length > 0
      ? [`Managed by Defender, so Intune cannot ask: ${said(byDefender)}. Use «Policy sync» in the Defender portal.`]
      : []),
    ...(left > 0 ? [`${left} more were not asked; the worst come first.`] : []),
  ].join(' ');
}

/** What is wrong with the worst device and what to do about it, read now. */
export async function whyOf(ports: BotPorts, incoming: Incoming, alert: Alert | undefined): Promise<readonly Reply[]> {
  if (!alert) return [ports.drawer.say('All is well again.')];
  const plainly = sayPlainly(alert);
  if (plainly !== undefined) return [ports.drawer.say(plainly)];
  try {
    return await onQuery(ports, incoming, { kind: 'explainDevice', device: alert.name }, { id: alert.device });
  } catch (error) {
    if (!(error instanceof GraphRefused || error instanceof GraphUnreachable)) throw error;
    return [ports.drawer.say(`Graph does not tell why for ${alert.name}: ${error.say}`)];
  }
}

/** Of what is no enrolled device Graph tells no more. */
function sayPlainly({ condition, name }: Alert): string | undefined {
  if (condition === 'connector')
    return 'Intune hears nothing from the threat defense service. After the days set in the connector, devices count as if their threat were unknown. Look at the Defender portal and at the service health of Microsoft 365.';
  if (condition === 'flagged')
    return `Intune has flagged an app on a phone of ${name} that is not enrolled, as rooted or jailbroken.`;
  return undefined;
}
