import type { Place } from '../core/answer';
import type { QueryRequest } from '../core/request';
import { readBare } from '../language/going-on';
import { readOnFromQuestion } from '../language/going-on-questions';
import type { Incoming, Reply } from '../ports';
import type { LastShown } from './last-shown';
import { drawAnswer, onQuery } from './on-query';
import type { BotPorts } from './ports';
import { withNamesQuoted } from './quote-names';

export type AnswerShown = Extract<LastShown['about'], { kind: 'answer' }>;

/** A sentence that goes on from the answer this person was shown last: «and on iOS?», «why?», «more». */
export async function onFromAnswer(
  ports: BotPorts,
  incoming: Incoming,
  shown: AnswerShown,
  text: string,
): Promise<readonly Reply[] | undefined> {
  const bare = readBare(text);
  if (bare === 'why') return explain(ports, incoming, shown);
  if (bare === 'next') return next(ports, incoming, shown);
  if (bare === 'who') return whoChanged(ports, incoming, shown);
  if (bare) return undefined;
  const reader = ports.reader();
  const request =
    readOnFromQuestion(reader, shown.request, (await withNamesQuoted(ports, text)) ?? text) ??
    readOnFromQuestion(reader, shown.request, text);
  return request && onQuery(ports, incoming, request);
}

/** What the answer can explain itself, what tells more, or else where the reason stands. */
async function explain(
  ports: BotPorts,
  incoming: Incoming,
  { request, why }: AnswerShown,
): Promise<readonly Reply[] | undefined> {
  const [only, ...others] = why;
  if (only && others.length === 0) return onQuery(ports, incoming, only.request, placeOf(only.at));
  if (only) {
    const actions = why.map((one) => ({ ...one, kind: 'ask' as const, at: placeOf(one.at) }));
    return [await drawAnswer(ports, incoming, { title: 'Which device?', actions })];
  }
  const more = toldBy(request);
  if (more) return onQuery(ports, incoming, more);
  const say = reasons[request.kind];
  return say === undefined ? undefined : [ports.drawer.say(say)];
}

/** The question whose answer is the reason for this one's. */
function toldBy(request: QueryRequest): QueryRequest | undefined {
  switch (request.kind) {
    case 'showDevice':
    case 'explainDevice':
      return { ...request, kind: 'explainDevice' };
    case 'complianceSummary':
      return { ...request, kind: 'listDevices', compliance: 'noncompliant' };
    case 'policyStatus':
      return request.by === 'setting' ? undefined : { ...request, by: 'setting' };
    default:
      return undefined;
  }
}

/** Where a reason is to be found that no answer of the bot holds. */
const reasons: Readonly<Partial<Record<QueryRequest['kind'], string>>> = {
  listDevices:
    'Which of them do you mean? Say «why is LAPTOP-7 noncompliant?», with its name. A threat level comes from Defender, and its reasons stand in the Defender portal.',
  listPolicies: 'Which of them do you mean? «Who changed policy "…"?» tells what was changed on a policy, and by whom.',
  showPolicy: '«Who changed it?» tells who set that, where it was asked for here.',
  policyStatus: 'That is what the devices report. «Why is LAPTOP-7 noncompliant?», with its name, tells it for one.',
  checkReadiness: 'The reason stands beside each point that is not in order, and its button proposes what mends it.',
  showConnector: 'That is how it is set in Intune. «List changes» shows what was asked for here.',
  listChanges: 'Say «show change 12», with its number: its card says what was asked, by whom, and what came of it.',
  listAlerts: 'Say «why is LAPTOP-7 noncompliant?», with the name of a device.',
};

async function next(
  ports: BotPorts,
  incoming: Incoming,
  { request, next: place }: AnswerShown,
): Promise<readonly Reply[]> {
  return place ? onQuery(ports, incoming, request, placeOf(place)) : [ports.drawer.say('That was all of it.')];
}

/** «who changed it?» after a policy is its audit. */
async function whoChanged(
  ports: BotPorts,
  incoming: Incoming,
  { request }: AnswerShown,
): Promise<readonly Reply[] | undefined> {
  if (request.kind !== 'showPolicy' && request.kind !== 'policyStatus') return undefined;
  const { policy } = request;
  return onQuery(ports, incoming, { kind: 'audit', ...(policy === undefined ? {} : { policy }) });
}

function placeOf({ from, id }: NonNullable<AnswerShown['next']>): Place {
  return { ...(from === undefined ? {} : { from }), ...(id === undefined ? {} : { id }) };
}
