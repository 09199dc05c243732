import { catalogValues } from '../core/shapes/catalog-instances';
import { sayValue } from '../core/setting';
import { readValue } from '../core/shapes';
import { isOver } from './patience';
import type { Policy, QuestionPorts } from './question-kind';
import type { DeviceOutcome, Rival, StatusSource } from './status-sources';

/** What is said of the conflicts of a policy, and the other policies in them. */
export interface Conflicts {
  readonly note?: string;
  readonly rivals: readonly Rival[];
}

/** Devices whose other policies are looked at; each costs a call. */
const devicesAsked = 3;

/** The other policies of a conflict: on which devices, and what they say otherwise. */
export async function conflictsOf(
  ports: QuestionPorts,
  { policy, all }: { readonly policy: Policy; readonly all: readonly Policy[] },
  source: StatusSource,
  devices: readonly DeviceOutcome[],
): Promise<Conflicts> {
  const inConflict = devices.filter(({ outcome }) => outcome === 'conflict');
  const asked = inConflict.slice(0, devicesAsked);
  const { rivals: ask } = source;
  if (!ask || asked.length === 0) return { rivals: [] };
  try {
    const answers = await Promise.all(asked.map((device) => ask(ports, policy, device.id)));
    const named = new Map(answers.flat().map((rival) => [rival.id, rival]));
    const rivals = [...named.values()].filter(({ id }) => clashesWith(policy, known(all, id)) !== 'nothing');
    if (rivals.length === 0) return { rivals, note: 'Graph does not say which other policy conflicts.' };
    const parts = rivals.map((rival) => {
      const on = asked.filter((_, i) => answers[i]?.some(({ id }) => id === rival.id)).map(({ name }) => name);
      return sayRival(policy, rival, known(all, rival.id), sayDevices(on, inConflict.length > asked.length));
    });
    return { rivals, note: `${parts.join(' ')} Where two values differ, neither applies.` };
  } catch (error) {
    if (!isOver(ports.patience, error)) throw error;
    return { rivals: [], note: 'The other policies of the conflicts could not be read in time.' };
  }
}

function known(all: readonly Policy[], id: string): Policy | undefined {
  return all.find((one) => one.id === id);
}

function sayDevices(names: readonly string[], more: boolean): string {
  return `${names.join(', ')}${more ? ' and others' : ''}`;
}

function sayRival(policy: Policy, rival: Rival, other: Policy | undefined, on: string): string {
  const clashes = clashesWith(policy, other);
  const about =
    clashes === 'unknown' || clashes === 'nothing'
      ? ''
      : `: ${clashes.map(({ title, here, there }) => `${title} is ${here} here, ${there} there`).join('; ')}`;
  return `In conflict with «${rival.name}» on ${on}${about}.`;
}

export interface Clash {
  readonly title: string;
  readonly here: string;
  readonly there: string;
}

/** Settings that both have with different values; lists merge and are no conflict. `unknown`: not a policy managed here. */
export function clashesWith(policy: Policy, other: Policy | undefined): readonly Clash[] | 'nothing' | 'unknown' {
  if (!other) return 'unknown';
  const theirs = catalogValues(other.entity);
  const clashes = [...catalogValues(policy.entity)].flatMap(([at, mine]) => {
    const value = theirs.get(at);
    if (value === undefined || Array.isArray(mine) || JSON.stringify(value) === JSON.stringify(mine)) return [];
    return [{ title: settingTitle(policy, at, at), here: sayAt(policy, at, mine), there: sayAt(other, at, value) }];
  });
  return clashes.length > 0 ? clashes : 'nothing';
}

/** Our title of a setting by Graph's name for it; else what Graph calls it. */
export function settingTitle(policy: Policy, at: string, otherwise: string): string {
  return settingAt(policy, at)?.title ?? otherwise;
}

function settingAt(policy: Policy, at: string) {
  return Object.values(policy.family.settings).find((setting) => setting.on[policy.variant]?.at === at);
}

function sayAt(policy: Policy, at: string, raw: unknown): string {
  const setting = settingAt(policy, at);
  const place = setting?.on[policy.variant];
  const variant = policy.family.variants[policy.variant];
  if (setting && place && variant) return sayValue(setting, readValue(variant, policy.entity, place));
  return typeof raw === 'string' || typeof raw === 'number' ? String(raw) : 'another value';
}
