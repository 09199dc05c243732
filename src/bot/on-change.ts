import { shortName } from '../core/app';
import type { Role } from '../core/approval';
import { markerOf } from '../core/change';
import { planOf, type PlanPart } from '../core/plan';
import type { Problem } from '../core/problem';
import { forbiddenBy } from '../core/thresholds';
import type { ChangeRequest, Reading } from '../core/request';
import { firstLook, countReach, type ReachPorts } from '../changes/reach';
import { nearApps } from '../changes/near-apps';
import { planChange } from '../changes/plan-change';
import type { Planned } from '../changes/planned';
import { sayForbidden } from '../changes/gate';
import { proposeChange } from '../changes/propose';
import { replanChange } from '../changes/replan';
import { withPlainReason } from '../language/reasons';
import type { Incoming, Question, Reply } from '../ports';
import { askWhich, type Asking } from './ask-which';
import { outsidersRead } from './outsiders';
import type { BotPorts } from './ports';
import { rolesFor } from './roles';
import { sayRefused } from './say-refused';
import type { Known } from './speaker';
import { unmadeGroup } from './unmade-group';

export interface Asked {
  readonly request: ChangeRequest;
  readonly utterance: string;
  readonly readings: readonly Reading[];
  /** Policies picked by answering questions. */
  readonly chosen: Readonly<Record<string, string>>;
  readonly askedIn: string;
  /** The own change that waits for approval and gets this plan instead of its own; `only`: what of the plan is kept. */
  readonly amends?: { readonly change: number; readonly only: ((part: PlanPart) => boolean) | undefined };
  /** The open question that was answered with what was typed: it is asked again where there is no such thing. */
  readonly answers?: Question;
  /** «what if»: plan and show, keep nothing. */
  readonly dry?: boolean;
  /** The change that stopped half-way and is gone on with. */
  readonly continues?: number;
}

/** Plans a change and proposes it; the card goes out through the outbox. */
export async function onChange(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  said: Asked,
): Promise<readonly Reply[]> {
  const rules = ports.rules();
  const asked = { ...said, request: withPlainReason(said.request) };
  if (!maySomewhere(speaker, 'requestor') && asked.dry !== true)
    return sayRefused(
      ports,
      speaker,
      {
        code: 'not-requestor',
        say: 'Only requestors ask for changes, and you are not one of them. An owner can add you.',
      },
      asked,
    );
  if (!(await ports.rate.takes(speaker.person.objectId, ports.clock.now())))
    return sayRefused(
      ports,
      speaker,
      {
        code: 'too-many',
        say: 'You have asked for very many changes within a minute. Wait a minute, and ask for what is still wanted.',
      },
      asked,
    );
  const planning = {
    graph: ports.graph,
    store: ports.store,
    families: rules.families,
    apps: ports.apps,
    breakGlass: rules.breakGlass,
  };
  const context = {
    chosen: asked.chosen,
    conversation: incoming.conversation.id,
    now: ports.clock.now(),
    zone: incoming.localTimezone ?? rules.timezone,
    ...(asked.continues === undefined ? {} : { continues: asked.continues }),
  };
  const planned = await planChange(planning, asked.request, context);
  switch (planned.kind) {
    case 'problem':
      if (asked.answers && mistyped.has(planned.problem.code))
        return [await askAnew(ports, incoming, speaker, asked.answers, planned.problem.say)];
      return (
        (await insteadOfGroup(ports, incoming, speaker, asked, planned.problem)) ??
        sayRefused(ports, speaker, planned.problem, asked)
      );
    case 'nothing':
      return [ports.drawer.say(planned.say)];
    case 'ask':
      return [await askWhich(ports, incoming, speaker, keptOf(asked), planned)];
    case 'plan':
      return propose(ports, incoming, speaker, asked, within(planned, asked.amends?.only));
  }
}

/** A group that is not there may be one that is about to be made, or an app: «add Exell to …». */
async function insteadOfGroup(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  asked: Asked,
  { code }: Problem,
): Promise<readonly Reply[] | undefined> {
  if (code !== 'no-such-group') return undefined;
  const unmade = await unmadeGroup(ports, incoming, speaker, asked.request);
  if (unmade && unmade.choices.length === 0) return sayRefused(ports, speaker, { code, say: unmade.say }, asked);
  if (unmade) {
    const about = { ...keptOf(asked), utterance: `${unmade.change.utterance}, and ${asked.utterance}` };
    const amends = { change: unmade.change.id };
    return [
      await askWhich(ports, incoming, speaker, { ...about, amends }, { text: unmade.say, choices: unmade.choices }),
    ];
  }
  const choices = appsInstead(ports, asked.request);
  if (choices.length === 0) return undefined;
  return [await askWhich(ports, incoming, speaker, keptOf(asked), { text: sayApp(asked.request), choices })];
}

function sayApp(request: ChangeRequest): string {
  const [typed = ''] = request.kind === 'assign' ? (request.groups ?? []) : [];
  return `There is no group called «${typed}» in Entra. Did you mean an app?`;
}

function appsInstead(ports: BotPorts, request: ChangeRequest): Question['choices'] {
  const [typed, ...more] = request.kind === 'assign' ? (request.groups ?? []) : [];
  if (request.kind !== 'assign' || typed === undefined || more.length > 0) return [];
  return nearApps(typed, ports.apps).map((app) => ({
    label: `Add ${shortName(app)} to the policy`,
    request: { kind: 'addApps', apps: [app.id], ...(request.policy === undefined ? {} : { policy: request.policy }) },
    chosen: {},
  }));
}

/** A name or a value that does not exist is a slip, so the question is asked again. */
const mistyped: ReadonlySet<string> = new Set(['no-such-policy', 'no-such-group', 'not-found', 'bad-value']);

function askAnew(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  answered: Question,
  wrong: string,
): Promise<Reply> {
  const asks = answered.asks ?? answered.text;
  return askWhich(ports, incoming, speaker, answered, { text: `${wrong} ${asks}`, choices: answered.choices, asks });
}

/** What a question keeps of what was asked, so that its answer goes on from there. */
function keptOf({ amends, answers: _, ...asked }: Asked): Asking {
  return { ...asked, ...(amends ? { amends: { change: amends.change } } : {}) };
}

/** What was left out of a plan does not come back when the rest of it is amended. */
function within(
  planned: Extract<Planned, { kind: 'plan' }>,
  only: ((part: PlanPart) => boolean) | undefined,
): Extract<Planned, { kind: 'plan' }> {
  const parts = only ? planned.plan.parts.filter(only) : planned.plan.parts;
  return parts.length === planned.plan.parts.length || parts.length === 0
    ? planned
    : { ...planned, plan: planOf(parts) };
}

/** What the reach count needs of the bot. */
export function reachPortsOf(ports: BotPorts): ReachPorts {
  const { families, breakGlass } = ports.rules();
  return {
    graph: ports.graph,
    families,
    apps: ports.apps,
    async watched() {
      const [lists, emergency] = await Promise.all([
        ports.roles.approvers('cached'),
        ports.roles.membersOf(breakGlass),
      ]);
      return new Map([
        ...[...lists.names].map(([id, name]): [string, string] => [id, `${name} (approver)`]),
        ...emergency.map((id): [string, string] => [id, 'a break-glass account']),
      ]);
    },
  };
}

/** The names of the apps a request spoke of, so that the card tells the others apart. */
export function namedApps(ports: BotPorts, request: ChangeRequest): readonly string[] {
  const single = request.kind === 'several' ? request.requests : [request];
  const ids = single.flatMap((one) => ('apps' in one ? (one.apps ?? []) : []));
  return ids.flatMap((id) => ports.apps.filter((app) => app.id === id).map(shortName));
}

async function propose(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  asked: Asked,
  planned: Extract<Planned, { kind: 'plan' }>,
): Promise<readonly Reply[]> {
  const rules = ports.rules();
  const families = [...new Set(planned.plan.parts.map((part) => part.family))];
  const [forbidden] = forbiddenBy(
    { plan: planned.plan, ...(planned.quickRevert ? { quickRevert: true } : {}) },
    rules.families,
    rules.never,
  );
  if (forbidden !== undefined)
    return sayRefused(ports, speaker, { code: 'never-from-chat', say: sayForbidden(forbidden) }, asked);
  const limits = { ...firstLook, milliseconds: ports.patience.reach };
  const reach = await countReach(reachPortsOf(ports), planned.plan, namedApps(ports, asked.request), limits);
  if (asked.dry === true || !rules.writes) {
    const said = [...(planned.assumed ?? []).map(({ say }) => say), ...planned.notes];
    const notes = rules.writes ? said : [...said, 'Writing is switched off here, so this is only shown.'];
    return [
      ports.drawer.whatIf({
        plan: planned.plan,
        reach,
        notes,
        readings: asked.readings,
        discreet: await outsidersRead(ports, incoming.conversation.id),
        now: ports.clock.now().toISOString(),
        timezone: rules.timezone,
      }),
    ];
  }
  if (!rolesFor(speaker.rights, families).has('requestor')) {
    return sayRefused(
      ports,
      speaker,
      { code: 'not-requestor', say: 'You may not ask for changes of this kind of policy. An owner can add you.' },
      asked,
    );
  }
  const { request, utterance, readings, askedIn, chosen } = asked;
  const proposal = {
    planned,
    request,
    utterance,
    readings,
    chosen,
    askedIn,
    requestor: speaker.person,
    conversation: incoming.conversation.id,
    reach,
  };
  if (asked.amends !== undefined) {
    const { change: id } = asked.amends;
    const replan = { ...proposal, change: id, by: speaker.person };
    const amended = await replanChange({ ...ports, ...rules }, replan);
    return [
      ports.drawer.say(
        amended.ok
          ? `Change #${id} is amended; its card shows the new plan, which needs approval anew.`
          : amended.problem.say,
      ),
    ];
  }
  const { expireAfterHours, remindBeforeHours, approvalsChannel: channel } = rules;
  const { kind, change } = await proposeChange({ ...ports, families: rules.families }, proposal, {
    expireAfterHours,
    remindBeforeHours,
    channel,
    thresholds: rules.thresholds,
  });
  if (kind === 'already') {
    return [
      ports.drawer.say(
        `Change #${change.id}, which you asked for, is exactly this and is still open. Say «show change ${change.id}» to see it.`,
      ),
    ];
  }
  ports.log.info('change proposed', {
    change: change.id,
    parts: change.plan.parts.length,
    marker: markerOf(change.id),
  });
  return [];
}

export function maySomewhere(speaker: Known, role: Role): boolean {
  return speaker.rights.roles.has(role) || Object.values(speaker.rights.byFamily).some((some) => some.has(role));
}
