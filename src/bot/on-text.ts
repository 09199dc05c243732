import type { Parsed } from '../core/request';
import { questions } from '../questions';
import { saysAlso } from '../language/follow-up';
import { fragmentOf, readBare } from '../language/going-on';
import type { Incoming, Reply } from '../ports';
import { answerAll } from './answer-all';
import { choiceOf, choicesLeft, choicesNear } from './choice-of';
import { filled, reasonIn, saysReason } from './fill-missing';
import { onAlertThread } from './on-alert-thread';
import { onBreakGlass, readBreakGlass } from './on-break-glass';
import { onExtend, readExtend } from './on-extend';
import { itNamed, onFollowUp, onNothingBefore } from './on-follow-up';
import { onRetold } from './on-instead';
import {
  answerMissing,
  answerQuestion,
  answerReason,
  answerWith,
  askAmong,
  completed,
  forget,
  isNewest,
  onAskedAbout,
  thenGoOn,
} from './on-question';
import { onPlace } from './on-place';
import { onStop, readStop } from './on-stop';
import { openQuestion } from './one-question';
import type { BotPorts } from './ports';
import { readAgain } from './quote-names';
import { saidOtherwise } from './said-otherwise';
import type { Known } from './speaker';
import { sayWhoMay, whoMayIn } from './who-may';

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
  const under = await onAlertThread(ports, incoming, speaker, text);
  if (under) return under;
  const open = await openQuestion(ports, incoming, speaker);
  const picked = open ? choiceOf(open, text) : undefined;
  if (open && picked !== undefined) return answerQuestion(ports, incoming, speaker, open, picked);
  const some = open ? choicesLeft(open, text) : [];
  if (open && some.length > 0) return askAmong(ports, incoming, speaker, open, some);
  if (open && takesBack(text)) return forget(ports, incoming, speaker, open);
  const aboutOpen = open && (await onAskedAbout(ports, incoming, speaker, open, text));
  if (aboutOpen) return aboutOpen;
  const rights = whoMayIn(text);
  if (rights) return [await sayWhoMay(ports, incoming, rights)];
  const placed = await onPlace(ports, incoming, speaker, text);
  if (placed) return placed;
  const parsed = ports.reader().parse(text);
  const known = { reader: ports.reader(), families: ports.rules().families, apps: ports.apps };
  const given = open && filled(known, open, parsed);
  if (open && given) return answerMissing(ports, incoming, speaker, { open, given, text });
  const justification = open?.lacksReason && reasonIn(parsed, text);
  if (open && justification !== undefined && (saysReason(text) || (await isNewest(ports, incoming, speaker, open))))
    return answerReason(ports, incoming, speaker, { open, justification });
  // What is whole in itself is never taken as going on from something else.
  const asksBack = parsed.requests.length === 0 || parsed.question !== null;
  const answersName = open !== undefined && isBareName(text);
  if (
    asksBack ||
    answersName ||
    isAboutNothing(parsed, text) ||
    isFragment(parsed, text) ||
    cancelsThat(parsed, text)
  ) {
    const whole =
      open && (answersName || parsed.requests.length === 0) ? await completed(ports, open, text) : undefined;
    const retold =
      open?.amends && !parsed.question ? await onRetold(ports, incoming, speaker, { question: open, text }) : undefined;
    if (open && retold) return thenGoOn(ports, incoming, speaker, open, () => Promise.resolve(retold));
    if (open && whole) return answerWith(ports, incoming, speaker, open, whole);
    const near = open && parsed.requests.length === 0 ? choicesNear(open, text) : [];
    if (open && near.length > 0)
      return askAmong(ports, incoming, speaker, open, near, `«${text.trim()}» is none of the choices; this is near.`);
    const followed = await onFollowUp(ports, incoming, speaker, text);
    if (followed) return followed;
    const named = asksBack ? await itNamed(ports, incoming, speaker, text) : undefined;
    if (named !== undefined)
      return answerAll(ports, incoming, speaker, { ...ports.reader().parse(named), text: named });
    if (takesBack(text) || /^\s*#?\d{1,2}\s*\.?\s*$/.test(text))
      return [ports.drawer.say(await sayNothingOpen(ports, incoming, speaker))];
  }
  const otherwise = parsed.requests.length === 0 ? saidOtherwise(text) : undefined;
  const again = await readAgain(ports, otherwise === undefined ? parsed : ports.reader().parse(otherwise));
  const alone =
    again.requests.length === 0 || readBare(text) ? await onNothingBefore(ports, incoming, speaker, text) : undefined;
  return alone ? [alone] : answerAll(ports, incoming, speaker, again);
}

/** «and on iOS?» can be read as a question of its own, but means the one before where it can. */
function isFragment({ requests }: Parsed, text: string): boolean {
  return requests.every(({ kind }) => questions.has(kind)) && fragmentOf(text) !== undefined;
}

/** «cancel that» names no change: it may mean a silence that was just made. */
function cancelsThat({ requests: [request, ...more] }: Parsed, text: string): boolean {
  const isOne = request?.kind === 'cancel' && request.change === undefined && more.length === 0;
  return isOne && /\b(?:that|it|this)\b/i.test(text);
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

async function sayNothingOpen({ store }: BotPorts, { conversation }: Incoming, { person }: Known): Promise<string> {
  const open = {
    status: ['needsApproval'] as const,
    conversation: conversation.id,
    requestor: person.objectId,
    limit: 1,
  };
  const [own] = await store.changes.list(open);
  return own
    ? `No question to you is open here. Change #${own.id} waits for approval; «cancel ${own.id}» withdraws it.`
    : 'No question to you is open here; they are forgotten after 30 minutes. A change is withdrawn with «cancel 12».';
}
