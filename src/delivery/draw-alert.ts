import { isActive, isSilenced } from '../core/alert';
import type { Message } from '../ports';
import { pressesOfAlert } from '../views/alert-card';
import type { DrawPorts } from './draw';

/** From a stored alert group to its card as it is now. */
export async function drawAlertGroup(
  ports: DrawPorts,
  id: number,
  { conversation, room }: { readonly conversation: string; readonly room?: number | undefined },
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
    .map((silence) => ({ id: silence.id, by: silence.by.name, why: silence.why, until: silence.until }));
  const presses = pressesOfAlert({ group, members, silences: over });
  const tokens = await store.transaction(async (records) => {
    const found = new Map<string, string>();
    for (const { verb, argument = '' } of presses) {
      const press = { thing: `alert:${id}`, version: 1, verb, argument, conversation };
      found.set(`${verb}/${argument}`, await records.presses.tokenFor(press, () => clock.token()));
    }
    return found;
  });
  return drawer.alert({
    group,
    members,
    silences: over,
    discreet,
    room,
    token: (verb, argument = '') => tokens.get(`${verb}/${argument}`) ?? '',
    now,
    timezone: ports.timezone(),
  });
}
