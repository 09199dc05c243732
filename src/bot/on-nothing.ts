import type { Parsed } from '../core/request';
import { nearestExamples } from '../language/nearest';
import type { Reply } from '../ports';
import { notDoneHere } from './not-here';
import { examplesOf, startersOf } from './on-help';
import type { BotPorts } from './ports';
import { smallTalk } from './small-talk';
import { whoAmI } from './who-am-i';
import type { Known } from './speaker';
import { wrongValueIn } from './wrong-value';

/** What is said where the bot is new, and to a greeting. */
export const about = 'I plan changes to Intune and Defender policies, and write them once somebody else has approved.';

/** A text that asks for nothing: a greeting, or words that were not understood. Undefined when the reader asks back itself. */
export async function onNothing(
  ports: BotPorts,
  speaker: Known,
  { question, text }: Parsed,
): Promise<Reply | undefined> {
  const asksBack = question !== null;
  const talk = asksBack ? undefined : smallTalk(text);
  if (talk === 'thanks') return ports.drawer.say('You are welcome.');
  if (talk === 'who am I') return whoAmI(ports, speaker);
  if (talk === 'greeting') {
    const start = anyOf(startersOf(ports, speaker));
    return ports.drawer.say(`${about} Begin with ${start}, or say «help» to see what you can ask.`);
  }
  const at = ports.clock.now().toISOString();
  const actor = { objectId: speaker.person.objectId, name: speaker.person.name };
  await ports.store.audit.append({
    at,
    kind: 'request.misunderstood',
    actor,
    facts: { utterance: text.slice(0, 500) },
  });
  // Words that no slot takes may be a value that does not exist, of which there is more to say than that.
  if (question && question.about !== 'words') return undefined;
  const known = examplesOf(ports, speaker);
  const wrong = wrongValueIn({ reader: ports.reader(), families: ports.rules().families, known }, text);
  if (question && wrong === undefined) return undefined;
  return ports.drawer.say(wrong ?? sayNotUnderstood(ports, speaker, text));
}

function sayNotUnderstood(ports: BotPorts, speaker: Known, text: string): string {
  const elsewhere = notDoneHere(text);
  if (elsewhere !== undefined) return `I did nothing. ${elsewhere}`;
  const near = nearestExamples(text, examplesOf(ports, speaker), 2);
  const some = anyOf(near.length > 0 ? near : startersOf(ports, speaker));
  const hint = near.length > 0 ? `The nearest I know: ${some}.` : `I read English sentences such as ${some}.`;
  const quotes = near.some((one) => one.includes('"')) && !/["“«]/.test(text) ? ' Names go in quotes.' : '';
  return `I did not understand that, so I did nothing. ${hint}${quotes} Say «help» to see what you can ask.`;
}

function anyOf(sentences: readonly string[]): string {
  const quoted = sentences.map((one) => `«${one}»`);
  return quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}` : quoted.join('');
}
