import { nearApps, sayKnownApps } from '../changes/near-apps';
import type { Action } from '../core/answer';
import { shortName } from '../core/app';
import type { Parsed } from '../core/request';
import { nearestExamples } from '../language/nearest';
import { placeIn } from '../language/places';
import type { Incoming, Reply } from '../ports';
import { aboutApproval, aboutSafety, howToAnswer, howToIn, isAboutApproval, isAboutSafety } from './how-to';
import { notDoneHere } from './not-here';
import { examplesOf, onHelp, startersOf } from './on-help';
import { drawAnswer } from './on-query';
import type { BotPorts } from './ports';
import { smallTalk } from './small-talk';
import { whoAmI } from './who-am-i';
import { sayWhoMay } from './who-may';
import type { Known } from './speaker';
import { beforeApp, inList, unknownAppIn, type UnknownApp } from './unknown-app';
import { wrongValueIn } from './wrong-value';

/** What is said where the bot is new, and to a greeting. */
export const about = 'I plan changes to Intune and Defender policies, and write them once somebody else has approved.';

/** A text that asks for nothing: a greeting, or words that were not understood. Undefined when the reader asks back itself. */
export async function onNothing(
  ports: BotPorts,
  incoming: Incoming,
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
  if (isAboutApproval(text)) return ports.drawer.say(aboutApproval);
  if (isAboutSafety(text)) return ports.drawer.say(aboutSafety);
  const deed = asksBack ? undefined : howToIn(text);
  const howTo = deed === undefined ? undefined : howToAnswer(ports, speaker, deed);
  if (howTo && 'roles' in howTo) return sayWhoMay(ports, incoming, howTo);
  if (howTo) return drawAnswer(ports, incoming, howTo);
  const topic = asksBack ? undefined : /^\s*help\s+(?<topic>\S+(?:\s+\S+)?)\s*$/i.exec(text)?.groups?.['topic'];
  if (topic !== undefined) return onHelp(ports, incoming, speaker, topic);
  if (!asksBack && placeIn(text) !== undefined) return ports.drawer.say(nothingListed);
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
  const reader = ports.reader();
  const unknownApp = (behind: RegExp) => unknownAppIn({ reader, apps: ports.apps }, text, behind);
  const alone = unknownApp(beforeApp);
  if (alone) return offerApps(ports, incoming, alone);
  const wrong = wrongValueIn({ reader, families: ports.rules().families, known }, text);
  if (wrong && wrong.instead.length === 0) return ports.drawer.say(wrong.say);
  if (wrong) {
    const actions = wrong.instead.map(({ title, text: retold }) => typing(title, retold));
    return drawAnswer(ports, incoming, { title: 'No such value', lead: wrong.say, actions });
  }
  const listed = unknownApp(inList);
  if (listed) return offerApps(ports, incoming, listed);
  return question ? undefined : notUnderstood(ports, incoming, text, { known, starters: startersOf(ports, speaker) });
}

const nothingListed =
  'I do not know which one you mean: no list of devices, policies or changes was shown to you here lately. Begin with one, such as «which devices are noncompliant?».';

/** An app nobody knows: those that may have been meant, as the sentence with them in its place. */
function offerApps(ports: BotPorts, incoming: Incoming, { typed, retold }: UnknownApp): Promise<Reply> {
  const near = nearApps(typed, ports.apps);
  const lead = `I know no app called «${typed}», so I did nothing.`;
  const title = 'Unknown app';
  if (near.length === 0) return drawAnswer(ports, incoming, { title, lead: `${lead} ${sayKnownApps(ports.apps)}` });
  const actions = near.map((app) => typing(shortName(app), retold(shortName(app))));
  return drawAnswer(ports, incoming, { title, lead: `${lead} Did you mean one of these?`, actions });
}

async function notUnderstood(
  ports: BotPorts,
  incoming: Incoming,
  text: string,
  { known, starters }: { readonly known: readonly string[]; readonly starters: readonly string[] },
): Promise<Reply> {
  const elsewhere = notDoneHere(text);
  if (elsewhere !== undefined) return ports.drawer.say(`I did nothing. ${elsewhere}`);
  const near = nearestExamples(text, known, 2);
  const hint = near.length > 0 ? 'The nearest I know:' : 'I read English sentences such as these:';
  const quotes = near.some((one) => one.includes('"')) && !/["“«]/.test(text) ? 'Names go in quotes. ' : '';
  return drawAnswer(ports, incoming, {
    title: 'Not understood',
    lead: `I did nothing. ${hint}`,
    actions: (near.length > 0 ? near : starters).map((one) => typing(one, one)),
    note: `${quotes}Say «help» to see what you can ask.`,
  });
}

function typing(title: string, text: string): Action {
  return { kind: 'type', title, text };
}

function anyOf(sentences: readonly string[]): string {
  const quoted = sentences.map((one) => `«${one}»`);
  return quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}` : quoted.join('');
}
