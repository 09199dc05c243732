import { isDeepStrictEqual } from 'node:util';
import { isSame, sayStatus } from '../core/approval';
import type { Change } from '../core/change';
import { accept, refuse, type Outcome } from '../core/problem';
import type { ChangeRequest, Reading } from '../core/request';
import { otherWords, withOtherWord } from '../language/other-words';
import type { Amends, Incoming, Press, Question, QuestionChoice, Reply } from '../ports';
import { amending } from './amending';
import { askWhich } from './ask-which';
import { onChange } from './on-change';
import type { BotPorts } from './ports';
import { changeAsked } from './change-asked';
import type { Known } from './speaker';

/** «Not Medium», «Another policy»: what a word or a gap was read as can be something else; asked, with what there is. */
export async function onInstead(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  press: Press,
): Promise<Outcome<Reply>> {
  const change = await ports.store.changes.get(Number(press.thing.replace('change:', '')));
  if (!change) return refuse('no-such-change', 'That change is not there.');
  if (change.status.kind !== 'needsApproval') return refuse('already-decided', sayStatus(change));
  if (!isSame(change.requestor, speaker.person))
    return refuse('not-requestor', 'Only the person who asked for a change can say what was meant.');
  const [sort, place] = press.argument.split('-');
  const reading = sort === 'reading' ? change.readings[Number(place)] : undefined;
  const taken = sort === 'assumed' ? change.assumed?.[Number(place)] : undefined;
  if (press.version !== change.version || (!reading && !taken))
    return refuse('superseded-card', 'The plan has changed since this card was drawn. Look at the current card.');
  const question = reading
    ? {
        text: `“${reading.typed}” was read as ${reading.read}. What did you mean?`,
        choices: wordChoices(ports, change, reading),
      }
    : { text: `${taken?.say ?? ''} What do you mean instead?`, choices: taken?.instead ?? [] };
  const { utterance, readings, askedIn, id } = change;
  const wrong = { ...(reading ? { word: reading.typed } : {}), ...(taken ? { what: taken.what } : {}) };
  const about = { utterance, readings, askedIn, amends: { change: id, ...wrong } };
  const ask = question.choices.length > 0 ? question : { ...question, text: `${question.text} Type it.` };
  return accept(await askWhich(ports, incoming, speaker, about, ask));
}

/** Other words in that place, as far as the sentence then asks for the same sort of change. */
function wordChoices(ports: BotPorts, change: Change, reading: Reading): readonly QuestionChoice[] {
  const { families } = ports.rules();
  const single = change.request.kind === 'several' ? change.request.requests : [change.request];
  return otherWords({ families, apps: ports.apps }, single, reading).flatMap((label) => {
    const utterance = withOtherWord(change.utterance, reading.typed, label);
    const request = utterance === undefined ? undefined : otherRequest(ports, change, utterance)?.request;
    if (utterance === undefined || !request) return [];
    return [{ label, request, utterance, chosen: change.chosen ?? {} }];
  });
}

/** What a sentence asks for, when that is one change of the same sort, and another. */
function otherRequest(
  ports: BotPorts,
  { request: before }: Change,
  sentence: string,
): { readonly request: ChangeRequest; readonly readings: readonly Reading[] } | undefined {
  const asked = changeAsked(ports.reader().parse(sentence));
  return asked && asked.request.kind === before.kind && !isDeepStrictEqual(asked.request, before) ? asked : undefined;
}

/** What was typed as an answer: in the place of the word, or as a correction, a policy or a group of the sentence. */
export async function onRetold(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  { question, text }: { readonly question: Question; readonly text: string },
): Promise<readonly Reply[] | undefined> {
  const { amends, askedIn } = question;
  const change = amends && (await ports.store.changes.get(amends.change));
  if (!amends || !change) return undefined;
  for (const utterance of retellings(question.utterance, amends, text)) {
    const read = otherRequest(ports, change, utterance);
    if (!read) continue;
    if (!(await ports.store.questions.close(question, 'answered'))) return undefined;
    const asked = { ...read, utterance, chosen: {}, askedIn };
    return amend(ports, incoming, speaker, { change, asked });
  }
  return undefined;
}

function retellings(utterance: string, { word, what }: Amends, text: string): readonly string[] {
  const typed = text.trim().replace(/[\s.!?]+$/, '');
  const sentence = utterance.trim().replace(/[\s.!?,;]+$/, '');
  const inPlace = word === undefined ? undefined : withOtherWord(utterance, word, typed);
  if (inPlace !== undefined) return [inPlace];
  const name = typed.replace(/["“”«»]/g, '').replace(/^(?:the )?(?:policy|group) /i, '');
  const corrected = `${sentence}, no wait, ${typed}`;
  if (what === 'policy') return [`${sentence} in policy "${name}"`, corrected];
  return what === 'groups' ? [`${sentence} for the "${name}" group`, corrected] : [corrected];
}

/** The change gets the plan of another request; one that does not wait any more stays as it is, and that is said. */
export async function amend(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  { change, asked }: { readonly change: Change; readonly asked: Parameters<typeof onChange>[3] },
): Promise<readonly Reply[]> {
  const going = amending(change, asked, speaker);
  if (!going.amends) return [ports.drawer.say(sayStatus(change))];
  return onChange(ports, incoming, speaker, { ...asked, amends: going.amends });
}
