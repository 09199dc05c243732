import { isDeepStrictEqual } from 'node:util';
import { dropPart } from '../changes/amend';
import type { Place } from '../core/answer';
import { covers, shortName } from '../core/app';
import { approvalsOf, sayStatus } from '../core/approval';
import { type Change, type Decision } from '../core/change';
import type { ChangeRequest } from '../core/request';
import { readBare, readFollowUp, type FollowUp } from '../language/follow-up';
import type { Incoming, Reply } from '../ports';
import { amending } from './amending';
import { askWhich, onChange, type Asked } from './on-change';
import { lastShown, type LastShown } from './last-shown';
import { drawAnswer, onQuery } from './on-query';
import type { BotPorts } from './ports';
import type { Speaker } from './speaker';

type Known = Extract<Speaker, { kind: 'known' }>;

/** A sentence that goes on from what this person was shown last in this conversation; undefined when it does not. */
export async function onFollowUp(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  text: string,
): Promise<readonly Reply[] | undefined> {
  const { change, answer } = await lastHere(ports, incoming, speaker);
  const bare = readBare(text);
  const explained = answer && bare ? await onAnswer(ports, incoming, answer, bare) : undefined;
  if (explained) return explained;
  const follow = change && readFollowUp(ports.reader(), change, text);
  if (!follow) return undefined;
  switch (follow.kind) {
    case 'why':
      return [ports.drawer.say(sayWhy(change))];
    case 'who':
      return [ports.drawer.say(sayWho(change))];
    case 'undo':
      return undo(ports, incoming, speaker, change, text);
    case 'without':
      return leaveOut(ports, incoming, speaker, change, { text, follow });
    case 'more': {
      const amends = follow.both ? amending(change, follow.both, speaker) : {};
      const said = amends.amends && follow.both ? follow.both : follow;
      return onChange(ports, incoming, speaker, { ...asked(incoming, said), ...amends });
    }
    case 'instead': {
      const made = madeBy(change, follow.request);
      if (made) return onChange(ports, incoming, speaker, asked(incoming, { ...follow, request: made }));
      return onChange(ports, incoming, speaker, { ...asked(incoming, follow), ...amending(change, follow, speaker) });
    }
  }
}

type AnswerShown = Extract<LastShown['about'], { kind: 'answer' }>;

/** The last change here: the one shown last, or the own one, whichever is newer; and the answer, if that is newer still. */
async function lastHere(
  ports: BotPorts,
  incoming: Incoming,
  { person }: Known,
): Promise<{ readonly change: Change | undefined; readonly answer: AnswerShown | undefined }> {
  const where = { conversation: incoming.conversation.id, limit: 1 };
  const [own] = await ports.store.changes.list({ ...where, requestor: person.objectId });
  const [newest] = own ? [own] : await ports.store.changes.list(where);
  const shown = await lastShown(ports, incoming);
  if (!shown || (own && own.createdAt >= shown.at)) return { change: newest, answer: undefined };
  if (shown.about.kind === 'answer') return { change: newest, answer: shown.about };
  return { change: (await ports.store.changes.get(shown.about.change)) ?? newest, answer: undefined };
}

/** «why?» after devices explains the one, or offers those that can be explained; «who approved it?» after a policy is its audit. */
async function onAnswer(
  ports: BotPorts,
  incoming: Incoming,
  { request, why }: AnswerShown,
  asks: 'undo' | 'why' | 'who',
): Promise<readonly Reply[] | undefined> {
  if (asks === 'who' && (request.kind === 'showPolicy' || request.kind === 'policyStatus')) {
    const { policy } = request;
    return onQuery(ports, incoming, { kind: 'audit', ...(policy === undefined ? {} : { policy }) });
  }
  if (asks !== 'why') return undefined;
  const [only, ...others] = why;
  if (only && others.length === 0) return onQuery(ports, incoming, only.request, placeOf(only));
  if (only) {
    const actions = why.map((one) => ({ ...one, kind: 'ask' as const, at: placeOf(one) }));
    return [await drawAnswer(ports, incoming, { title: 'Which device?', actions })];
  }
  return request.kind === 'showDevice' || request.kind === 'explainDevice'
    ? onQuery(ports, incoming, { ...request, kind: 'explainDevice' })
    : undefined;
}

function placeOf({ at: { from, id } }: AnswerShown['why'][number]): Place {
  return { ...(from === undefined ? {} : { from }), ...(id === undefined ? {} : { id }) };
}

/** What is made already is not made again: «also require encryption» then is about the policy that came of it. */
function madeBy(change: Change, request: ChangeRequest): ChangeRequest | undefined {
  const [part] = change.plan.parts;
  if (change.request.kind !== 'create' || request.kind !== 'create' || change.status.kind !== 'applied')
    return undefined;
  if (!part || change.plan.parts.length > 1) return undefined;
  const before = change.request.settings ?? {};
  const news = Object.entries(request.settings ?? {}).filter(([key, value]) => !isDeepStrictEqual(before[key], value));
  return { kind: 'set', family: part.family, policy: part.target.name, settings: Object.fromEntries(news) };
}

function asked(incoming: Incoming, { request, utterance }: Pick<Asked, 'request' | 'utterance'>): Asked {
  return { request, utterance, readings: [], chosen: {}, askedIn: incoming.thread ?? '' };
}

async function undo(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  change: Change,
  utterance: string,
): Promise<readonly Reply[]> {
  const { kind } = change.status;
  if (kind === 'applied' || kind === 'partiallyApplied')
    return onChange(ports, incoming, speaker, {
      ...asked(incoming, { request: { kind: 'revert', change: change.id }, utterance }),
    });
  const hint = kind === 'needsApproval' || kind === 'approved' ? ` Say «cancel ${change.id}» to withdraw it.` : '';
  return [ports.drawer.say(`There is nothing to undo: ${sayStatus(change)}${hint}`)];
}

/** «not iOS» leaves out the part; «not Teams» cannot, where one policy covers both: that is said, and a way offered. */
async function leaveOut(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  change: Change,
  { text, follow }: { readonly text: string; readonly follow: Extract<FollowUp, { kind: 'without' }> },
): Promise<readonly Reply[]> {
  const { families, thresholds } = ports.rules();
  const platformOf = ({ family, variant }: Change['plan']['parts'][number]) =>
    families.get(family)?.variants[variant]?.platform;
  const part = change.plan.parts.find((one) => follow.platforms.some((platform) => platform === platformOf(one)));
  if (part) {
    const drop = { change: change.id, version: change.version, part: part.key, by: speaker.person };
    const dropped = await dropPart({ ...ports, families, thresholds }, drop);
    return dropped.ok ? [] : [ports.drawer.say(dropped.problem.say)];
  }
  const apps = ports.apps.filter(({ id }) => follow.apps.includes(id));
  const [app] = apps;
  const covering = change.plan.parts.filter(
    (one) => app && one.before?.apps && covers(one.before.apps, app, platformOf(one)),
  );
  if (!app || covering.length === 0) return [ports.drawer.say('The last change does not touch that.')];
  const names = [...new Set(covering.map(({ target }) => target.name))];
  const question = `${names.map((name) => `«${name}»`).join(' and ')} ${names.length > 1 ? 'cover' : 'covers'} ${shortName(app)} together with the other apps, and a setting holds for a whole policy. To treat ${shortName(app)} differently, take it off first. Shall I plan that?`;
  const choices = names.map((policy) => ({
    label: `Take ${shortName(app)} off «${policy}»`,
    request: { kind: 'removeApps' as const, apps: [app.id], policy },
    chosen: {},
  }));
  const about = asked(incoming, { request: change.request, utterance: text });
  return [await askWhich(ports, incoming, speaker, about, { text: question, choices })];
}

function sayWho(change: Change): string {
  const decided = change.decisions.filter(({ version }) => version === change.version).map(sayDecision);
  const by = decided.length > 0 ? decided.join(', ') : 'nobody has decided on it yet';
  return `Change #${change.id} was asked for by ${change.requestor.name}: ${by}.`;
}

function sayDecision({ by, verdict, justification }: Decision): string {
  const because = justification === undefined ? '' : ` («${justification}»)`;
  return `${verdict === 'approve' ? 'approved' : 'rejected'} by ${by.name}${because}`;
}

function sayWhy(change: Change): string {
  const { status, request, needs } = change;
  const reason = request.justification === undefined ? '' : ` Reason given: «${request.justification}».`;
  const askedFor = `${change.requestor.name} asked for change #${change.id}: «${change.utterance}».${reason}`;
  switch (status.kind) {
    case 'needsApproval': {
      const given = approvalsOf(change).length;
      const rules = needs.because.length > 0 ? ` (${needs.because.join(', ')})` : '';
      return `${askedFor} It waits for approval: ${given} of ${needs.approvals} so far${rules}.`;
    }
    case 'approved':
      return `${askedFor} It is approved and not written yet.${status.waits ? ` ${status.waits.why}` : ''}`;
    case 'rejected':
      return `${askedFor} It was rejected by ${status.by.name}${status.justification === undefined ? ', who gave no reason' : `: «${status.justification}»`}.`;
    case 'failed':
    case 'partiallyApplied':
    case 'unknown':
      return `${askedFor} ${status.why}`;
    default:
      return `${askedFor} ${sayStatus(change)}`;
  }
}
