import type { Incoming, Question, QuestionChoice, Reply } from '../ports';
import { openQuestion, shortened } from './one-question';
import { noNames, outsidersRead } from './outsiders';
import type { BotPorts } from './ports';
import type { Known } from './speaker';

/** What was asked for and cannot be done before a question is answered. */
export type Asking = Pick<Question, 'utterance' | 'readings' | 'askedIn' | 'continues' | 'amends'> & {
  readonly dry?: boolean;
};

const forgetMinutes = 30;

/** Puts a question back, with its choices as buttons; kept, so that it outlives a restart and the next message can answer it. */
export async function askWhich(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  asked: Asking,
  planned: Pick<Question, 'asks' | 'text' | 'choices' | 'missing' | 'lacksReason'>,
): Promise<Reply> {
  if (planned.choices.some(namesSomebody) && (await outsidersRead(ports, incoming.conversation.id)))
    return ports.drawer.say(noNames);
  const now = ports.clock.now();
  const newest = await openQuestion(ports, incoming, speaker);
  const question: Question = {
    id: ports.clock.token(),
    conversation: incoming.conversation.id,
    person: speaker.person,
    text: planned.text,
    choices: planned.choices,
    utterance: asked.utterance,
    readings: asked.readings,
    askedIn: asked.askedIn,
    askedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + forgetMinutes * 60_000).toISOString(),
    state: 'open',
    ...(planned.asks === undefined ? {} : { asks: planned.asks }),
    ...(asked.amends ? { amends: asked.amends } : {}),
    ...(planned.missing ? { missing: planned.missing } : {}),
    ...(planned.lacksReason ? { lacksReason: planned.lacksReason } : {}),
    ...(asked.dry === true ? { dry: true } : {}),
    ...(asked.continues === undefined ? {} : { continues: asked.continues }),
    ...(newest?.then ? { then: newest.then } : {}),
  };
  const at = now.toISOString();
  const tokens = await ports.store.transaction(async (records) => {
    // One question is open at a time, so that it is plain which one the next text answers.
    if (newest) await records.questions.close(newest, 'forgotten');
    await records.questions.put(question);
    const actor = { objectId: speaker.person.objectId, name: speaker.person.name };
    const facts = { text: question.text, choices: question.choices.map(({ label }) => label) };
    await records.audit.append({ at, kind: 'question.asked', actor, facts });
    const found = new Map<string, string>();
    for (const i of planned.choices.keys()) {
      const press = {
        thing: `question:${question.id}`,
        version: 1,
        verb: 'choose',
        argument: String(i),
        conversation: incoming.conversation.id,
      };
      found.set(String(i), await records.presses.tokenFor(press, () => ports.clock.token()));
    }
    return found;
  });
  const before = newest ? ` What I asked before, about «${shortened(newest.utterance)}», is forgotten.` : '';
  const shown = { ...question, text: `${question.text}${before}` };
  if (question.choices.length === 0) return ports.drawer.say(shown.text);
  return ports.drawer.question({ question: shown, token: (_verb, argument = '') => tokens.get(argument) ?? '' });
}

/** Between the choices of these people and devices are told apart. */
const aboutSomebody: readonly string[] = ['wipeAppData', 'createGroup', 'syncDevice', 'sendGuide'];

function namesSomebody(choice: QuestionChoice): boolean {
  return 'request' in choice && aboutSomebody.includes(choice.request.kind);
}
