import { isDeepStrictEqual } from 'node:util';
import { sayStatus } from '../core/approval';
import type { Change } from '../core/change';
import type { Families } from '../core/family';
import type { ChangeRequest } from '../core/request';
import { asksTheSame, readFollowUp, seemsToGoOn, type Before, type FollowUp } from '../language/follow-up';
import { plain, readBare } from '../language/going-on';
import { readsAs, sentenceFor } from '../language/request-sentence';
import type { Incoming, Reply } from '../ports';
import { asked, restoring, type About } from './about-last';
import { amending } from './amending';
import { thingOfAct, thingOfAnswer, thingOfChange, withItNamed } from './it-named';
import { lastShown } from './last-shown';
import { leaveOut, only } from './leave-out';
import { onChange } from './on-change';
import { onTypedDecision } from './on-decision';
import { onShowChange } from './on-show-change';
import { drawAnswer } from './on-query';
import { onFromAnswer, type AnswerShown } from './on-from-answer';
import { onFromAct, sayOnlyAct, type ActShown } from './on-from-act';
import { isPartOf, platformsOf, sayNamed } from './part-of';
import type { BotPorts } from './ports';
import { withNamesQuoted } from './quote-names';
import { readingsLeft } from './readings-left';
import { sayWho, sayWhy } from './say-change';
import type { Known } from './speaker';
import { sayTakenBy, valuesFor } from './taken-by';
import { goneBesides } from './gone-besides';

/** What a person's sentence may go on from: the last change here, and the answer shown since. */
export interface LastHere {
  readonly change: Change | undefined;
  readonly answer: AnswerShown | undefined;
  /** What was done at once since. */
  readonly act?: ActShown;
}

/** The last change here: the one shown last, or the own one, whichever is newer; and the answer or act, if that is newer still. */
export async function lastHere(ports: BotPorts, incoming: Incoming, { person }: Known): Promise<LastHere> {
  const where = { conversation: incoming.conversation.id, limit: 1 };
  const [own] = await ports.store.changes.list({ ...where, requestor: person.objectId });
  const [newest] = own ? [own] : await ports.store.changes.list(where);
  const shown = await lastShown(ports, incoming);
  if (!shown || (own && own.createdAt >= shown.at)) return { change: newest, answer: undefined };
  if (shown.about.kind === 'act') return { change: newest, answer: undefined, act: shown.about };
  if (shown.about.kind === 'answer') return { change: newest, answer: shown.about };
  return { change: (await ports.store.changes.get(shown.about.change)) ?? newest, answer: undefined };
}

/** A sentence that goes on from what this person was shown last in this conversation; undefined when it does not. */
export async function onFollowUp(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  text: string,
): Promise<readonly Reply[] | undefined> {
  const { change, answer, act } = await lastHere(ports, incoming, speaker);
  const fromAnswer = answer && (await onFromAnswer(ports, incoming, answer, text));
  if (fromAnswer) return fromAnswer;
  const fromAct = act && (await onFromAct(ports, incoming, speaker, { act, text }));
  if (fromAct) return fromAct;
  if (change && withdraws(text))
    return onTypedDecision(ports, incoming, speaker, { kind: 'cancel', change: change.id });
  if (change && !answer && !act) {
    const named = thingOfChange(ports.rules().families, change);
    if (asksHowItWent(text))
      return [ports.drawer.say(change.status.kind === 'needsApproval' ? sayWho(change) : sayStatus(change))];
    if (asksWhom(text) || (showsCard(text) && !named)) return onShowChange(ports, incoming, speaker, change.id);
  }
  const before = change && beforeOf(ports, change);
  const follow = before && readFollowUp(ports.reader(), before, (await withNamesQuoted(ports, text)) ?? text);
  if (!follow) return undefined;
  if (act) return [ports.drawer.say(sayOnlyAct(act, change))];
  const about: About = { ports, incoming, speaker, change, text };
  switch (follow.kind) {
    case 'why':
      return [ports.drawer.say(sayWhy(change))];
    case 'who':
      return [ports.drawer.say(sayWho(change))];
    case 'undo':
      return undo(about);
    case 'without':
      return leaveOut(about, follow.named);
    case 'only':
      return only(about, follow.named);
    case 'more':
      return more(about, follow);
    case 'instead': {
      const made = madeBy(ports.rules().families, change, follow.request);
      if (made) return onChange(ports, incoming, speaker, asked(incoming, { request: made, utterance: text.trim() }));
      const readings = readingsLeft(ports, change, follow);
      const going = amending(change, follow, speaker);
      return onChange(ports, incoming, speaker, { ...asked(incoming, follow), readings, ...going });
    }
  }
}

/** «show it», where what it makes is not there yet. */
function showsCard(text: string): boolean {
  return /^(?:please )?(?:show|open|see)(?: me)? (?:it|that|this|the card|the plan)(?: again)?$/i.test(plain(text));
}

/** «did it work?», «is it approved yet?» */
function asksHowItWent(text: string): boolean {
  return /^(?:and |so |but )?(?:(?:did|has|have|is|was) (?:it|that|this) (?:work(?:ed)?|go through|gone through|happen(?:ed)?|succeed(?:ed)?|done|applied|approved|live|active|through|decided|finished|written|been (?:applied|approved|done|decided))(?: yet| now| already)?|what(?: is|'s) (?:its|the) status|how far is (?:it|that|this))$/i.test(
    plain(text),
  );
}

/** «who is affected?»: its card says so. */
function asksWhom(text: string): boolean {
  return /^(?:and |so |but )?who(?:m)? (?:is|does (?:it|that|this)|will be|would be|will it|would it) (?:affect(?:ed)?|hit|reach(?:ed)?)(?: by (?:it|that|this))?$/i.test(
    plain(text),
  );
}

/** «actually, cancel that» is about the last change, however many wait. */
function withdraws(text: string): boolean {
  return /^(?:(?:no|sorry|actually)[\s,]+)*(?:cancel|withdraw|drop) (?:that|it|this)(?: (?:change|one))?$/i.test(
    plain(text),
  );
}

/** What to say to a sentence that goes on from something, when nothing is here or it does not read so. */
export async function onNothingBefore(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  text: string,
): Promise<Reply | undefined> {
  const bare = readBare(text);
  const { change, act } = await lastHere(ports, incoming, speaker);
  if (bare && !(bare === 'undo' && change)) return ports.drawer.say(nothingBefore[bare]);
  if (!seemsToGoOn(text)) return undefined;
  if (change && act) return ports.drawer.say(sayOnlyAct(act, change));
  if (change) return takenInstead(ports, incoming, change, text);
  return ports.drawer.say(
    'That goes on from a change, and none was asked for here yet. Say the whole of it in one sentence, such as «set max threat level Medium for Outlook».',
  );
}

/** «make it lw»: what it takes, as buttons that say it. */
async function takenInstead(ports: BotPorts, incoming: Incoming, change: Change, text: string): Promise<Reply> {
  const { families } = ports.rules();
  const lead = sayTakenBy(families, change);
  const before = beforeOf(ports, change);
  if (asksTheSame(ports.reader(), before, text))
    return ports.drawer.say(`Change #${change.id} asks for exactly that already.`);
  const actions = valuesFor(families, change)
    .map((title) => ({ kind: 'type' as const, title, text: `make it ${title}` }))
    .filter(({ text }) => readFollowUp(ports.reader(), before, text)?.kind === 'instead');
  return actions.length === 0
    ? ports.drawer.say(lead)
    : drawAnswer(ports, incoming, { title: 'Not understood', lead, actions });
}

const nothingBefore = {
  undo: 'No change was asked for here yet, so there is nothing to undo. «List changes» shows those asked for elsewhere; «revert change 12» puts one back.',
  why: 'Nothing was asked or answered here yet. Say what you mean: «why is LAPTOP-7 noncompliant?» or «show change 12».',
  who: 'No change was asked for here yet. «Show change 12» tells who asked for one and who decided; «list changes» shows all.',
  next: 'Nothing here goes on any further.',
} as const;

/** «sync it» with the name of what was shown or changed last; undefined when that does not make it a request. */
export async function itNamed(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  text: string,
): Promise<string | undefined> {
  const { change, answer, act } = await lastHere(ports, incoming, speaker);
  const shown = (answer && thingOfAnswer(answer)) ?? (act && thingOfAct(act));
  const thing = shown ?? (change && thingOfChange(ports.rules().families, change));
  return thing && withItNamed(ports.reader(), thing, text);
}

/** The change with a sentence that reads as it does now: the one that was typed, where that still does. */
function beforeOf(ports: BotPorts, change: Change): Before {
  const { request, utterance, status } = change;
  const { families } = ports.rules();
  const reader = ports.reader();
  const reads = readsAs(reader, utterance, request) ? utterance : undefined;
  const sentence = reads ?? sentenceFor(reader, { families, apps: ports.apps }, request) ?? utterance;
  const isMade = status.kind === 'applied';
  return { request, utterance, sentence, platforms: platformsOf(families, change), isMade };
}

/** «for iOS too»: what is part of it already stays as it is; what is not is added, or becomes a change of its own. */
async function more(about: About, follow: Extract<FollowUp, { kind: 'more' }>): Promise<readonly Reply[]> {
  const { ports, incoming, speaker, change } = about;
  const { named, other, both } = follow;
  const what = sayNamed(ports, named);
  if (isPartOf(ports, change, named)) {
    const are = [...named.apps, ...named.platforms, ...named.groups].length > 1 ? 'are' : 'is';
    return [ports.drawer.say(`${what} ${are} part of change #${change.id} already.`)];
  }
  const restored = restoring(about, named);
  if (follow.asks && (other ?? restored))
    return [
      ports.drawer.say(`Change #${change.id} is not about ${what}. Say «for ${what} too» to ask for that as well.`),
    ];
  if (restored) return onChange(ports, incoming, speaker, restored);
  if (!other) return goneBesides(about, named);
  const made = madeFor(ports.rules().families, change, follow);
  if (made) return onChange(ports, incoming, speaker, asked(incoming, { request: made, utterance: about.text.trim() }));
  const amends = both ? amending(change, both, speaker) : {};
  const said = amends.amends && both ? both : other;
  const readings = readingsLeft(ports, change, said);
  return onChange(ports, incoming, speaker, { ...asked(incoming, said), readings, ...amends });
}

/** «the same for Sales» after a policy was made: that policy, for Sales too. */
function madeFor(
  families: Families,
  change: Change,
  { named }: Extract<FollowUp, { kind: 'more' }>,
): ChangeRequest | undefined {
  const thing = thingOfChange(families, change);
  if (change.request.kind !== 'create' || change.status.kind !== 'applied' || !thing) return undefined;
  const { name: policy } = thing;
  const [apps, groups] = [[...named.apps], [...named.groups]];
  if (named.platforms.length > 0 || (apps.length > 0 && groups.length > 0)) return undefined;
  return apps.length > 0 ? { kind: 'addApps', policy, apps } : { kind: 'assign', policy, groups };
}

/** What is made already is not made again: «also require encryption» then is about the policy that came of it. */
function madeBy(families: Families, change: Change, request: ChangeRequest): ChangeRequest | undefined {
  const [part] = change.plan.parts;
  const thing = thingOfChange(families, change);
  if (change.request.kind !== 'create' || request.kind !== 'create' || change.status.kind !== 'applied')
    return undefined;
  if (!part || !thing) return undefined;
  const before = change.request.settings ?? {};
  const news = Object.entries(request.settings ?? {}).filter(([key, value]) => !isDeepStrictEqual(before[key], value));
  return { kind: 'set', family: part.family, policy: thing.name, settings: Object.fromEntries(news) };
}

async function undo({ ports, incoming, speaker, change, text }: About): Promise<readonly Reply[]> {
  const { kind } = change.status;
  if (kind === 'applied' || kind === 'partiallyApplied')
    return onChange(ports, incoming, speaker, {
      ...asked(incoming, { request: { kind: 'revert', change: change.id }, utterance: text }),
    });
  const hint = kind === 'needsApproval' || kind === 'approved' ? ` Say «cancel ${change.id}» to withdraw it.` : '';
  const is = sayStatus(change).replace(/^Change/, 'change');
  return [ports.drawer.say(`There is nothing to undo: ${is}${hint}`)];
}
