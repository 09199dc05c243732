import type { Action, Answer } from '../core/answer';
import type { QueryRequest, Request } from '../core/request';
import { orForbidden, readPolicies } from '../changes/read';
import { matchName } from '../language/names';
import { questions } from '../questions';
import { GraphRefused, type Incoming, type Reply } from '../ports';
import type { BotPorts } from './ports';

/** Answers a query from the registry, with buttons for what may be done next. */
export async function onQuery(ports: BotPorts, incoming: Incoming, request: Request): Promise<readonly Reply[]> {
  const kind = questions.get(request.kind);
  const { families, timezone } = ports.rules();
  if (!kind) return [];
  const refused = new Map<string, GraphRefused>();
  let read = 0;
  const answer = await kind.answer(
    {
      graph: ports.graph,
      store: ports.store,
      clock: ports.clock,
      families,
      apps: ports.apps,
      timezone: () => timezone,
      match: (typed, names) => {
        const match = matchName(
          typed,
          names.map((name) => ({ name })),
        );
        return {
          exact: match.kind === 'exact' ? match.one.name : undefined,
          near: match.kind === 'near' ? match.some.map(({ name }) => name) : [],
        };
      },
      policies: async (family, variants) => {
        const policies = await readPolicies(ports.graph, family, variants).catch(orForbidden);
        if (policies instanceof GraphRefused) {
          refused.set(family.title, policies);
          return [];
        }
        read++;
        return policies;
      },
    },
    request as QueryRequest, // the registry has a kind of this name, so it is a query
  );
  const [first] = refused.values();
  if (first && read === 0) throw first;
  return [
    await drawAnswer(ports, incoming, first ? { ...answer, note: noteOf(answer, [...refused.keys()], first) } : answer),
  ];
}

/** What the answer leaves out, since it could not be read. */
function noteOf({ note }: Answer, titles: readonly string[], refused: GraphRefused): string {
  const left = `Not read: ${titles.join(', ')}. ${refused.say}`;
  return note === undefined ? left : `${note} ${left}`;
}

/** Each button of an answer stands for what it would ask; the request stays in the store. */
async function drawAnswer(ports: BotPorts, incoming: Incoming, answer: Answer): Promise<Reply> {
  const actions = [...(answer.actions ?? []), ...(answer.checks ?? []).flatMap((check) => check.action ?? [])];
  if (actions.length === 0) return ports.drawer.answer(answer, () => '');
  const tokens = await ports.store.transaction(async (records) => {
    const found = new Map<Action, string>();
    for (const action of actions) {
      const verb = action.kind === 'propose' ? 'run' : 'show';
      const argument =
        action.kind === 'propose'
          ? JSON.stringify({ title: action.title, request: action.request })
          : String(action.change);
      const press = { thing: 'answer', version: 1, verb, argument, conversation: incoming.conversation.id };
      found.set(action, await records.presses.tokenFor(press, () => ports.clock.token()));
    }
    return found;
  });
  return ports.drawer.answer(answer, (action) => tokens.get(action) ?? '');
}
