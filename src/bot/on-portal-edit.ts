import type { News, Noticed, Tell } from '../changes/watch';
import type { Action, Answer } from '../core/answer';
import { appGroupTitles } from '../core/app';
import type { Difference } from '../core/difference';
import type { Family } from '../core/family';
import type { PortalEdit } from '../core/portal';
import { sayProperty, titleOfProperty } from '../core/property';
import { sayValue } from '../core/setting';
import type { Message, Records } from '../ports';
import type { BotPorts } from './ports';

/** What is said when somebody else changed what Warden manages: Revert and Adopt are plans that need approval. */
export function tellOfPortal(ports: BotPorts): Tell {
  return async (records, { noticed, alarms }: News, at) => {
    const { approvalsChannel, auditChannel } = ports.rules();
    for (const one of noticed) {
      const conversation = approvalsChannel ?? one.managed.change.conversation;
      await say(ports, records, {
        conversation,
        answer: answerOf(ports, one, 'named'),
        unnamed: answerOf(ports, one, 'unnamed'),
        at,
      });
    }
    for (const edit of alarms)
      for (const conversation of new Set([auditChannel, approvalsChannel].flatMap((id) => id ?? [])))
        await say(ports, records, { conversation, answer: alarmOf(edit), at });
  };
}

async function say(
  ports: BotPorts,
  records: Records,
  told: { readonly conversation: string; readonly answer: Answer; readonly unnamed?: Answer; readonly at: string },
): Promise<void> {
  const { conversation, answer, unnamed, at } = told;
  const message = await drawn(ports, records, conversation, answer);
  const other = unnamed && { unnamed: await drawn(ports, records, conversation, unnamed) };
  await records.outbox.add({ conversation, what: { kind: 'say', message, ...other }, dueAt: at });
}

async function drawn(ports: BotPorts, records: Records, conversation: string, answer: Answer): Promise<Message> {
  const tokens = new Map<Action, string>();
  for (const action of answer.actions ?? []) {
    const press = { thing: 'answer', version: 1, ...pressOf(action), conversation };
    tokens.set(action, await records.presses.tokenFor(press, () => ports.clock.token()));
  }
  return ports.drawer.answer(answer, (action) => tokens.get(action) ?? '');
}

function pressOf(action: Action): { readonly verb: string; readonly argument: string } {
  if (action.kind === 'propose')
    return { verb: 'run', argument: JSON.stringify({ title: action.title, requests: action.requests }) };
  return { verb: 'show', argument: action.kind === 'showChange' ? String(action.change) : '' };
}

const done = { created: 'created', changed: 'changed', acted: 'changed', deleted: 'deleted' } as const;

/** Whether people are named: not where outsiders read along. */
type Naming = 'named' | 'unnamed';

function answerOf(ports: BotPorts, noticed: Noticed, naming: Naming): Answer {
  const { edits, managed, found } = noticed;
  const { change, part } = managed;
  const name = managed.seen?.name ?? part.target.name;
  const rows = rowsOf(ports, noticed);
  const note = noteOf(noticed);
  return {
    title: `${name} was ${found === 'gone' ? 'deleted' : 'changed'} outside of Warden`,
    lead: `${sayWho(edits, naming)} Change #${change.id}${naming === 'named' ? ` of ${change.requestor.name}` : ''} ${change.adopts ? 'adopted it as it was' : 'wrote to it'} last.`,
    ...(rows.length === 0 ? {} : { table: { columns: ['Setting', 'Before', 'Now'], rows } }),
    actions: [...waysOn(noticed), { kind: 'showChange', title: `Show #${change.id}`, change: change.id }],
    ...(note === undefined ? {} : { note }),
  };
}

/** Each is a plan, which somebody has to approve. */
function waysOn({ managed: { change, part, seen }, found }: Noticed): readonly Action[] {
  if (!seen || found === 'unknown' || (found !== 'gone' && found.changes.length === 0)) return [];
  const outside = { change: change.id, part: part.key };
  return [
    { kind: 'propose', title: 'Revert what was changed', requests: [{ kind: 'putBack', ...outside }] },
    { kind: 'propose', title: 'Adopt what was changed', requests: [{ kind: 'adopt', ...outside }] },
  ];
}

function sayWho(edits: readonly PortalEdit[], naming: Naming): string {
  if (edits.length === 0)
    return 'Who did so, and when, is not known: Microsoft’s log may not be read here, and reading it shows the difference.';
  const acts = edits.map(
    ({ act, by, at }) => `${naming === 'named' ? by.name : 'Somebody'} ${done[act]} it ${sayWhen(at)}`,
  );
  return `${[...new Set(acts)].join('; ')}.`;
}

function noteOf({ edits, managed, found }: Noticed): string | undefined {
  if (managed.part.operation)
    return 'Warden makes groups and does not change them: what is to go back goes back in the admin center.';
  if (found === 'unknown') return edits.some(({ fields }) => fields.length > 0) ? undefined : unsaid;
  if (found === 'gone') return undefined;
  if (found.changes.length > 0)
    return found.others.length > 0 ? `Also changed: ${found.others.join(', ')}. ${notFromHere}` : undefined;
  return found.others.length > 0
    ? `Only this was changed: ${found.others.join(', ')}. ${notFromHere}`
    : 'By now it is as Warden left it.';
}

const notFromHere = 'Warden cannot write that by itself: if it is to go back, put it back in the admin center.';

const unsaid = 'Microsoft’s log does not say what was changed, and it could not be compared just now.';

/** What is there now against how Warden left it; where that cannot be read, what the log says. */
function rowsOf(ports: BotPorts, { edits, managed, found }: Noticed): readonly (readonly string[])[] {
  const settings = ports.rules().families.get(managed.part.family)?.settings ?? {};
  if (found === 'gone') return [];
  if (found !== 'unknown' && found.changes.length > 0) return found.changes.map((one) => rowOf(one, settings));
  return edits.flatMap(({ fields }) => fields).map(({ name, from, to }) => [settings[name]?.title ?? name, from, to]);
}

function rowOf(change: Difference, settings: Family['settings']): readonly string[] {
  switch (change.kind) {
    case 'setting': {
      const setting = settings[change.setting];
      return setting
        ? [setting.title, sayValue(setting, change.from), sayValue(setting, change.to)]
        : [change.setting, '', ''];
    }
    case 'group':
      return sides(change.exclude ? 'Excluded group' : 'Group', change);
    case 'app':
      return sides('App', change);
    case 'property':
      return [titleOfProperty(change.at), sayProperty(change.at, change.from), sayProperty(change.at, change.to)];
    case 'appGroup':
      return ['Apps', appGroupTitles[change.from], appGroupTitles[change.to]];
  }
}

/** What came stands under «now», what went under «before». */
function sides(
  what: string,
  { act, name }: { readonly act: 'add' | 'remove'; readonly name: string },
): readonly string[] {
  return act === 'add' ? [what, '', name] : [what, name, ''];
}

function alarmOf(edit: PortalEdit): Answer {
  return {
    title: 'A write under Warden’s own sign-in that Warden did not make',
    lead: `Microsoft’s log says that Warden’s app ${done[edit.act]} «${edit.name}» ${sayWhen(edit.at)}, and no change here explains it. Somebody else may have the credential of the app: look at the log, and renew the credential.`,
    facts: [
      { name: 'Object', value: edit.objectId },
      { name: 'Entry in Microsoft’s log', value: edit.id },
    ],
  };
}

function sayWhen(at: string): string {
  return `at ${at.slice(11, 16)} UTC on ${at.slice(0, 10)}`;
}
