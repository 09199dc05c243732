import type { ActRequest, CreateRequest, Parsed } from '../core/request';
import { answered } from '../language/answers';
import { isCommand, readBare } from '../language/going-on';
import type { Incoming, Question, Reply } from '../ports';
import { answerAll, answerOne } from './answer-all';
import { askWhich } from './ask-which';
import { onChange } from './on-change';
import { onGuide } from './on-guide';
import { amend } from './on-instead';
import { onSilence, onUnsilence } from './on-silence';
import { onSubscribe, onUnsubscribe } from './on-subscribe';
import { onSync } from './on-sync';
import { isBeyond } from './choice-of';
import { lastShown } from './last-shown';
import { inTurn, sayForgotten, shortened } from './one-question';
import type { BotPorts } from './ports';
import { readAgain } from './quote-names';
import type { Known } from './speaker';

/** What comes of a question that is open: an answer, a part of one, or nothing. */

/** Proposes what a choice of a question stands for. */
export async function answerQuestion(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  question: Question,
  index: number,
): Promise<readonly Reply[]> {
  const choice = question.choices[index];
  if (!choice) return [ports.drawer.say('That choice is not there any more. Ask again.')];
  if ('asks' in choice) return askInstead(ports, incoming, speaker, question, { text: choice.asks, choices: [] });
  if ('ending' in choice) {
    const whole = await completed(ports, question, choice.ending);
    if (!whole) return [ports.drawer.say('I cannot read that choice any more. Ask again, in one sentence.')];
    return answerWith(ports, incoming, speaker, question, whole);
  }
  // Two presses at once, or a press and a text: one of them answers.
  if (!(await ports.store.questions.close(question, 'answered'))) return [ports.drawer.say(answeredAlready)];
  const { utterance, readings } = choice.utterance === undefined ? question : sentence(ports, choice.utterance);
  const { request, chosen } = choice;
  return thenGoOn(ports, incoming, speaker, question, () =>
    goOn(ports, incoming, speaker, { question, utterance, readings, request, chosen }),
  );
}

/** «the android one», of which there are two: these are offered; `wrong`: what is not right about the answer. */
export function askAmong(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  question: Question,
  choices: Question['choices'],
  wrong?: string,
): Promise<readonly Reply[]> {
  const asks = question.asks ?? question.text;
  const text = wrong === undefined ? asks : `${wrong} ${asks}`;
  return askInstead(ports, incoming, speaker, question, { text, choices, asks });
}

/** An answer that leaves less open: the same is asked with what is left. */
async function askInstead(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  question: Question,
  left: Pick<Question, 'text' | 'choices' | 'asks'>,
): Promise<readonly Reply[]> {
  if (!(await ports.store.questions.close(question, 'answered'))) return [ports.drawer.say(answeredAlready)];
  const { missing } = question;
  const ask = async () => [
    await askWhich(ports, incoming, speaker, question, { ...left, ...(missing ? { missing } : {}) }),
  ];
  return thenGoOn(ports, incoming, speaker, question, ask);
}

type Answered = Pick<Question, 'utterance' | 'readings'> & {
  readonly question: Question;
  readonly request: ActRequest;
  readonly chosen: Readonly<Record<string, string>>;
};

/** What the question was asked for, with its answer. */
async function goOn(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  { question, request, chosen, utterance, readings }: Answered,
): Promise<readonly Reply[]> {
  const { askedIn, amends, dry, continues } = question;
  if (request.kind === 'syncDevice')
    return onSync(ports, incoming, speaker, { request, utterance, picked: chosen['device'] });
  if (request.kind === 'sendGuide') return onGuide(ports, incoming, speaker, { request, utterance, chosen });
  if (request.kind === 'silence') return onSilence(ports, incoming, speaker, { request, utterance, chosen });
  if (request.kind === 'unsilence') return onUnsilence(ports, incoming, speaker, { request, utterance });
  if (request.kind === 'subscribe') return onSubscribe(ports, incoming, speaker, { request, utterance, chosen });
  if (request.kind === 'unsubscribe') return onUnsubscribe(ports, incoming, speaker);
  const going = { ...(dry ? { dry } : {}), ...(continues === undefined ? {} : { continues }) };
  const asked = { ...going, utterance, readings, request, chosen, askedIn };
  const change = amends && (await ports.store.changes.get(amends.change));
  return change ? amend(ports, incoming, speaker, { change, asked }) : onChange(ports, incoming, speaker, asked);
}

/** One thing more of a new policy; what it needs besides is asked next. */
export async function answerMissing(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  { open, given, text }: { readonly open: Question; readonly given: CreateRequest; readonly text: string },
): Promise<readonly Reply[]> {
  if (!(await ports.store.questions.close(open, 'answered'))) return [ports.drawer.say(answeredAlready)];
  const { readings } = open;
  const utterance = `${open.utterance}, ${text.trim()}`;
  return thenGoOn(ports, incoming, speaker, open, () =>
    goOn(ports, incoming, speaker, { question: open, request: given, chosen: {}, utterance, readings }),
  );
}

/** The reason that a silence waited for. */
export async function answerReason(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  { open, justification }: { readonly open: Question; readonly justification: string },
): Promise<readonly Reply[]> {
  const { lacksReason, utterance } = open;
  if (!lacksReason || !(await ports.store.questions.close(open, 'answered')))
    return [ports.drawer.say(answeredAlready)];
  const request = { ...lacksReason.request, justification };
  return thenGoOn(ports, incoming, speaker, open, () =>
    onSilence(ports, incoming, speaker, { request, utterance, chosen: lacksReason.chosen }),
  );
}

function sentence(ports: BotPorts, utterance: string): Pick<Parsed, 'readings'> & { readonly utterance: string } {
  return { utterance, readings: ports.reader().parse(utterance).readings };
}

const answeredAlready = 'That question is answered already; what came of it follows.';

export async function answerWith(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  question: Question,
  whole: Parsed,
): Promise<readonly Reply[]> {
  // Two presses at once, or a press and a text: one of them answers.
  if (!(await ports.store.questions.close(question, 'answered'))) return [ports.drawer.say(answeredAlready)];
  return thenGoOn(ports, incoming, speaker, question, () =>
    answerAll(ports, incoming, speaker, { ...whole, answers: question }),
  );
}

/** «why?», «undo that», «9»: said about the question itself, as long as nothing was shown since it was asked. */
export async function onAskedAbout(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  open: Question,
  text: string,
): Promise<readonly Reply[] | undefined> {
  const { length } = open.choices;
  if (isBeyond(open, text) && open.missing === undefined)
    return [
      ports.drawer.say(
        length === 1 ? 'There is one choice: say «1».' : `There are ${length} choices: say 1 to ${length}.`,
      ),
    ];
  const bare = readBare(text);
  if (!bare || !(bare in aboutOpen) || !(await isNewest(ports, incoming, speaker, open))) return undefined;
  const say = aboutOpen[bare];
  return say && [ports.drawer.say(say(shortened(open.utterance)))];
}

const aboutOpen: Readonly<Partial<Record<string, (utterance: string) => string>>> = {
  why: (utterance) =>
    `I ask since «${utterance}» can be meant in more than one way, or lacks something. Answer, or say «never mind».`,
  who: (utterance) => `There is nothing to approve yet: I am only asking about «${utterance}».`,
  undo: (utterance) => `Nothing was done yet: I am only asking about «${utterance}». «Never mind» drops it.`,
};

/** Nothing was shown or asked for since. */
export async function isNewest(
  ports: BotPorts,
  incoming: Incoming,
  { person }: Known,
  { askedAt }: Question,
): Promise<boolean> {
  const [own] = await ports.store.changes.list({
    conversation: incoming.conversation.id,
    requestor: person.objectId,
    limit: 1,
  });
  const shown = await lastShown(ports, incoming);
  return (own?.createdAt ?? '') <= askedAt && (shown?.at ?? '') <= askedAt;
}

export async function forget(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  open: Question,
): Promise<readonly Reply[]> {
  if (!(await ports.store.questions.close(open, 'forgotten'))) return [ports.drawer.say(answeredAlready)];
  const said = ports.drawer.say(sayForgotten(open));
  return thenGoOn(ports, incoming, speaker, open, () => Promise.resolve([said]));
}

/** What came of a question, and then what waited for it. */
export function thenGoOn(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  question: Question,
  first: () => Promise<readonly Reply[]>,
): Promise<readonly Reply[]> {
  const answer = ({ request, utterance, readings }: NonNullable<Question['then']>[number]) =>
    answerOne(ports, incoming, speaker, request, { text: utterance, readings });
  return inTurn(ports, incoming, speaker, { first, requests: question.then ?? [], answer, before: question });
}

/** The sentence a question of the reader was about, with this answer; undefined when it does not answer. */
export async function completed(
  ports: BotPorts,
  { utterance, choices }: Question,
  answer: string,
): Promise<Parsed | undefined> {
  if (choices.some((choice) => 'request' in choice)) return undefined;
  const before = await readAgain(ports, ports.reader().parse(utterance));
  if (before.question?.about !== 'settings' && isCommand(answer)) return undefined;
  return answered(ports.reader(), before, answer);
}
