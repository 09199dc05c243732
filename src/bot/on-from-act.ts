import type { Change } from '../core/change';
import { platforms } from '../core/family';
import { plain, readBare } from '../language/going-on';
import { readOnFromAct, type Repeatable } from '../language/going-on-acts';
import type { Incoming, Reply } from '../ports';
import type { LastShown } from './last-shown';
import { lastShown } from './last-shown';
import { onGuide } from './on-guide';
import { endThese, onSilence } from './on-silence';
import { onSync } from './on-sync';
import { openQuestion } from './one-question';
import type { BotPorts } from './ports';
import type { Known } from './speaker';

/** A check-in, a silence, a guide: what was done at once, without a plan. */
export type ActShown = Extract<LastShown['about'], { kind: 'act' }>;

/** A sentence that goes on from what was done last: «for LAPTOP-002 too», «make it 4 hours», «undo that». */
export async function onFromAct(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  { act, text }: { readonly act: ActShown; readonly text: string },
): Promise<readonly Reply[] | undefined> {
  const bare = takesBack(text) ? 'undo' : readBare(text);
  switch (bare) {
    case 'undo':
      return undo(ports, speaker, act);
    case 'why':
      return [ports.drawer.say(sayWhy(act))];
    case 'who':
      return [ports.drawer.say(`You asked for ${sayAct(act)}. That is done at once, and needs nobody's approval.`)];
    case 'next':
      return undefined;
    case undefined: {
      const on = isRepeatable(act.request) ? readOnFromAct(ports.reader(), act.request, text) : undefined;
      if (!on) return undefined;
      const request = on.how === 'more' ? await withWaiting(ports, incoming, speaker, act, on.request) : on.request;
      const again = () => doAgain(ports, incoming, speaker, { request, utterance: text.trim() });
      return on.how === 'instead' && act.silence !== undefined
        ? inPlaceOf(ports, incoming, speaker, act.silence, again)
        : again();
    }
  }
}

/** «make it low» after a check-in: the change before is not meant without being named. */
export function sayOnlyAct(act: ActShown, change: Change): string {
  return `The last thing here was ${sayAct(act)}, which does not take that, so I did nothing. To go on from change #${change.id}, say «show change ${change.id}» first.`;
}

function takesBack(text: string): boolean {
  return /^(?:(?:no|sorry|actually|please)[\s,]+)*(?:cancel|withdraw|drop|end|stop) (?:that|it|this)$/i.test(
    plain(text),
  );
}

async function undo(ports: BotPorts, speaker: Known, { request, silence }: ActShown): Promise<readonly Reply[]> {
  if (silence !== undefined) return endThese(ports, speaker, [{ id: silence }]);
  return [ports.drawer.say(notUndone[request.kind])];
}

const notUndone: Readonly<Record<ActShown['request']['kind'], string>> = {
  syncDevice:
    'A check-in cannot be taken back. It changes nothing: the device only fetches what it has to have anyway.',
  sendGuide:
    'A guide that was sent cannot be taken back. One that waits for your confirmation is dropped with «never mind».',
  silence: 'Say «list silences», and end one by its number: «end silence 3».',
  unsilence: 'A silence that has ended is made anew: «silence LAPTOP-7 for 2 hours because …».',
  subscribe: 'Say «unsubscribe», and no more alerts are posted here.',
  unsubscribe: 'Say «subscribe», and alerts are posted here again.',
};

function sayWhy({ request }: ActShown): string {
  switch (request.kind) {
    case 'silence':
      return request.justification === undefined
        ? 'You silenced that, and gave no reason.'
        : `You silenced that, and gave the reason: «${request.justification}».`;
    case 'syncDevice':
      return 'You asked for that. A device that checks in fetches its policies and tells whether it meets them.';
    case 'sendGuide':
      return 'You asked for that. The guide shows people the steps to get Defender going on their phone.';
    case 'unsilence':
    case 'subscribe':
    case 'unsubscribe':
      return 'You asked for that.';
  }
}

function sayAct({ request, silence }: ActShown): string {
  switch (request.kind) {
    case 'syncDevice':
      return `the check-in of ${request.device ?? 'a device'}`;
    case 'silence':
      return silence === undefined ? 'a silence' : `silence ${silence}`;
    case 'unsilence':
      return 'the end of a silence';
    case 'sendGuide':
      return 'a guide for people';
    case 'subscribe':
      return 'the subscription of this channel';
    case 'unsubscribe':
      return 'the end of the subscription of this channel';
  }
}

function isRepeatable(request: ActShown['request']): request is Repeatable {
  return request.kind === 'syncDevice' || request.kind === 'silence' || request.kind === 'sendGuide';
}

/** «for iOS too» while the guide for Android waits to be confirmed: both. */
async function withWaiting(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  { request: before }: ActShown,
  request: Repeatable,
): Promise<Repeatable> {
  if (before.kind !== 'sendGuide' || request.kind !== 'sendGuide') return request;
  const open = await openQuestion(ports, incoming, speaker);
  const waits = open?.choices.some((choice) => 'request' in choice && choice.request.kind === 'sendGuide');
  if (!waits) return request;
  const joined = (slot: 'platforms' | 'users' | 'groups') => [
    ...new Set([...(before[slot] ?? []), ...(request[slot] ?? [])]),
  ];
  const [users, groups] = [joined('users'), joined('groups')];
  return {
    kind: 'sendGuide',
    platforms: platforms.filter((one) => joined('platforms').includes(one)),
    ...(users.length > 0 ? { users } : {}),
    ...(groups.length > 0 ? { groups } : {}),
  };
}

async function doAgain(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  { request, utterance }: { readonly request: Repeatable; readonly utterance: string },
): Promise<readonly Reply[]> {
  switch (request.kind) {
    case 'syncDevice':
      return onSync(ports, incoming, speaker, { request, utterance, picked: undefined });
    case 'silence':
      return onSilence(ports, incoming, speaker, { request, utterance, chosen: {} });
    case 'sendGuide':
      return onGuide(ports, incoming, speaker, { request, utterance, chosen: {} });
  }
}

/** The new silence first, so that there is one at any time; the old one ends when there is another. */
async function inPlaceOf(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  old: number,
  again: () => Promise<readonly Reply[]>,
): Promise<readonly Reply[]> {
  const replies = await again();
  const now = (await lastShown(ports, incoming))?.about;
  if (now?.kind !== 'act' || now.silence === undefined || now.silence === old) return replies;
  return [...replies, ...(await endThese(ports, speaker, [{ id: old }]))];
}
