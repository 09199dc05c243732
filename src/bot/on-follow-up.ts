import { isDeepStrictEqual } from 'node:util';
import { dropPart } from '../changes/amend';
import { covers, shortName } from '../core/app';
import { approvalsOf, isSame, sayStatus } from '../core/approval';
import { objectsOf, type Change, type Decision } from '../core/change';
import { objectOf, type PlanPart } from '../core/plan';
import { readFollowUp, type FollowUp } from '../language/follow-up';
import type { Incoming, Reply } from '../ports';
import { askWhich, onChange, type Asked } from './on-change';
import type { BotPorts } from './ports';
import type { Speaker } from './speaker';

type Known = Extract<Speaker, { kind: 'known' }>;

/** A sentence that goes on from this person's last change in this conversation; undefined when it does not. */
export async function onFollowUp(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  text: string,
): Promise<readonly Reply[] | undefined> {
  const where = { conversation: incoming.conversation.id, limit: 1 };
  const [own] = await ports.store.changes.list({ ...where, requestor: speaker.person.objectId });
  const [change] = own ? [own] : await ports.store.changes.list(where);
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
    case 'more':
      return onChange(ports, incoming, speaker, asked(incoming, follow));
    case 'instead':
      return onChange(ports, incoming, speaker, { ...asked(incoming, follow), ...amending(change, follow, speaker) });
  }
}

function asked(incoming: Incoming, { request, utterance }: Pick<Asked, 'request' | 'utterance'>): Asked {
  return { request, utterance, readings: [], chosen: {}, askedIn: incoming.thread ?? '' };
}

/** What waits for approval is amended; what is over is followed by a change of its own. */
function amending(change: Change, { request }: Pick<Asked, 'request'>, { person }: Known): Pick<Asked, 'amends'> {
  if (change.status.kind !== 'needsApproval' || !isSame(change.requestor, person)) return {};
  const objects = objectsOf(change);
  const sameTargets = isDeepStrictEqual(targetsOf(change.request), targetsOf(request));
  // A plan of a later version may have lost parts that somebody left out.
  const only = change.version > 1 && sameTargets ? (part: PlanPart) => objects.includes(objectOf(part)) : undefined;
  return { amends: { change: change.id, only } };
}

/** A request without what it sets. */
function targetsOf(request: Asked['request']): object {
  return 'settings' in request ? { ...request, settings: {} } : request;
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
