import type { Role } from '../core/approval';
import { objectsOf, type Change } from '../core/change';
import type { CardJson, Clock, Message, Records, Store } from '../ports';
import type { Drawer } from '../views/drawer';

/** From a stored record to its card as it is now. Reads the store only, so that it can be done at any time. */

export interface DrawPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly drawer: Drawer;
  readonly timezone: () => string;
  /** Names of those who may approve, as far as known without asking. */
  readonly approverNames: () => readonly string[] | null;
}

export type Viewer = 'everyone' | 'requestor' | 'approver' | 'reader';

export interface DrawnFor {
  readonly conversation: string;
  readonly viewer: Viewer;
  /** Teams ids whose card Teams redraws by itself. */
  readonly refresh: readonly string[];
}

/** The card of a change, or undefined when there is no such change. */
export async function drawChange(ports: DrawPorts, id: number, how: DrawnFor): Promise<Message | undefined> {
  const change = await ports.store.changes.get(id);
  if (!change) return undefined;
  const [reach, steps, open] = await Promise.all([
    ports.store.changes.reach(id),
    ports.store.steps.list(id),
    ports.store.changes.openOn(objectsOf(change)),
  ]);
  return withTokens(ports, change, how.conversation, (token) =>
    ports.drawer.change({
      change,
      reach,
      steps: steps.filter((step) => step.version === change.version),
      others: open.filter((other) => other.id !== id),
      approvers: ports.approverNames(),
      viewer: how.viewer,
      token,
      refresh: how.refresh,
      now: ports.clock.now().toISOString(),
      timezone: ports.timezone(),
    }),
  );
}

/** Which view of a change a person sees: their own request, one they may decide on, or neither. */
export function viewerOf(change: Change, objectId: string, roles: ReadonlySet<Role>): Viewer {
  if (change.requestor.objectId.toLowerCase() === objectId.toLowerCase()) return 'requestor';
  return roles.has('approver') ? 'approver' : 'reader';
}

/** Drawing is synchronous and tokens are stored, so it is drawn once to learn which tokens it needs. */
async function withTokens(
  ports: DrawPorts,
  change: Change,
  conversation: string,
  draw: (token: (verb: string, argument?: string) => string) => Message,
): Promise<Message> {
  const asked = new Map<string, { readonly verb: string; readonly argument: string }>();
  draw((verb, argument = '') => {
    asked.set(`${verb}/${argument}`, { verb, argument });
    return 'pending';
  });
  const tokens = await ports.store.transaction((records) =>
    tokensFor(records, ports.clock, asked, change, conversation),
  );
  return draw((verb, argument = '') => tokens.get(`${verb}/${argument}`) ?? '');
}

async function tokensFor(
  records: Records,
  clock: Clock,
  asked: ReadonlyMap<string, { readonly verb: string; readonly argument: string }>,
  change: Change,
  conversation: string,
): Promise<ReadonlyMap<string, string>> {
  const tokens = new Map<string, string>();
  for (const [key, { verb, argument }] of asked) {
    const press = { thing: `change:${change.id}`, version: change.version, verb, argument, conversation };
    tokens.set(key, await records.presses.tokenFor(press, () => clock.token()));
  }
  return tokens;
}

/** What a card shows, to tell whether it has to be sent again. */
export function shownOf(message: Message): CardJson | string {
  return message.card ?? message.text;
}
