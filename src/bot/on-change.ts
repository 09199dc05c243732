import { shortName } from '../core/app';
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
import type { Amends, Incoming, Question, Reply } from '../ports';
import { openQuestion, shortened } from './one-question';
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

const forgetMinutes = 30;

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
  const last = await ports.store.changes.list({
    status: ['applied', 'partiallyApplied'],
    conversation: incoming.conversation.id,
    limit: 1,
  });
  const context = {
    chosen: asked.chosen,
    lastChange: last[0]?.id,
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
  { code, say }: Problem,
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
  return [await askWhich(ports, incoming, speaker, keptOf(asked), { text: `${say} Or did you mean an app?`, choices })];
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
function keptOf({ amends, answers: _, ...asked }: Asked): Parameters<typeof askWhich>[3] {
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

/** Puts a question back, with its choices as buttons; kept, so that it outlives a restart and the next message can answer it. */
export async function askWhich(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  asked: Pick<Asked, 'utterance' | 'readings' | 'askedIn' | 'dry' | 'continues'> & { readonly amends?: Amends },
  planned: Pick<Question, 'asks' | 'text' | 'choices' | 'missing' | 'lacksReason'>,
): Promise<Reply> {
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

export function maySomewhere(speaker: Known, role: 'requestor' | 'approver'): boolean {
  return speaker.rights.roles.has(role) || Object.values(speaker.rights.byFamily).some((some) => some.has(role));
}
