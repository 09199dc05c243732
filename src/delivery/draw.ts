import type { Role } from '../core/approval';
import { objectsOf, type Change } from '../core/change';
import type { CardJson, Clock, Message, Store } from '../ports';
import { pressesOf, type ChangeView, type Drawer } from '../views/drawer';

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
  const view = await viewOf(ports, id, how);
  return view && ports.drawer.change(view);
}

/** The card of a change and, where the card had to leave things out, all of it as pages of text. */
export async function drawWhole(ports: DrawPorts, id: number, how: DrawnFor): Promise<readonly Message[]> {
  const view = await viewOf(ports, id, how);
  if (!view) return [];
  const card = ports.drawer.change(view);
  // Cards count what they leave out in these words; a name that holds them costs a page more, and nothing else.
  if (!/\band \d[\d,]* more\b/.test(card.text)) return [card];
  return [card, ...ports.drawer.whole(view).map((text) => ({ text, summary: `Change #${id}, all of it` }))];
}

async function viewOf(ports: DrawPorts, id: number, how: DrawnFor): Promise<ChangeView | undefined> {
  const change = await ports.store.changes.get(id);
  if (!change) return undefined;
  const [reach, steps, open, tokens] = await Promise.all([
    ports.store.changes.reach(id),
    ports.store.steps.list(id),
    ports.store.changes.openOn(objectsOf(change)),
    tokensFor(ports, change, how),
  ]);
  return {
    change,
    reach,
    steps: steps.filter((step) => step.version === change.version),
    others: open.filter((other) => other.id !== id),
    approvers: ports.approverNames(),
    viewer: how.viewer,
    token: (verb, argument = '') => tokens.get(keyOf(verb, argument)) ?? '',
    refresh: how.refresh,
    now: ports.clock.now().toISOString(),
    timezone: ports.timezone(),
  };
}

/** Which view of a change a person sees: their own request, one they may decide on, or neither. */
export function viewerOf(change: Change, objectId: string, roles: ReadonlySet<Role>): Viewer {
  if (change.requestor.objectId.toLowerCase() === objectId.toLowerCase()) return 'requestor';
  return roles.has('approver') ? 'approver' : 'reader';
}

/** Drawing is synchronous and tokens are stored, so the tokens of all buttons it will have are looked up before. */
async function tokensFor(ports: DrawPorts, change: Change, how: DrawnFor): Promise<ReadonlyMap<string, string>> {
  const verbs =
    how.refresh.length > 0 ? [...pressesOf(change, how.viewer), { verb: 'refresh' }] : pressesOf(change, how.viewer);
  if (verbs.length === 0) return new Map();
  return ports.store.transaction(async (records) => {
    const tokens = new Map<string, string>();
    for (const { verb, argument = '' } of verbs as readonly { readonly verb: string; readonly argument?: string }[]) {
      const press = {
        thing: `change:${change.id}`,
        version: change.version,
        verb,
        argument,
        conversation: how.conversation,
      };
      tokens.set(keyOf(verb, argument), await records.presses.tokenFor(press, () => ports.clock.token()));
    }
    return tokens;
  });
}

function keyOf(verb: string, argument: string): string {
  return `${verb}/${argument}`;
}

/** What a card shows, to tell whether it has to be sent again. */
export function shownOf(message: Message): CardJson | string {
  return message.card ?? message.text;
}
