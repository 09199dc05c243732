import type { Request, SeveralRequest } from '../core/request';
import type { Incoming, Question, Reply } from '../ports';
import type { BotPorts } from './ports';
import type { Known } from './speaker';

type Waiting = NonNullable<Question['then']>[number];

/** The question that is open to this person here; the next text may answer it. */
export async function openQuestion(ports: BotPorts, incoming: Incoming, speaker: Known): Promise<Question | undefined> {
  const question = await ports.store.questions.open(incoming.conversation.id, speaker.person.objectId);
  return question && isOpen(ports, question) ? question : undefined;
}

export function isOpen({ clock }: Pick<BotPorts, 'clock'>, { state, expiresAt }: Question): boolean {
  return state === 'open' && Date.parse(expiresAt) > clock.now().getTime();
}

export interface InTurn {
  /** What is answered before them. */
  readonly first?: () => Promise<readonly Reply[]>;
  readonly requests: readonly Waiting[];
  readonly answer: (one: Waiting) => Promise<readonly Reply[]>;
  /** The question that was open before; any other has been asked since. */
  readonly before: Question | undefined;
}

/** One request after another; where one asks, those behind it that might ask too wait with its question. */
export async function inTurn(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  { first, requests, answer, before }: InTurn,
): Promise<readonly Reply[]> {
  const replies: Reply[] = [...((await first?.()) ?? [])];
  const waiting: Waiting[] = [];
  for (const one of requests) {
    // Only what stands behind something can have to wait.
    const asking = one !== requests[0] || first ? await askedSince(ports, incoming, speaker, before) : undefined;
    if (asking && mayAsk(one.request)) waiting.push(one);
    else replies.push(...(await answer(one)));
  }
  if (waiting.length === 0) return replies;
  const asking = await askedSince(ports, incoming, speaker, before);
  if (asking) await ports.store.questions.put({ ...asking, then: [...(asking.then ?? []), ...waiting] });
  return [...replies, ports.drawer.say(`One thing at a time: ${sayRequests(waiting)} comes when that is answered.`)];
}

async function askedSince(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  before: Question | undefined,
): Promise<Question | undefined> {
  const open = await openQuestion(ports, incoming, speaker);
  return open?.id === before?.id ? undefined : open;
}

/** Requests that may leave something open; all others are answered at once. */
function mayAsk({ kind }: Waiting['request']): boolean {
  return kind in nouns;
}

/** What «never mind» drops, in words. */
export function sayForgotten({ choices, missing, lacksReason, utterance, then }: Question): string {
  const chosen = choices.flatMap((choice) => ('request' in choice ? choice.request : []));
  const [request] = [...chosen, missing?.request, lacksReason?.request].filter((one) => one !== undefined);
  // Of a sentence that asks for more than this, only this is dropped.
  const dropped = then && request ? sayRequest(request) : `«${shortened(utterance)}»`;
  return `All right, forgotten: ${dropped}.${then ? ` On with ${sayRequests(then)}.` : ''}`;
}

function sayRequests(some: readonly Pick<Waiting, 'request'>[]): string {
  return some.map(({ request }) => sayRequest(request)).join(', then ');
}

function sayRequest(request: Request | SeveralRequest): string {
  switch (request.kind) {
    case 'syncDevice':
      return `the sync of ${request.device ?? 'a device'}`;
    case 'revert':
      return request.change === 'last' ? 'the revert of the last change' : `the revert of change #${request.change}`;
    default:
      return nouns[request.kind] ?? 'the rest';
  }
}

const nouns: Readonly<Record<string, string>> = {
  set: 'the change of settings',
  create: 'the new policy',
  assign: 'the assignment',
  unassign: 'taking the group off',
  addApps: 'adding the apps',
  removeApps: 'removing the apps',
  delete: 'the deletion',
  createGroup: 'the new group',
  wipeAppData: 'the wipe',
  several: 'the changes of policies',
  whatIf: 'the preview',
  revert: 'the revert',
  syncDevice: 'the sync',
  sendGuide: 'the guide',
  silence: 'the silence',
  unsilence: 'the end of a silence',
  subscribe: 'the subscription',
};

/** Long sentences are told by how they begin. */
export function shortened(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > mostShown ? `${line.slice(0, mostShown).trimEnd()}…` : line;
}

const mostShown = 100;
