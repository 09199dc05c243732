import type { AuditEntry } from '../core/audit';
import type { Incoming, Records } from '../ports';
import type { BotPorts } from './ports';
import { placeOf } from './places';
import type { Speaker } from './speaker';
import type { Turns } from './turns';

/** Claims the activity and writes down who asked what; false when it was taken in before. */
export type TakeIn = (incoming: Incoming, speaker: Speaker) => Promise<boolean>;

type Ports = Pick<BotPorts, 'store' | 'clock'> & { readonly turns: Pick<Turns, 'begin'> };

/** What came in, and what becomes of it. */
interface Waiting {
  readonly incoming: Incoming;
  readonly speaker: Speaker;
  readonly at: string;
  readonly resolve: (first: boolean) => void;
  readonly reject: (error: unknown) => void;
}

const mostAtOnce = 50;

/**
 * Each turn waits until it is on disk that it came in, and the disk takes as long for many as for one: so what comes in
 * at the same moment, or while the disk is busy, shares one transaction.
 */
export function takingIn(ports: Ports): TakeIn {
  const known = new Map<string, string>();
  const waiting: Waiting[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const some = waiting.splice(0, mostAtOnce);
      await takeAll(ports, some, known).catch(() => oneByOne(ports, some, known));
    }
    running = false;
  }

  return (incoming, speaker) =>
    new Promise((resolve, reject) => {
      waiting.push({ incoming, speaker, at: ports.clock.now().toISOString(), resolve, reject });
      if (waiting.length === 1 && !running) setImmediate(() => void run());
    });
}

async function takeAll({ store, turns }: Ports, some: readonly Waiting[], known: Map<string, string>): Promise<void> {
  const written = new Map<string, string>();
  const first = await store.transaction(async (records) => {
    const taken: boolean[] = [];
    for (const one of some) taken.push(await take(records, one, turns, known, written));
    return taken;
  });
  if (known.size > 10_000) known.clear();
  for (const [key, record] of written) known.set(key, record);
  some.forEach(({ resolve }, i) => resolve(first[i] === true));
}

/** Nobody's turn fails for what another's has. */
async function oneByOne(ports: Ports, some: readonly Waiting[], known: Map<string, string>) {
  for (const one of some) await takeAll(ports, [one], known).catch(one.reject);
}

async function take(
  records: Records,
  { incoming, speaker, at }: Waiting,
  turns: Pick<Turns, 'begin'>,
  known: ReadonlyMap<string, string>,
  written: Map<string, string>,
): Promise<boolean> {
  const { conversation } = incoming;
  if (!(await records.inbox.claim(`${conversation.id}/${incoming.id}`, at))) return false;
  if (speaker.kind === 'known') {
    const { person } = speaker;
    // What has not changed since this instance last wrote it is not written again.
    const news = async (key: string, record: object, put: () => Promise<void>) => {
      const text = JSON.stringify(record);
      if (known.get(key) === text) return;
      await put();
      written.set(key, text);
    };
    await news(`conversation ${conversation.id}`, conversation, () => records.conversations.put(conversation));
    await news(`person ${person.objectId}`, person, () => records.people.put(person));
    if (conversation.kind === 'personal')
      await news(`place ${person.objectId}`, { conversation: conversation.id }, () =>
        records.marks.put(placeOf(person.objectId), { conversation: conversation.id }),
      );
  }
  await auditTurn(records, incoming, speaker, at);
  await turns.begin(records, incoming);
  return true;
}

async function auditTurn(records: Records, incoming: Incoming, speaker: Speaker, at: string): Promise<void> {
  const actor = { objectId: incoming.from.objectId ?? 'anonymous', name: incoming.from.name.slice(0, 200) };
  if (speaker.kind === 'nobody') {
    const kind: AuditEntry['kind'] = speaker.code === 'role-failed' ? 'role.failed' : 'person.refused';
    await records.audit.append({
      at,
      kind,
      actor,
      facts: { code: speaker.code, tenant: incoming.from.tenantId ?? null },
    });
  } else if (incoming.what.kind === 'text') {
    const facts = { utterance: incoming.what.text.slice(0, 2000), conversation: incoming.conversation.id };
    await records.audit.append({ at, kind: 'request.asked', actor, facts });
  }
}
