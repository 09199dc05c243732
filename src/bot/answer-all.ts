import { isChange } from '../core/kinds';
import type { Parsed, Request, SeveralRequest } from '../core/request';
import { together } from '../core/together';
import { questions } from '../questions';
import type { Incoming, Question, Reply } from '../ports';
import { askBack } from './ask-back';
import { deviceInstead } from './device-instead';
import { maySomewhere, onChange } from './on-change';
import { onTypedDecision } from './on-decision';
import { onGuide } from './on-guide';
import { onHelp } from './on-help';
import { onNothing } from './on-nothing';
import { onQuery } from './on-query';
import { onShowChange } from './on-show-change';
import { onSilence, onUnsilence } from './on-silence';
import { onSubscribe, onUnsubscribe } from './on-subscribe';
import { onSync } from './on-sync';
import { rememberAct } from './last-shown';
import { inTurn, openQuestion } from './one-question';
import type { BotPorts } from './ports';
import type { Known } from './speaker';

/** What was read, and the question it answers where it was typed as an answer. */
type Heard = Parsed & { readonly answers?: Question };

/** Does what was read, one request after the other, and asks what it leaves open. */
export async function answerAll(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  heard: Heard,
): Promise<readonly Reply[]> {
  // Which silences there are is known here, and not to the reader.
  const parsed = heard.question?.about === 'silence' ? { ...heard, question: null } : heard;
  if (parsed.requests.length === 0) {
    const reply = await onNothing(ports, incoming, speaker, parsed);
    return [reply ?? (await askBack(ports, incoming, speaker, parsed))];
  }
  // A question may be about any of the changes of the sentence, so none of them is planned before it is answered.
  // Who may not ask for changes hears that first.
  const withheld = parsed.question !== null && maySomewhere(speaker, 'requestor');
  const waiting = parsed.requests.filter((request) => withheld && waits(request));
  const now = together(parsed.requests.filter((one) => !waiting.includes(one))).flatMap(oneByOne);
  const replies = await inTurn(ports, incoming, speaker, {
    requests: now.map((request) => ({ request, utterance: parsed.text, readings: parsed.readings })),
    answer: ({ request }) => answerOne(ports, incoming, speaker, request, parsed),
    before: now.length > 1 ? await openQuestion(ports, incoming, speaker) : undefined,
  });
  const asks = parsed.question && (withheld || !parsed.requests.some(waits));
  return asks ? [...replies, await askBack(ports, incoming, speaker, parsed)] : replies;
}

/** Each of the changes of a «what if» may ask, too. */
function oneByOne(request: Request | SeveralRequest): readonly (Request | SeveralRequest)[] {
  if (request.kind !== 'whatIf') return [request];
  return together(request.requests).map((inner) => ({ kind: 'whatIf', requests: [inner] }));
}

export async function answerOne(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  read: Request | SeveralRequest,
  parsed: Pick<Heard, 'text' | 'readings' | 'answers'>,
): Promise<readonly Reply[]> {
  const { text: utterance, readings, answers } = parsed;
  const request = await deviceInstead(ports, read, utterance);
  const asked = { utterance, readings, chosen: {}, askedIn: incoming.thread ?? '', ...(answers ? { answers } : {}) };
  switch (request.kind) {
    case 'set':
    case 'create':
    case 'assign':
    case 'unassign':
    case 'addApps':
    case 'removeApps':
    case 'delete':
    case 'createGroup':
    case 'wipeAppData':
    case 'revert':
    case 'several':
      return onChange(ports, incoming, speaker, { ...asked, request });
    case 'whatIf': {
      const replies: Reply[] = [];
      for (const inner of together(request.requests)) {
        if (inner.kind === 'syncDevice')
          replies.push(
            ports.drawer.say('A device would be asked to check in, and nothing else: there is nothing to preview.'),
          );
        else replies.push(...(await onChange(ports, incoming, speaker, { ...asked, request: inner, dry: true })));
      }
      return replies;
    }
    case 'approve':
    case 'reject':
    case 'cancel':
      return onTypedDecision(ports, incoming, speaker, request);
    case 'showChange':
      return onShowChange(ports, incoming, speaker, request.change);
    case 'subscribe':
      return onSubscribe(ports, incoming, speaker, { request, utterance, chosen: {} });
    case 'unsubscribe':
      await rememberAct(ports, incoming, request);
      return onUnsubscribe(ports, incoming, speaker);
    case 'silence':
      return onSilence(ports, incoming, speaker, { request, utterance, chosen: {} });
    case 'unsilence':
      return onUnsilence(ports, incoming, speaker, { request, utterance });
    case 'sendGuide':
      return onGuide(ports, incoming, speaker, { request, utterance: parsed.text, chosen: {} });
    case 'syncDevice':
      return onSync(ports, incoming, speaker, { request, utterance: parsed.text, picked: undefined });
    case 'help':
      return [await onHelp(ports, incoming, speaker, request.topic)];
    default:
      return questions.has(request.kind) ? onQuery(ports, incoming, request) : [notYet(ports)];
  }
}

/** What a question may be about besides changes. */
const open: ReadonlySet<string> = new Set<Request['kind']>(['syncDevice', 'sendGuide', 'silence']);

function waits(request: Request): boolean {
  return isChange(request) || open.has(request.kind);
}

function notYet(ports: BotPorts): Reply {
  return ports.drawer.say('I understand that, but it is not something I do here yet. Say «help» to see what I do.');
}
