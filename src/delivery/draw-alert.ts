import { isActive, isQuiet, isSilenced, sayMatches } from '../core/alert';
import type { Message } from '../ports';
import { pressesOfAlert } from '../views/alert-card';
import type { DrawPorts } from './draw';
import { type Along, tokensFor } from './tokens';

/** From a stored alert group to its card as it is now; undefined when there is none, and then nothing is kept along. */
export async function drawAlertGroup(
  ports: DrawPorts,
  id: number,
  { conversation, room }: { readonly conversation: string; readonly room?: number | undefined },
  along?: Along,
): Promise<Message | undefined> {
  const { store, clock, drawer } = ports;
  const group = await store.groups.get(id);
  if (!group) return undefined;
  const now = clock.now().toISOString();
  const [members, silences, discreet] = await Promise.all([
    store.groups.members(group),
    store.silences.endingAfter(now),
    ports.isDiscreet(conversation),
  ]);
  const firing = members.filter(({ alert }) => alert.state === 'firing');
  const over = silences
    .filter((silence) => isActive(silence, now) && firing.some(({ alert }) => isSilenced(silence, alert)))
    .map((silence) => ({
      id: silence.id,
      what: sayMatches(silence.matches),
      by: silence.by.name,
      why: silence.why,
      until: silence.until,
    }));
  const presses = pressesOfAlert({ group, members, silences: over }).map(({ verb, argument = '' }) => {
    return { thing: `alert:${id}`, version: 1, verb, argument, conversation };
  });
  const token = await tokensFor(ports, presses, along);
  return drawer.alert({
    group,
    members,
    silences: over,
    silenced: firing.filter(({ alert }) => isQuiet(silences, alert, now)).length,
    discreet,
    room,
    token,
    now,
    timezone: ports.timezone(),
  });
}
