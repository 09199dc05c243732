import type { News, Noticed, Tell } from '../changes/watch';
import type { Action, Answer } from '../core/answer';
import type { PlanPart } from '../core/plan';
import type { PortalEdit } from '../core/portal';
import type { SetRequest } from '../core/request';
import type { Records } from '../ports';
import type { BotPorts } from './ports';

/** What is said when somebody else changed what Warden manages, and the way back as a plan that needs approval. */
export function tellOfPortal(ports: BotPorts): Tell {
  return async (records, { noticed, alarms }: News, at) => {
    const { approvalsChannel, auditChannel } = ports.rules();
    for (const one of noticed) {
      const conversation = approvalsChannel ?? one.change.conversation;
      await say(ports, records, { conversation, answer: answerOf(ports, one), at });
    }
    for (const edit of alarms)
      for (const conversation of new Set([auditChannel, approvalsChannel].flatMap((id) => id ?? [])))
        await say(ports, records, { conversation, answer: alarmOf(edit), at });
  };
}

async function say(
  ports: BotPorts,
  records: Records,
  { conversation, answer, at }: { readonly conversation: string; readonly answer: Answer; readonly at: string },
): Promise<void> {
  const tokens = new Map<Action, string>();
  for (const action of answer.actions ?? []) {
    const press = { thing: 'answer', version: 1, ...pressOf(action), conversation };
    tokens.set(action, await records.presses.tokenFor(press, () => ports.clock.token()));
  }
  const message = ports.drawer.answer(answer, (action) => tokens.get(action) ?? '');
  await records.outbox.add({ conversation, what: { kind: 'say', message }, dueAt: at });
}

function pressOf(action: Action): { readonly verb: string; readonly argument: string } {
  if (action.kind === 'propose')
    return { verb: 'run', argument: JSON.stringify({ title: action.title, requests: action.requests }) };
  return { verb: 'show', argument: action.kind === 'showChange' ? String(action.change) : '' };
}

const done = { created: 'created', changed: 'changed', acted: 'changed', deleted: 'deleted' } as const;

function answerOf(ports: BotPorts, { edit, change, part }: Noticed): Answer {
  const wanted = edit.act === 'deleted' ? {} : wantedBy(part);
  const back: readonly Action[] =
    Object.keys(wanted).length === 0
      ? []
      : [
          {
            kind: 'propose',
            title: `Set back to change #${change.id}`,
            requests: [{ kind: 'set', family: part.family, policy: part.target.name, settings: wanted }],
          },
        ];
  return {
    title: `${part.target.name} was ${done[edit.act]} outside of Warden`,
    lead: `${edit.by.name} did so ${sayWhen(edit.at)}. Change #${change.id} of ${change.requestor.name} wrote to it last.`,
    ...(edit.fields.length === 0 ? {} : { table: tableOf(ports, part, edit) }),
    actions: [...back, { kind: 'showChange', title: `Show #${change.id}`, change: change.id }],
    ...(edit.fields.length === 0 && edit.act !== 'deleted'
      ? { note: 'Microsoft’s log does not say which settings; a plan to set it back shows them.' }
      : {}),
  };
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

/** The values that the last change gave; what it left unset cannot be asked for in a sentence. */
function wantedBy(part: PlanPart): NonNullable<SetRequest['settings']> {
  return Object.fromEntries(
    part.changes.flatMap((one): [string, string | number | boolean | string[]][] => {
      if (one.kind !== 'setting' || one.to === null) return [];
      return [[one.setting, typeof one.to === 'object' ? [...one.to] : one.to]];
    }),
  );
}

function tableOf(ports: BotPorts, part: PlanPart, { fields }: PortalEdit): NonNullable<Answer['table']> {
  const settings = ports.rules().families.get(part.family)?.settings ?? {};
  return {
    columns: ['Setting', 'Before', 'Now'],
    rows: fields.map(({ name, from, to }) => [settings[name]?.title ?? name, from, to]),
  };
}

function sayWhen(at: string): string {
  return `at ${at.slice(11, 16)} UTC on ${at.slice(0, 10)}`;
}
