import type { Answer, Check } from '../core/answer';
import { roles, type Role } from '../core/approval';
import type { Reply } from '../ports';
import type { BotPorts } from './ports';
import type { Known } from './speaker';

/** Who is speaking, as Entra and warden.yaml have it, and what each role lets them do. */
export function whoAmI(ports: BotPorts, speaker: Known): Reply {
  const { families, writes } = ports.rules();
  const titles = new Map([...families].map(([id, { title }]) => [id, title]));
  return ports.drawer.answer(answerFor(speaker, { titles, writes }), () => '');
}

function answerFor(
  { person, rights }: Known,
  { titles, writes }: { readonly titles: ReadonlyMap<string, string>; readonly writes: boolean },
): Answer {
  const checks = roles.map((role): Check => {
    const only = Object.entries(rights.byFamily).flatMap(([id, some]) =>
      some.has(role) ? [titles.get(id) ?? id] : [],
    );
    if (rights.roles.has(role)) return { state: 'ok', title: deeds[role] };
    if (only.length > 0) return { state: 'ok', title: deeds[role], reason: `For these only: ${only.join(', ')}` };
    // Everybody who has a role may read.
    if (role === 'reader') return { state: 'ok', title: deeds[role] };
    return { state: 'off', title: deeds[role], reason: `Not you: that takes the role ${role}.` };
  });
  return {
    title: `You are ${person.name}`,
    lead: 'This is what you may do here.',
    checks,
    note: [
      ...(writes ? [] : ['Nothing is written at the moment: this bot only reads.']),
      'Nobody approves their own change.',
      `Roles are given by an owner, to your object id ${person.objectId} or to a group you are in.`,
    ].join(' '),
  };
}

/** What each role is for. */
export const deeds: Readonly<Record<Role, string>> = {
  reader: 'Ask questions and read the record',
  requestor: 'Ask for changes, sync devices, silence one device or person, send guides to a few',
  approver: 'Decide on changes of others, silence policies and platforms',
  owner: 'Subscribe channels, stop all changes, break the glass',
};
