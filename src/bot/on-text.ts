import type { ActRequest, CreateRequest, Parsed, Request, SeveralRequest } from '../core/request';
import { questions } from '../questions';
import { answered } from '../language/answers';
import { saysAlso } from '../language/follow-up';
import { fragmentOf, isCommand, readBare } from '../language/going-on';
import type { Incoming, Question, Reply } from '../ports';
import { askBack } from './ask-back';
import { choiceOf, choicesLeft } from './choice-of';
import { filled } from './fill-missing';
import { onBreakGlass, readBreakGlass } from './on-break-glass';
import { askWhich, maySomewhere, onChange } from './on-change';
import { onTypedDecision } from './on-decision';
import { onExtend, readExtend } from './on-extend';
import { itNamed, onFollowUp, onNothingBefore } from './on-follow-up';
import { onGuide } from './on-guide';
import { onHelp } from './on-help';
import { amend, onRetold } from './on-instead';
import { onNothing } from './on-nothing';
import { onQuery } from './on-query';
import { onShowChange } from './on-show-change';
import { onSilence, onUnsilence } from './on-silence';
import { onStop, readStop } from './on-stop';
import { onSync } from './on-sync';
import { onSubscribe, onUnsubscribe } from './on-subscribe';
import { inTurn, openQuestion, sayForgotten } from './one-question';
import type { BotPorts } from './ports';
import { together } from '../core/together';
import { withNamesQuoted } from './quote-names';
import type { Speaker } from './speaker';

type Known = Extract<Speaker, { kind: 'known' }>;

/** Longest text that is read; an utterance is a sentence, not a document. */
const longest = 2000;

/** One message: an answer to an open question, or requests, or a short answer with the nearest examples. */
export async function onText(
  ports: BotPorts,
  incoming: Incoming,
  text: string,
  speaker: Known,
): Promise<readonly Reply[]> {
  if (text.trim() === '') return [];
  if (text.length > longest)
    return [ports.drawer.say(`That is too long for me. Ask in a sentence or two, up to ${longest} characters.`)];
  const stop = readStop(text);
  if (stop) return onStop(ports, incoming, speaker, stop);
  const extend = readExtend(text);
  if (extend) return onExtend(ports, incoming, speaker, extend);
  const glass = readBreakGlass(text);
  if (glass !== undefined) return onBreakGlass(ports, incoming, speaker, glass);
  const open = await openQuestion(ports, incoming, speaker);
  const picked = open ? choiceOf(open, text) : undefined;
  if (open && picked !== undefined) return answerQuestion(ports, incoming, speaker, open, picked);
  const some = open ? choicesLeft(open, text) : [];
  if (open && some.length > 0) return askAmong(ports, incoming, speaker, open, some);
  if (open && takesBack(text)) return forget(ports, incoming, speaker, open);
  const parsed = ports.reader().parse(text);
  const known = { reader: ports.reader(), families: ports.rules().families, apps: ports.apps };
  const given = open && filled(known, open, parsed);
  if (open && given) return answerMissing(ports, incoming, speaker, { open, given, text });
  // What is whole in itself is never taken as going on from something else.
  const asksBack = parsed.requests.length === 0 || parsed.question !== null;
  const answersName = open !== undefined && isBareName(text);
  if (asksBack || answersName || isAboutNothing(parsed, text) || isFragment(parsed, text)) {
    const whole =
      open && (answersName || parsed.requests.length === 0) ? await completed(ports, open, text) : undefined;
    const retold =
      open?.amends && !parsed.question ? await onRetold(ports, incoming, speaker, { question: open, text }) : undefined;
    if (open && retold) return thenGoOn(ports, incoming, speaker, open, () => Promise.resolve(retold));
    if (open && whole) return answerWith(ports, incoming, speaker, open, whole);
    const followed = await onFollowUp(ports, incoming, speaker, text);
    if (followed) return followed;
    const named = asksBack ? await itNamed(ports, incoming, speaker, text) : undefined;
    if (named !== undefined)
      return answerAll(ports, incoming, speaker, { ...ports.reader().parse(named), text: named });
    if (takesBack(text) || /^\s*#?\d{1,2}\s*\.?\s*$/.test(text)) return [ports.drawer.say(nothingOpen)];
  }
  const again = await readAgain(ports, parsed);
  const alone =
    again.requests.length === 0 || readBare(text) ? await onNothingBefore(ports, incoming, speaker, text) : undefined;
  return alone ? [alone] : answerAll(ports, incoming, speaker, again);
}

/** «and on iOS?» can be read as a question of its own, but means the one before where it can. */
function isFragment({ requests }: Parsed, text: string): boolean {
  return requests.every(({ kind }) => questions.has(kind)) && fragmentOf(text) !== undefined;
}

/** «LAPTOP-001» alone, or with other names, asks to see them, but answers a question that waits for names. */
function isBareName(text: string): boolean {
  return text
    .trim()
    .split(/\s*,\s*(?:and\s+)?|\s+and\s+/i)
    .every((name) => /^["“«]?\S+["”»]?$/.test(name));
}

/** «also require encryption» names no target of its own: it goes on from the last change, where it can. */
function isAboutNothing({ requests }: Parsed, text: string): boolean {
  const [request, ...more] = requests;
  if (request?.kind !== 'set' || more.length > 0 || !saysAlso(text)) return false;
  return [request.apps, request.platforms, request.policy, request.groups].every((target) => target === undefined);
}

function takesBack(text: string): boolean {
  return /^\s*(?:(?:oh |no,? )?never ?mind|forget (?:it|that|about it)|cancel(?: that| it)?|no(?: thanks?| thank you)?|nothing|none(?: of (?:them|these|those))?|leave it|drop it)\s*[.!]*\s*$/i.test(
    text,
  );
}

const nothingOpen =
  'No question to you is open here; they are forgotten after 30 minutes. A change is withdrawn with «cancel 12».';

async function forget(ports: BotPorts, incoming: Incoming, speaker: Known, open: Question): Promise<readonly Reply[]> {
  if (!(await ports.store.questions.close(open, 'forgotten'))) return [ports.drawer.say(answeredAlready)];
  const said = ports.drawer.say(sayForgotten(open));
  return thenGoOn(ports, incoming, speaker, open, () => Promise.resolve([said]));
}

/** What came of a question, and then what waited for it. */
function thenGoOn(
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
async function completed(
  ports: BotPorts,
  { utterance, choices }: Question,
  answer: string,
): Promise<Parsed | undefined> {
  if (choices.some((choice) => 'request' in choice)) return undefined;
  const before = await readAgain(ports, ports.reader().parse(utterance));
  if (before.question?.about !== 'settings' && isCommand(answer)) return undefined;
  return answered(ports.reader(), before, answer);
}

async function answerWith(
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

/** What cannot be read may hold names of this tenant that have no quotes; the card keeps the words as they were typed. */
async function readAgain(ports: BotPorts, parsed: Parsed): Promise<Parsed> {
  if (parsed.requests.length > 0) return parsed;
  const quoted = await withNamesQuoted(ports, parsed.text);
  const again = quoted === undefined ? parsed : ports.reader().parse(quoted);
  if (again.requests.length > 0) return { ...again, text: parsed.text };
  const isRead = parsed.question !== null && parsed.question.about !== 'words';
  const unsaid = isRead ? undefined : ports.reader().unsaid(quoted ?? parsed.text);
  return unsaid ?? parsed;
}

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

/** «the android one», of which there are two: these are offered. */
function askAmong(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  question: Question,
  choices: Question['choices'],
): Promise<readonly Reply[]> {
  const text = question.asks ?? question.text;
  return askInstead(ports, incoming, speaker, question, { text, choices, asks: text });
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
  const going = { ...(dry ? { dry } : {}), ...(continues === undefined ? {} : { continues }) };
  const asked = { ...going, utterance, readings, request, chosen, askedIn };
  const change = amends && (await ports.store.changes.get(amends.change));
  return change ? amend(ports, incoming, speaker, { change, asked }) : onChange(ports, incoming, speaker, asked);
}

/** One thing more of a new policy; what it needs besides is asked next. */
async function answerMissing(
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

function sentence(ports: BotPorts, utterance: string): Pick<Parsed, 'readings'> & { readonly utterance: string } {
  return { utterance, readings: ports.reader().parse(utterance).readings };
}

const answeredAlready = 'That question is answered already; what came of it follows.';

/** What was read, and the question it answers where it was typed as an answer. */
type Heard = Parsed & { readonly answers?: Question };

async function answerAll(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  parsed: Heard,
): Promise<readonly Reply[]> {
  if (parsed.requests.length === 0) {
    const reply = await onNothing(ports, speaker, parsed);
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

async function answerOne(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  request: Request | SeveralRequest,
  parsed: Pick<Heard, 'text' | 'readings' | 'answers'>,
): Promise<readonly Reply[]> {
  const { text: utterance, readings, answers } = parsed;
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
      return onSubscribe(ports, incoming, speaker, request);
    case 'unsubscribe':
      return onUnsubscribe(ports, incoming, speaker);
    case 'silence':
      return onSilence(ports, speaker, request);
    case 'unsilence':
      return onUnsilence(ports, speaker, request);
    case 'sendGuide':
      return onGuide(ports, incoming, speaker, { request, utterance: parsed.text, chosen: {} });
    case 'syncDevice':
      return onSync(ports, incoming, speaker, { request, utterance: parsed.text, picked: undefined });
    case 'help':
      return [await onHelp(ports, speaker, request.topic)];
    default:
      return questions.has(request.kind) ? onQuery(ports, incoming, request) : [notYet(ports)];
  }
}

function waits(request: Request): boolean {
  return [
    'set',
    'create',
    'assign',
    'unassign',
    'addApps',
    'removeApps',
    'delete',
    'createGroup',
    'wipeAppData',
    'syncDevice',
    'sendGuide',
    'revert',
    'silence',
    'unsilence',
  ].includes(request.kind);
}

function notYet(ports: BotPorts): Reply {
  return ports.drawer.say('I understand that, but it is not something I do here yet. Say «help» to see what I do.');
}
