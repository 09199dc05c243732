import { warden } from '../core/audit';
import type { Entity } from '../core/snapshot';
import {
  ChatRefused,
  GraphRefused,
  GraphUnreachable,
  type Chat,
  type Clock,
  type Conversation,
  type Graph,
  type Records,
  type Store,
} from '../ports';

/** Who reads along where Warden posts by itself is looked at every day: guests come after the day a channel began. */

interface Ports {
  readonly store: Store;
  readonly graph: Graph;
  readonly chat: Chat;
  readonly clock: Clock;
  /** Conversations in which owners hear of what they have to look after. */
  readonly owners: () => Promise<readonly string[]>;
  /** Where Teams reaches a channel. */
  readonly addressOf: (id: string) => Promise<Conversation | undefined>;
  readonly tenants: readonly string[];
}

/** A channel of which nobody has said who may see names, and what it is for: «hears of alerts». */
export interface Place {
  readonly id: string;
  readonly does: string;
}

/** True when Teams' address of each is known by now. */
export async function watchReaders(ports: Ports, places: readonly Place[]): Promise<boolean> {
  const looked = [];
  for (const place of places) looked.push(await look(ports, place));
  return looked.every((done) => done);
}

async function look({ store, clock, owners, ...ports }: Ports, { id, does }: Place): Promise<boolean> {
  const conversation = await ports.addressOf(id);
  if (!conversation) return false;
  const before = await outsidersAt(store, id);
  const foreign = !ports.tenants.includes(conversation.tenantId);
  const readers = foreign ? nobodyKnown : await readersOf(ports, conversation);
  // A look that fails takes back nothing; and where nobody ever knew, it is better to name nobody.
  if (readers.unknown && before !== undefined) return true;
  const outsiders = readers.unknown || readers.guests + readers.strangers > 0;
  const told = outsiders && before !== true ? await owners() : [];
  const at = clock.now().toISOString();
  const found = foreign
    ? 'It belongs to another organization, so nothing is posted there.'
    : sayReaders(readers, 'there');
  const text = `The channel ${conversation.name ?? id} ${does}. ${found}`;
  await store.transaction(async (records) => {
    await keepReaders(records, id, outsiders);
    if (outsiders === (before ?? false)) return;
    await records.audit.append({ at, kind: 'channel.readers', actor: warden, facts: { conversation: id, outsiders } });
    for (const owner of told)
      await records.outbox.add({
        conversation: owner,
        what: { kind: 'say', message: { text, summary: text } },
        dueAt: at,
      });
  });
  return true;
}

/** Whether outsiders read along, as last looked at; undefined when nobody has looked. */
export async function outsidersAt({ marks }: Pick<Records, 'marks'>, id: string): Promise<boolean | undefined> {
  const outsiders = (await marks.get(markOf(id)))?.['outsiders'];
  return typeof outsiders === 'boolean' ? outsiders : undefined;
}

export function keepReaders({ marks }: Pick<Records, 'marks'>, id: string, outsiders: boolean): Promise<void> {
  return marks.put(markOf(id), { outsiders });
}

function markOf(id: string): string {
  return `readers:${id}`;
}

export interface Readers {
  readonly guests: number;
  /** Not in this tenant: the channel is shared with another one. */
  readonly strangers: number;
  /** The roster could not be read, so outsiders cannot be ruled out. */
  readonly unknown: boolean;
}

const nobodyKnown: Readers = { guests: 0, strangers: 0, unknown: true };

/** Graph looks up so many ids at once. */
const mostReaders = 1000;

/** Who reads along in a conversation besides the members of this tenant. */
export async function readersOf(
  ports: { readonly graph: Graph; readonly chat: Chat },
  conversation: Conversation,
): Promise<Readers> {
  // There it is only who asked, and that is a member.
  if (conversation.kind === 'personal') return { guests: 0, strangers: 0, unknown: false };
  try {
    const ids = [...new Set((await ports.chat.roster(conversation, mostReaders)).map(({ objectId }) => objectId))];
    // Beyond so many nobody knows who else reads along.
    if (ids.length === 0 || ids.length >= mostReaders) return nobodyKnown;
    const path = '/directoryObjects/getByIds?$select=id,userType';
    const { value } = await ports.graph.ask({ version: 'v1.0', path }, { ids, types: ['user'] });
    const found = Array.isArray(value) ? (value as readonly Entity[]) : [];
    const guests = found.filter(({ userType }) => userType === 'Guest').length;
    return { guests, strangers: ids.length - found.length, unknown: false };
  } catch (error) {
    const known = error instanceof ChatRefused || error instanceof GraphRefused || error instanceof GraphUnreachable;
    if (!known) throw error;
    return nobodyKnown;
  }
}

/** «2 guests read along here, …»; nothing when there are members only. */
export function sayReaders({ guests, strangers, unknown }: Readers, where: 'here' | 'there' = 'here'): string {
  if (unknown) return `I cannot tell who reads along ${where}, so names of people and devices are left out.`;
  if (guests + strangers === 0) return '';
  const who = [
    ...(guests > 0 ? [guests === 1 ? '1 guest' : `${guests} guests`] : []),
    ...(strangers > 0 ? [`${strangers} from outside of the organization`] : []),
  ];
  return `${who.join(' and ')} ${guests + strangers === 1 ? 'reads' : 'read'} along ${where}, so names of people and devices are left out; warden.yaml can say otherwise.`;
}
