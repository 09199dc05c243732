import { approvalsOf, sayStatus, type Role } from '../core/approval';
import type { Change } from '../core/change';
import { missingOf } from '../core/thresholds';
import { plain } from '../language/going-on';
import type { Incoming, Reply } from '../ports';
import { changeNumber } from './on-show-change';
import { noNames, outsidersRead } from './outsiders';
import type { BotPorts } from './ports';
import { approversOf } from './roles';
import { deeds } from './who-am-i';

/** «who can approve?», «who may delete policies?», «who are the owners?»: the people who have the roles that takes. */

export interface WhoMay {
  readonly roles: readonly Role[];
  /** Whoever approves is asked about this change. */
  readonly change?: number | 'last';
  /** Said before their names. */
  readonly lead?: string;
}

/** Undefined when a text asks no such thing. */
export function whoMayIn(text: string): WhoMay | undefined {
  const said = plain(text);
  const role = (named.exec(said) ?? having.exec(said))?.groups?.['role']?.toLowerCase();
  if (role !== undefined) return { roles: rolesCalled[role] ?? [] };
  const deed = asks.map((one) => one.exec(said)?.groups?.['deed']).find((one) => one !== undefined) ?? '';
  const roles = rolesByDeed.find(([pattern]) => pattern.test(deed))?.[1];
  if (!roles) return undefined;
  const change = roles === deciding ? changeIn(deed) : undefined;
  return { roles, ...(change === undefined ? {} : { change }) };
}

const who = String.raw`^(?:(?:and|so|but)\s)*(?:who|whom|which (?:people|person|users?|admins?|colleagues?))(?: else)?`;
const named =
  /^(?:(?:and|so|but)\s)*(?:who (?:are|is)|list|show(?: me)?|name) (?:the |our |my |an? |all (?:the )?)*(?<role>approver|owner|requestor|requester|reader|admin)s?(?: here)?$/i;
const having =
  /^(?:list|show(?: me)?|who|which)(?: all)?(?: the)?(?: (?:users|people|persons|admins|members))?(?: (?:with|that have|who have|has|have))(?: the| an?)? (?<role>approver|owner|requestor|requester|reader)(?:'s|s)?(?: (?:role|rights?|permissions?|access))?$/i;
const asks = [
  new RegExp(
    `${who} (?:can|may|could|must|should|has to|have to|needs? to|(?:is|are) (?:able|allowed|permitted) to|gets to|(?:do|can|should|must) (?:i|we) (?:have to |need to )?ask (?:to|for)|would have to) (?<deed>.+)$`,
    'i',
  ),
  new RegExp(`${who} (?<deed>(?:approves|decides)\\b.*)$`, 'i'),
  /^(?:whose|which) (?<deed>approvals? (?:do|does|is)\b.*)$/i,
];

const deciding: readonly Role[] = ['approver'];
const changing: readonly Role[] = ['requestor', 'approver'];

const rolesByDeed: readonly (readonly [RegExp, readonly Role[]])[] = [
  [/^(?:approv|decid|reject|sign|authori[sz]e|confirm|say yes)/i, deciding],
  [
    /^(?:(?:un)?subscribe|stop (?:all|every|warden|the bot|you)|lift|break|give|grant|(?:add|name) (?:me|us|some(?:body|one)|people|an? (?:approver|owner|reader|requestor)|(?:approver|owner|reader|requestor)s)|configure (?:warden|the bot|you)|change (?:roles?|rights))\b/i,
    ['owner'],
  ],
  [/^ask (?:for|about) |^(?:sync|send)\b/i, ['requestor']],
  [/^(?:use|talk to|ask|read)(?: (?:you|warden|(?:this|the) bot|questions|here|this))*$/i, ['reader']],
  [
    /^(?:silence|mute|change|set|create|make|add|delete|remove|assign|unassign|wipe|edit|modify|turn|block|revert|undo|request)\b/i,
    changing,
  ],
];

const rolesCalled: Readonly<Record<string, readonly Role[]>> = {
  approver: deciding,
  owner: ['owner'],
  admin: changing,
  requestor: ['requestor'],
  requester: ['requestor'],
  reader: ['reader'],
};

/** «change 12», «#12», «12»; «it», «this», «my change»: the last one here. */
function changeIn(deed: string): WhoMay['change'] {
  const number = /(?:#|\b(?:change|number|no\.?) ?#?|^\w+ )(\d+)\b/i.exec(deed)?.[1];
  if (number !== undefined) return Number(number);
  return /\b(?:it|this|that|(?:my|this|that|the last) (?:change|request|one))$/i.test(deed) ? 'last' : undefined;
}

export async function sayWhoMay(ports: BotPorts, incoming: Incoming, asked: WhoMay): Promise<Reply> {
  if (await outsidersRead(ports, incoming.conversation.id)) return ports.drawer.say(noNames);
  const id = asked.change === undefined ? undefined : await changeNumber(ports, incoming, asked.change);
  if (id !== undefined) return ports.drawer.say(await sayWhoApproves(ports, id));
  const lines = await Promise.all(asked.roles.map((role) => sayHolders(ports, role)));
  const own = asked.roles.includes('approver') ? ['Nobody approves their own change.'] : [];
  return ports.drawer.say([...(asked.lead === undefined ? [] : [asked.lead]), ...lines, ...own].join('\n'));
}

async function sayWhoApproves({ store, roles }: BotPorts, id: number): Promise<string> {
  const change = await store.changes.get(id);
  if (!change) return `There is no change #${id}.`;
  if (change.status.kind !== 'needsApproval') return `There is nothing to approve: ${lowerFirst(sayStatus(change))}`;
  const lists = await roles.approvers('cached');
  const others = approversOf(lists, familiesOf(change)).filter(
    (one) => one !== change.requestor.objectId.toLowerCase(),
  );
  const names = others.flatMap((one) => lists.names.get(one) ?? []);
  const { approvals } = missingOf(change.needs, approvalsOf(change));
  const needs = `It still needs ${approvals === 1 ? '1 approval' : `${approvals} approvals`}.`;
  if (names.length === 0) return `Nobody may approve change #${id}: an owner has to name approvers in warden.yaml.`;
  return `Change #${id} may be approved by ${listed(names, 'or')}. ${needs}`;
}

async function sayHolders({ roles, rules }: BotPorts, role: Role): Promise<string> {
  const { all, byFamily, names } = await roles.holders(role, 'cached');
  const said = (ids: readonly string[]) => listed(ids.flatMap((id) => names.get(id) ?? []).sort(), 'and');
  const some = Object.entries(byFamily)
    .filter(([, ids]) => ids.length > 0)
    .map(([id, ids]) => `For ${rules().families.get(id)?.title ?? id} also: ${said(ids)}.`);
  const everything = all.length > 0 ? said(all) : `nobody yet; an owner names them in warden.yaml (roles.${role})`;
  const does = `${role.charAt(0).toUpperCase()}${role.slice(1)}s ${lowerFirst(deeds[role])}`;
  return [`${does}: ${everything}.`, ...some].join(' ');
}

const mostNamed = 10;

function listed(names: readonly string[], joint: 'and' | 'or'): string {
  const shown = names.slice(0, mostNamed);
  const more = names.length - shown.length;
  const all = more > 0 ? [...shown, `${more} more`] : shown;
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} ${joint} ${all.at(-1)}` : all.join('');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function familiesOf({ plan }: Change): readonly string[] {
  return [...new Set(plan.parts.map(({ family }) => family))];
}
