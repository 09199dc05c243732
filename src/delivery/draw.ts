import type { Role } from '../core/approval';
import { hashOfText } from '../core/snapshot';
import { isOpen, objectsOf, type Change, type Hold } from '../core/change';
import type { Clock, Message, Store } from '../ports';
import { pressesOf, type ChangeView, type Drawer } from '../views/drawer';
import { type Along, tokensFor } from './tokens';

/** From a stored record to its card as it is now. Reads the store only, so that it can be done at any time. */

export interface DrawPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly drawer: Drawer;
  readonly timezone: () => string;
  /** Whether outsiders read along in a conversation, so that alerts name neither people nor devices there. */
  readonly isDiscreet: (conversation: string) => Promise<boolean>;
  /** Whether a change is shown there without a name: outsiders read along where it is decided on. */
  readonly namesNobody: (conversation: string) => Promise<boolean>;
  /** Names of those who may approve a change, without its requestor, as far as known without asking. */
  readonly approverNames: (change: Change) => readonly string[] | null;
  /** Why an open change would not be written now: a stop, a freeze, a waiting time. */
  readonly holdOn: (change: Change) => Promise<Hold | undefined>;
  readonly kept: Kept;
}

/** What need not be made again: Teams asks for the same card for everyone who looks at it. */
export interface Kept {
  /** Tokens by what they stand for; a token stays what it was first. */
  readonly tokens: Map<string, string>;
  /** Cards by all that is on them beside the change, for as long as the store gives out that very record. */
  readonly cards: WeakMap<Change, Map<string, Message>>;
}

export function nothingKept(): Kept {
  return { tokens: new Map(), cards: new WeakMap() };
}

export type Viewer = 'everyone' | 'requestor' | 'approver' | 'reader' | 'owner';

export interface DrawnFor {
  readonly conversation: string;
  readonly viewer: Viewer;
  /** Teams ids whose card Teams redraws by itself. */
  readonly refresh: readonly string[];
  /** Bytes, where Teams takes fewer than usual. */
  readonly room?: number | undefined;
}

/** The card of a change, or undefined when there is no such change; then nothing is kept along with it. */
export async function drawChange(
  ports: DrawPorts,
  id: number,
  how: DrawnFor,
  along?: Along,
): Promise<Message | undefined> {
  const view = await viewOf(ports, id, how, along);
  return view && cardOf(ports, view, how);
}

/** The card of a change and, where the card had to leave things out, all of it as pages of text. */
export async function drawWhole(ports: DrawPorts, id: number, how: DrawnFor): Promise<readonly Message[]> {
  const view = await viewOf(ports, id, how);
  if (!view) return [];
  const card = cardOf(ports, view, how);
  // Cards count what they leave out in these words; a name that holds them costs a page more, and nothing else.
  if (!/\band \d[\d,]* more\b/.test(card.text)) return [card];
  return [card, ...ports.drawer.whole(view).map((text) => ({ text, summary: `Change #${id}, all of it` }))];
}

async function viewOf(ports: DrawPorts, id: number, how: DrawnFor, along?: Along): Promise<ChangeView | undefined> {
  const change = await ports.store.changes.get(id);
  if (!change) return undefined;
  const [reach, steps, open, hold, discreet] = await Promise.all([
    ports.store.changes.reach(id),
    ports.store.steps.list(id),
    ports.store.changes.openOn(objectsOf(change)),
    isOpen(change) ? ports.holdOn(change) : undefined,
    ports.namesNobody(how.conversation),
  ]);
  const others = open.filter((other) => other.id !== id);
  const needed = tokensNeeded(change, others, how);
  const presses = needed.map(({ verb, argument = '' }) => {
    return { thing: `change:${id}`, version: change.version, verb, argument, conversation: how.conversation };
  });
  const token = await tokensFor(ports, presses, along);
  return {
    change,
    reach,
    steps: steps.filter((step) => step.version === change.version),
    others,
    approvers: ports.approverNames(change),
    hold,
    discreet,
    viewer: how.viewer,
    token,
    refresh: how.refresh,
    room: how.room,
    now: ports.clock.now().toISOString(),
    timezone: ports.timezone(),
  };
}

function cardOf({ drawer, kept }: DrawPorts, view: ChangeView, how: DrawnFor): Message {
  const { change, token, now, others, ...rest } = view;
  const tokens = tokensNeeded(change, others, how).map(({ verb, argument }) => token(verb, argument));
  const seen = others.map(({ id, revision }) => [id, revision]);
  // Cards tell the time by the minute.
  const key = JSON.stringify([rest, tokens, seen, now.slice(0, 16)]);
  const cards = kept.cards.get(change) ?? new Map<string, Message>();
  kept.cards.set(change, cards);
  const card = cards.get(key) ?? drawer.change(view);
  if (cards.size >= mostCardsKept) cards.clear();
  cards.set(key, card);
  return card;
}

/** Views and conversations of one change within a minute. */
const mostCardsKept = 20;

/** Which view of a change a person sees: their own request, one they may decide on, or neither. */
export function viewerOf(change: Change, objectId: string, roles: ReadonlySet<Role>): Viewer {
  if (change.requestor.objectId.toLowerCase() === objectId.toLowerCase()) return 'requestor';
  return roles.has('approver') ? 'approver' : 'reader';
}

function tokensNeeded(
  change: Change,
  others: readonly Change[],
  { viewer, refresh }: DrawnFor,
): readonly { readonly verb: string; readonly argument?: string }[] {
  const presses = pressesOf(change, viewer, others);
  return refresh.length > 0 ? [...presses, { verb: 'refresh' }] : presses;
}

/** Of what a card shows, to tell whether it has to be sent again. Its keys come in one order, whenever it is drawn. */
export function shownHash({ card, text }: Message): string {
  return hashOfText(card ? JSON.stringify(card) : text);
}
