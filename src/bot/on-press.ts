import { z } from 'zod';
import { dropPart } from '../changes/amend';
import { decideChange } from '../changes/decide';
import { replaceChange } from '../changes/replace';
import { stopOf } from '../changes/stop';
import type { Change } from '../core/change';
import { ChangeRequest, QueryRequest, SendGuideRequest } from '../core/request';
import { drawChange, viewerOf } from '../delivery/draw';
import type { Incoming, Press, Reply } from '../ports';
import { adoptOrphan } from './adopt';
import { showing } from './kept';
import { rememberChange } from './last-shown';
import { onAlertPress } from './on-alert-press';
import { onChange } from './on-change';
import { onInstead } from './on-instead';
import { onGuide } from './on-guide';
import { onExtend } from './on-extend';
import { once } from './once';
import { onQuery } from './on-query';
import { onShowChange } from './on-show-change';
import { onText } from './on-text';
import { together } from '../core/together';
import { answerQuestion } from './on-question';
import type { BotPorts } from './ports';
import { rolesFor } from './roles';
import type { Known } from './speaker';

type Pressed = Extract<Incoming['what'], { kind: 'press' }>;

/** A press stands for what the store says its token stands for; nothing else in it is believed. */
export async function onPress(
  ports: BotPorts,
  incoming: Incoming,
  pressed: Pressed,
  speaker: Known,
): Promise<readonly Reply[]> {
  const press = await ports.store.presses.find(pressed.token);
  if (!press || press.verb !== pressed.verb || press.conversation !== incoming.conversation.id) {
    return refuse(
      ports,
      speaker,
      press ? 'foreign-press' : 'unknown-press',
      'This button does not belong to a card I sent here. Ask for the card again.',
    );
  }
  await adoptOrphan(ports, press, incoming);
  switch (press.verb) {
    case 'approve':
    case 'reject':
    case 'cancel':
    case 'breakGlass':
      return decide(ports, incoming, pressed, speaker, press, press.verb);
    case 'refresh':
      return shownTo(ports, incoming, speaker, changeOf(press));
    case 'drop':
      return drop(ports, incoming, speaker, press);
    case 'replace':
      return replace(ports, incoming, speaker, press);
    case 'instead': {
      const asked = await onInstead(ports, incoming, speaker, press);
      return asked.ok ? [asked.value] : refuse(ports, speaker, asked.problem.code, asked.problem.say);
    }
    case 'ask':
      return askAgain(ports, incoming, speaker, press);
    case 'show':
      return onShowChange(ports, incoming, speaker, Number(press.argument));
    case 'acknowledge':
    case 'silence':
    case 'unsilence':
    case 'why':
    case 'sync':
    case 'devices':
      return onAlertPress(ports, incoming, pressed, speaker, press);
    case 'choose':
      return choose(ports, incoming, speaker, press);
    default: {
      // Two presses at once plan once; a press after that finds the change that is open, or the tenant as it then is.
      const replies = await once(ports, press, () => plan(ports, incoming, speaker, press));
      return replies ?? [ports.drawer.say('That is being planned already; the card follows.')];
    }
  }
}

/** Buttons that ask for something. */
async function plan(ports: BotPorts, incoming: Incoming, speaker: Known, press: Press): Promise<readonly Reply[]> {
  const change = changeOf(press);
  switch (press.verb) {
    case 'revert':
      return askFor(ports, incoming, speaker, { kind: 'revert', change }, `revert change ${change}`);
    case 'undo':
      return askFor(
        ports,
        incoming,
        speaker,
        { kind: 'revert', change: Number(press.argument) },
        `revert change ${press.argument}`,
      );
    case 'extend':
      return onExtend(ports, incoming, speaker, { change, for: press.argument });
    case 'again':
      return again(ports, incoming, speaker, change);
    case 'run':
      return run(ports, incoming, speaker, press);
    case 'type':
      return typed(ports, incoming, speaker, press.argument);
    default:
      return refuse(ports, speaker, 'unknown-verb', 'I do not know this button. Ask for the card again.');
  }
}

async function decide(
  ports: BotPorts,
  incoming: Incoming,
  pressed: Pressed,
  speaker: Known,
  press: Press,
  verdict: 'approve' | 'reject' | 'cancel' | 'breakGlass',
): Promise<readonly Reply[]> {
  const id = changeOf(press);
  const approves = verdict === 'approve' || verdict === 'breakGlass';
  const { writes, approvalsChannel, auditChannel } = ports.rules();
  if (!writes && approves)
    return refuse(ports, speaker, 'writes-off', 'Writing is switched off here, so nothing can be approved.');
  if (approves && (await stopOf(ports.store)))
    return refuse(
      ports,
      speaker,
      'stopped',
      'All changes are stopped, so nothing can be approved. An owner lifts the stop with «lift the stop».',
    );
  const change = await ports.store.changes.get(id);
  const roles = rolesFor(speaker.rights, familiesOf(change));
  const justification = pressed.inputs['reason']?.trim().slice(0, 500);
  const because = justification === undefined || justification === '' ? undefined : justification;
  const decided = await decideChange(ports, {
    change: id,
    version: press.version,
    verdict,
    by: speaker.person,
    roles,
    groups: [...speaker.rights.groups],
    justification: because,
    tell: [auditChannel, approvalsChannel].flatMap((one) => one ?? []),
  });
  if (!decided.ok) return [ports.drawer.say(decided.problem.say)];
  await rememberChange(ports, incoming, id);
  return showing('Your decision is kept', async () => {
    if (decided.value.status.kind === 'approved') await ports.hurry();
    return shownTo(ports, incoming, speaker, id);
  });
}

async function drop(ports: BotPorts, incoming: Incoming, speaker: Known, press: Press): Promise<readonly Reply[]> {
  const { families, thresholds } = ports.rules();
  const dropped = await dropPart(
    { ...ports, families, thresholds },
    {
      change: changeOf(press),
      version: press.version,
      part: press.argument,
      by: speaker.person,
    },
  );
  if (!dropped.ok) return refuse(ports, speaker, dropped.problem.code, dropped.problem.say);
  return showing('That part is left out', () => shownTo(ports, incoming, speaker, changeOf(press)));
}

/** The card that is shown is that of the newer change, on which the button stands. */
async function replace(ports: BotPorts, incoming: Incoming, speaker: Known, press: Press): Promise<readonly Reply[]> {
  const by = changeOf(press);
  const replaced = await replaceChange(ports, { change: Number(press.argument), by, person: speaker.person });
  if (!replaced.ok) return refuse(ports, speaker, replaced.problem.code, replaced.problem.say);
  return showing(`Change #${press.argument} is replaced`, () => shownTo(ports, incoming, speaker, by));
}

/** The card as the record now is, as this person may see it. */
async function shownTo(ports: BotPorts, incoming: Incoming, speaker: Known, id: number): Promise<readonly Reply[]> {
  const change = await ports.store.changes.get(id);
  if (!change) return [ports.drawer.say(`There is no change #${id}.`)];
  const viewer = viewerOf(change, speaker.person.objectId, rolesFor(speaker.rights, familiesOf(change)));
  const refresh = [speaker.person.teamsId];
  const drawn = await drawChange(ports.draw, id, { conversation: incoming.conversation.id, viewer, refresh });
  return drawn ? [drawn] : [];
}

/** Plans the same request once more, after it expired or the tenant moved. */
async function again(ports: BotPorts, incoming: Incoming, speaker: Known, id: number): Promise<readonly Reply[]> {
  const change = await ports.store.changes.get(id);
  if (!change) return [ports.drawer.say(`There is no change #${id}.`)];
  const continues = change.status.kind === 'partiallyApplied' ? id : undefined;
  return askFor(ports, incoming, speaker, change.request, change.utterance, continues);
}

async function choose(ports: BotPorts, incoming: Incoming, speaker: Known, press: Press): Promise<readonly Reply[]> {
  const question = await ports.store.questions.get(press.thing.replace('question:', ''));
  if (!question || question.state !== 'open' || Date.parse(question.expiresAt) <= ports.clock.now().getTime()) {
    return [ports.drawer.say('That question is answered or forgotten. Ask again if it is still wanted.')];
  }
  if (question.person.objectId !== speaker.person.objectId)
    return refuse(ports, speaker, 'foreign-question', `This question is for ${question.person.name}.`);
  const replies = await answerQuestion(ports, incoming, speaker, question, Number(press.argument));
  const label = question.choices[Number(press.argument)]?.label ?? '';
  return replies.length > 0 ? replies : [ports.drawer.say(`${label}: the plan follows.`)];
}

async function run(ports: BotPorts, incoming: Incoming, speaker: Known, press: Press): Promise<readonly Reply[]> {
  const action = Proposed.safeParse(JSON.parse(press.argument));
  if (!action.success) return refuse(ports, speaker, 'bad-action', outOfDate);
  const { title } = action.data;
  if ('guide' in action.data)
    return onGuide(ports, incoming, speaker, { request: action.data.guide, utterance: title, chosen: {} });
  const { requests } = action.data;
  const replies: Reply[] = [];
  for (const request of together(requests)) replies.push(...(await askFor(ports, incoming, speaker, request, title)));
  return replies;
}

const Proposed = z.union([
  z.object({ title: z.string(), requests: z.array(ChangeRequest).min(1) }),
  z.object({ title: z.string(), guide: SendGuideRequest }),
]);

/** A sentence on a button is said by whoever presses it. */
async function typed(ports: BotPorts, incoming: Incoming, speaker: Known, text: string): Promise<readonly Reply[]> {
  const { objectId, name } = speaker.person;
  const facts = { utterance: text, conversation: incoming.conversation.id };
  const at = ports.clock.now().toISOString();
  await ports.store.audit.append({ at, kind: 'request.asked', actor: { objectId, name }, facts });
  const replies = await onText(ports, incoming, text, speaker);
  return replies.length > 0 ? replies : [ports.drawer.say(planFollows)];
}

/** Another page of an answer, or the same question about the thing that was picked. */
async function askAgain(ports: BotPorts, incoming: Incoming, speaker: Known, press: Press): Promise<readonly Reply[]> {
  const asked = AskedAgain.safeParse(JSON.parse(press.argument));
  if (!asked.success) return refuse(ports, speaker, 'bad-action', outOfDate);
  return onQuery(ports, incoming, asked.data.request, asked.data.at);
}

const AskedAgain = z.object({
  request: QueryRequest,
  at: z
    .object({ from: z.int().optional(), id: z.string().optional() })
    .transform(({ from, id }) => ({ ...(from === undefined ? {} : { from }), ...(id === undefined ? {} : { id }) })),
});

const outOfDate = 'This button is out of date. Ask again.';

async function askFor(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  request: ChangeRequest,
  utterance: string,
  continues?: number,
): Promise<readonly Reply[]> {
  const going = continues === undefined ? {} : { continues };
  const asked = { ...going, request, utterance, readings: [], chosen: {}, askedIn: incoming.thread ?? '' };
  const replies = await onChange(ports, incoming, speaker, asked);
  return replies.length > 0 ? replies : [ports.drawer.say(planFollows)];
}

const planFollows = 'The plan follows as a card of its own.';

async function refuse(ports: BotPorts, speaker: Known, code: string, say: string): Promise<readonly Reply[]> {
  const at = ports.clock.now().toISOString();
  const actor = { objectId: speaker.person.objectId, name: speaker.person.name };
  await ports.store.audit.append({ at, kind: 'press.refused', actor, facts: { code } });
  return [ports.drawer.say(say)];
}

function changeOf(press: Press): number {
  return Number(press.thing.replace('change:', ''));
}

function familiesOf(change: Change | undefined): readonly string[] {
  return [...new Set((change?.plan.parts ?? []).map((part) => part.family))];
}
