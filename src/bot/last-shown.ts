import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Answer, Place as AnswerPlace } from '../core/answer';
import { AlertRequest, QueryRequest, SyncDeviceRequest } from '../core/request';
import type { Incoming } from '../ports';
import type { BotPorts } from './ports';

/**
 * What a person was shown last in a conversation, so that «why?», «who approved it?» and «undo that» mean it. Kept in the
 * store, so that a restart loses nothing.
 */
export type LastShown = z.infer<typeof LastShown>;

const Place = z.object({ from: z.int().optional(), id: z.string().optional() });
const LastShown = z.object({
  at: z.string(),
  about: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('change'), change: z.int() }),
    /** What was done at once. */
    z.object({
      kind: z.literal('act'),
      request: z.union([AlertRequest, SyncDeviceRequest]),
      /** The number of the silence that was made. */
      silence: z.int().optional(),
    }),
    z.object({
      kind: z.literal('answer'),
      request: QueryRequest,
      /** What its own buttons would explain. */
      why: z.array(z.object({ title: z.string(), request: QueryRequest, at: Place })),
      /** Where a long answer goes on. */
      next: Place.optional(),
    }),
  ]),
});

export async function rememberChange(ports: BotPorts, incoming: Incoming, change: number): Promise<void> {
  await remember(ports, incoming, { kind: 'change', change });
}

export async function rememberAct(
  ports: BotPorts,
  incoming: Incoming,
  request: AlertRequest | SyncDeviceRequest,
  silence?: number,
): Promise<void> {
  await remember(ports, incoming, { kind: 'act', request, ...(silence === undefined ? {} : { silence }) });
}

export async function rememberAnswer(
  ports: BotPorts,
  incoming: Incoming,
  request: QueryRequest,
  { answer, at }: { readonly answer: Answer; readonly at: AnswerPlace },
): Promise<void> {
  const asks = (answer.actions ?? []).flatMap((action) => (action.kind === 'ask' ? [action] : []));
  const why = asks
    .filter((action) => action.request.kind === 'explainDevice')
    .map(({ title, request: again, at }) => ({ title, request: again, at }));
  const later = asks.find(
    (action) => isDeepStrictEqual(action.request, request) && (action.at.from ?? 0) > (at.from ?? 0),
  );
  await remember(ports, incoming, { kind: 'answer', request, why, ...(later ? { next: later.at } : {}) });
  const listed = listedIn(request, answer);
  if (listed) await ports.store.marks.put(listOf(incoming), { ...listed, at: ports.clock.now().toISOString() });
}

/** The list that was shown last: whoever goes through it one by one sees other things in between. */
export async function lastListed(ports: BotPorts, incoming: Incoming): Promise<Listed | undefined> {
  const kept = Listed.safeParse(await ports.store.marks.get(listOf(incoming))).data;
  const isOld = kept && ports.clock.now().getTime() - Date.parse(kept.at) > listMinutes * 60_000;
  return isOld ? undefined : kept;
}

const listMinutes = 30;

const Listed = z.object({ noun: z.enum(['device', 'policy', 'change']), names: z.array(z.string()), at: z.string() });
type Listed = Omit<z.infer<typeof Listed>, 'at'>;

/** Lists whose first column names what each row is about. */
function listedIn({ kind }: QueryRequest, { table }: Answer): Listed | undefined {
  const noun = nouns[kind];
  const [column] = table?.columns ?? [];
  if (!noun || !table || column?.toLowerCase() !== noun) return undefined;
  return { noun, names: table.rows.slice(0, mostKept).flatMap(([name]) => name ?? []) };
}

const mostKept = 30;
const nouns: Readonly<Partial<Record<QueryRequest['kind'], Listed['noun']>>> = {
  listDevices: 'device',
  listAlerts: 'device',
  listPolicies: 'policy',
  listChanges: 'change',
};

async function remember(ports: BotPorts, incoming: Incoming, about: LastShown['about']): Promise<void> {
  const record: LastShown = { at: ports.clock.now().toISOString(), about };
  await ports.store.marks.put(nameOf(incoming), record);
}

export async function lastShown(ports: BotPorts, incoming: Incoming): Promise<LastShown | undefined> {
  return LastShown.safeParse(await ports.store.marks.get(nameOf(incoming))).data;
}

function listOf(incoming: Incoming): string {
  return nameOf(incoming).replace(/^last/, 'listed');
}

function nameOf({ conversation, from }: Incoming): string {
  return `last:${conversation.id}/${from.objectId ?? from.teamsId}`;
}
