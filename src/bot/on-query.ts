import type { Action, Answer, Place } from '../core/answer';
import type { QueryRequest, Request } from '../core/request';
import { orForbidden, readPolicies } from '../changes/read';
import { nearNames } from '../language/names';
import { isOver, patienceMilliseconds, patientGraph } from '../questions/patience';
import type { QuestionPorts } from '../questions/question-kind';
import { questions } from '../questions';
import { GraphRefused, type Incoming, type Reply } from '../ports';
import { rememberAnswer } from './last-shown';
import { noNames, outsidersRead } from './outsiders';
import type { BotPorts } from './ports';

/** Answers a query from the registry, with buttons for what may be done next. */
export async function onQuery(
  ports: BotPorts,
  incoming: Incoming,
  request: Request,
  at: Place = {},
): Promise<readonly Reply[]> {
  const kind = questions.get(request.kind);
  if (!kind) return [];
  const { id } = incoming.conversation;
  if (kind.names && (await outsidersRead(ports, id))) return [ports.drawer.say(noNames)];
  const patience = AbortSignal.timeout(patienceMilliseconds);
  const read: Read = { refused: new Map(), families: 0 };
  try {
    // The registry has a kind of this name, so it is a query.
    const query = request as QueryRequest;
    const answer = await kind.answer(questionPorts(ports, patience, read), query, at);
    await rememberAnswer(ports, incoming, query, { answer, at });
    const [first] = read.refused.values();
    if (first && read.families === 0) throw first;
    return [await drawAnswer(ports, incoming, first ? { ...answer, note: noteOf(answer, read, first) } : answer)];
  } catch (error) {
    if (!isOver(patience, error)) throw error;
    return [
      ports.drawer.say(
        'Graph takes too long to answer that just now. Nothing is wrong with the question: ask again in a minute.',
      ),
    ];
  }
}

/** How many families' policies were read for an answer, and which may not be. */
interface Read {
  readonly refused: Map<string, GraphRefused>;
  families: number;
}

/** What the answer leaves out, since it could not be read. */
function noteOf({ note }: Answer, read: Read, refused: GraphRefused): string {
  const left = `Not read: ${[...read.refused.keys()].join(', ')}. ${refused.say}`;
  return note === undefined ? left : `${note} ${left}`;
}

export function questionPorts(
  ports: BotPorts,
  patience: AbortSignal,
  read: Read = { refused: new Map(), families: 0 },
): QuestionPorts {
  const { families, timezone, alerts } = ports.rules();
  const graph = patientGraph(ports.graph, patience);
  return {
    graph,
    patience,
    store: ports.store,
    clock: ports.clock,
    families,
    apps: ports.apps,
    subscriptions: () => alerts?.subscriptions ?? [],
    timezone: () => timezone,
    match: nearNames,
    policies: async (family, variants) => {
      const policies = await readPolicies(graph, family, variants).catch(orForbidden);
      if (policies instanceof GraphRefused) {
        read.refused.set(family.title, policies);
        return [];
      }
      read.families++;
      return policies;
    },
  };
}

/** Each button of an answer stands for what it would ask; the request stays in the store. */
export async function drawAnswer(
  ports: BotPorts,
  { conversation }: { readonly conversation: { readonly id: string } },
  answer: Answer,
): Promise<Reply> {
  const actions = [...(answer.actions ?? []), ...(answer.checks ?? []).flatMap((check) => check.action ?? [])];
  if (actions.length === 0) return ports.drawer.answer(answer, () => '');
  const tokens = await ports.store.transaction(async (records) => {
    const found = new Map<Action, string>();
    for (const action of actions) {
      const press = { thing: 'answer', version: 1, ...pressOf(action), conversation: conversation.id };
      found.set(action, await records.presses.tokenFor(press, () => ports.clock.token()));
    }
    return found;
  });
  return ports.drawer.answer(answer, (action) => tokens.get(action) ?? '');
}

function pressOf(action: Action): { readonly verb: string; readonly argument: string } {
  switch (action.kind) {
    case 'propose':
      return { verb: 'run', argument: JSON.stringify({ title: action.title, requests: action.requests }) };
    case 'send':
      return { verb: 'run', argument: JSON.stringify({ title: action.title, guide: action.request }) };
    case 'ask':
      return { verb: 'ask', argument: JSON.stringify({ request: action.request, at: action.at }) };
    case 'type':
      return { verb: 'type', argument: action.text };
    case 'showChange':
      return { verb: 'show', argument: String(action.change) };
  }
}
