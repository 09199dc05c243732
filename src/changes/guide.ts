import { z } from 'zod';
import type { Answer } from '../core/answer';
import { chatWith, installPermissions, ownApp } from '../operations/send-guide';
import { GraphRefused, GraphUnreachable, type Clock, type Graph, type Records, type Store } from '../ports';

/** A guide on its way to people: who is reached by which chat, who got it, who could not be reached. */

const GuidePerson = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['waiting', 'sent', 'unreached']),
  conversation: z.string().optional(),
  why: z.string().optional(),
});
export type GuidePerson = z.infer<typeof GuidePerson>;

const Guide = z.object({
  id: z.string(),
  at: z.string(),
  by: z.object({ objectId: z.string(), name: z.string(), teamsId: z.string() }),
  conversation: z.string(),
  thread: z.string(),
  answers: z.array(z.custom<Answer>((one) => typeof one === 'object' && one !== null)),
  people: z.array(GuidePerson),
});
type Guide = z.infer<typeof Guide>;

interface Ports {
  readonly store: Store;
  readonly graph: Graph;
  readonly clock: Clock;
}

export async function beginGuide(ports: Ports, guide: Omit<Guide, 'id' | 'at'>): Promise<void> {
  const at = ports.clock.now().toISOString();
  const id = ports.clock.token();
  await ports.store.transaction(async (records) => {
    await records.marks.put(markOf(id), { ...guide, id, at });
    await records.due.set({ key: markOf(id), at, job: 'guide', about: id });
    const actor = { objectId: guide.by.objectId, name: guide.by.name };
    const facts = { people: guide.people.map(({ name }) => name), guides: guide.answers.map(({ title }) => title) };
    await records.audit.append({ at, kind: 'guide.sent', actor, facts });
  });
}

/** Those of the people who have a chat with the bot already. */
export async function peopleReached(
  { store }: Pick<Ports, 'store'>,
  people: readonly { readonly id: string }[],
): Promise<ReadonlySet<string>> {
  const chats = await Promise.all(people.map(async ({ id }) => [id, await knownChat(store, id)] as const));
  return new Set(chats.flatMap(([id, chat]) => (chat === undefined ? [] : [id])));
}

/** So many people are reached in one go; the app is installed for one after the other. */
const mostAtOnce = 20;
const lookAgainSeconds = 5;
const givenUpAfterHours = 24;

/** Reaches those who wait, hands their cards to delivery, and tells who got it once all is known. */
export async function sendOn(
  ports: Ports & { readonly teamsApp: string },
  id: string,
): Promise<{ readonly again: number } | undefined> {
  const read = Guide.safeParse(await ports.store.marks.get(markOf(id)));
  if (!read.success) return undefined;
  const guide = read.data;
  const waiting = guide.people.filter(({ state }) => state === 'waiting').slice(0, mostAtOnce);
  const reached = new Map<string, GuidePerson>();
  for (const person of waiting) reached.set(person.id, await reach(ports, person));
  const people = guide.people.map((person) => reached.get(person.id) ?? person);
  const now = ports.clock.now();
  const late = now.getTime() - Date.parse(guide.at) > givenUpAfterHours * 3_600_000;
  const ends = await Promise.all(people.map((person) => endOf(ports.store, id, person, late)));
  const over = ends.every((end) => end !== 'waiting');
  await ports.store.transaction(async (records) => {
    for (const { conversation } of reached.values()) if (conversation) await hand(records, guide, conversation, now);
    if (over) await tell(records, { ...guide, people }, ends, now.toISOString());
    else await records.marks.put(markOf(id), { ...guide, people });
  });
  return over ? undefined : { again: lookAgainSeconds };
}

/** One card for each platform, at the pace of delivery. */
async function hand(records: Records, { id, answers }: Guide, conversation: string, now: Date): Promise<void> {
  for (const [i] of answers.entries()) {
    const thing = thingOf(id, i);
    await records.cards.put({ thing, conversation, state: 'wanted' });
    await records.outbox.add({ conversation, what: { kind: 'draw', thing }, dueAt: now.toISOString() });
  }
}

async function reach(ports: Ports & { readonly teamsApp: string }, person: GuidePerson): Promise<GuidePerson> {
  const chat = await chatOf(ports, person.id);
  return { ...person, state: 'conversation' in chat ? 'sent' : 'unreached', ...chat };
}

/** The chat a person is reached in; Warden is installed for who has none yet. */
export async function chatOf(
  ports: Ports & { readonly teamsApp: string },
  person: string,
): Promise<{ readonly conversation: string } | { readonly why: string }> {
  const known = await knownChat(ports.store, person);
  if (known !== undefined) return { conversation: known };
  const missing = await lacking(ports.graph);
  if (missing.length > 0) return { why: `lacks ${missing.join(' and ')}` };
  try {
    const conversation = await install(ports, person);
    return conversation === undefined ? { why: 'no chat came of installing Warden' } : { conversation };
  } catch (error) {
    if (error instanceof GraphRefused || error instanceof GraphUnreachable) return { why: error.say };
    throw error;
  }
}

async function lacking(graph: Graph): Promise<readonly string[]> {
  const has = await graph.permissions();
  return installPermissions.filter((one) => !has.has(one));
}

/** The chat is written down like one a person began: Teams' address is that of the tenant's other chats. */
async function install(
  { store, graph, teamsApp }: Ports & { readonly teamsApp: string },
  person: string,
): Promise<string | undefined> {
  const app = await ownApp(graph, teamsApp);
  const any = await store.conversations.any();
  if (app === undefined || !any) return undefined;
  const id = await chatWith(graph, person, { id: app, manifest: teamsApp });
  if (id === undefined) return undefined;
  const { tenantId, serviceUrl } = any;
  if (!(await store.conversations.get(id)))
    await store.conversations.put({ id, kind: 'personal', tenantId, serviceUrl, reference: null });
  return id;
}

async function knownChat(store: Store, person: string): Promise<string | undefined> {
  const mark = await store.marks.get(`place:${person.toLowerCase()}`);
  return typeof mark?.['conversation'] === 'string' ? mark['conversation'] : undefined;
}

type End = 'got' | 'waiting' | { readonly why: string };

async function endOf(store: Store, id: string, person: GuidePerson, late: boolean): Promise<End> {
  if (person.state === 'unreached') return { why: person.why ?? 'not reached' };
  const card =
    person.conversation === undefined ? undefined : await store.cards.get(thingOf(id, 0), person.conversation);
  if (card?.state === 'posted') return 'got';
  if (card?.state === 'gone') return { why: 'has removed or blocked Warden' };
  return late ? { why: 'Teams did not take it within a day' } : 'waiting';
}

async function tell(records: Records, guide: Guide, ends: readonly End[], at: string): Promise<void> {
  const got = ends.filter((end) => end === 'got').length;
  const missed = guide.people.flatMap((person, i) => {
    const end = ends[i];
    return typeof end === 'object' ? [`${person.name} (${end.why})`] : [];
  });
  const text = [
    `The guide: ${got} of ${guide.people.length} got it.`,
    ...(missed.length > 0 ? [`Could not be reached, tell them by hand: ${few(missed)}.`] : []),
  ].join(' ');
  const facts = { got, of: guide.people.length, missed };
  const actor = { objectId: guide.by.objectId, name: guide.by.name };
  await records.audit.append({ at, kind: 'guide.ended', actor, facts });
  const thread = guide.thread === '' ? {} : { thread: guide.thread };
  const message = { text, summary: text, mentions: [guide.by] };
  await records.outbox.add({ conversation: guide.conversation, what: { kind: 'say', message, ...thread }, dueAt: at });
  // The cards may still be drawn anew; whom it went to is in the audit.
  await records.marks.put(markOf(guide.id), { ...guide, people: [] });
}

const mostNamed = 30;

function few(all: readonly string[]): string {
  const some = all.slice(0, mostNamed);
  return all.length > some.length ? `${some.join(', ')} and ${all.length - some.length} more` : some.join(', ');
}

function markOf(id: string): string {
  return `guide:${id}`;
}

/** Its card in a chat, by guide and place among its answers. */
function thingOf(id: string, place: number): string {
  return `guide:${id}:${place}`;
}
