import type { Action, Answer, Chart } from '../core/answer';
import type { Meant } from './find-policy';
import { sayCount } from './patience';
import type { QueryOf, QuestionPorts } from './question-kind';
import { conflictsOf, settingTitle } from './status-rivals';
import type { DeviceOutcome, Outcome, SettingOutcome, StatusSource } from './status-sources';
import { sayWhen } from './when';

export interface Asked {
  readonly request: QueryOf<'policyStatus'>;
  readonly meant: Meant;
  readonly source: StatusSource;
  /** Where in a long list to begin. */
  readonly from: number;
}

const perPage = 15;

export async function byDevice(ports: QuestionPorts, asked: Asked): Promise<Answer> {
  const { source, meant } = asked;
  const { devices, whole } = await source.devices(ports, meant.policy);
  if (devices.length === 0) return nobody(asked);
  const sorted = [...devices].sort(
    (a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || a.name.localeCompare(b.name),
  );
  const { page, turns } = pageOf(asked, sorted);
  const { note, rivals } = await conflictsOf(ports, meant, source, sorted);
  const rows = page.map((one) => [
    one.name,
    one.person === '' ? 'nobody' : one.person,
    words[one.outcome],
    one.at === '' ? 'never' : sayWhen(one.at, ports.timezone()),
  ]);
  return {
    title: `Status of ${meant.policy.name}`,
    lead: sayOutcomes(devices, whole),
    chart: chartOf(devices),
    table: { columns: ['Device', 'Person', 'Status', 'Reported'], rows },
    actions: [
      ...turns,
      ...(source.settings ? [again(asked, 'By setting', 'setting')] : []),
      ...rivals.slice(0, 2).map(showRival),
    ],
    ...(note === undefined ? {} : { note }),
  };
}

export async function bySetting(ports: QuestionPorts, asked: Asked): Promise<Answer> {
  const { source, meant } = asked;
  const { policy } = meant;
  if (!source.settings) {
    const answer = await byDevice(ports, asked);
    return { ...answer, note: 'Graph counts devices for policies of this kind, and no settings.' };
  }
  const [settings, { devices }] = await Promise.all([source.settings(ports, policy), source.devices(ports, policy)]);
  if (settings.length === 0) return nobody(asked);
  const sorted = settings
    .map((one) => ({ ...one, title: settingTitle(policy, one.at, one.title) }))
    .sort((a, b) => troubles(b) - troubles(a) || a.title.localeCompare(b.title));
  const { page, turns } = pageOf(asked, sorted);
  const { note, rivals } = await conflictsOf(ports, meant, source, devices);
  const bad = settings.filter((one) => troubles(one) > 0).length;
  return {
    title: `Status of ${policy.name} by setting`,
    lead:
      bad === 0
        ? 'Every setting came out on every device that reported.'
        : `${bad} of ${sayCount(settings.length, true, 'setting')} did not come out everywhere.`,
    table: tableOf(page, settings),
    actions: [...turns, again(asked, 'By device', 'device'), ...rivals.slice(0, 2).map(showRival)],
    ...(note === undefined ? {} : { note }),
  };
}

/** Compliance policies are met or not, the others apply or not; no more columns than a phone shows. */
function tableOf(page: readonly SettingOutcome[], all: readonly SettingOutcome[]): NonNullable<Answer['table']> {
  const judged = all.some(({ notMet }) => notMet > 0);
  return {
    columns: ['Setting', 'Success', ...(judged ? ['Not met', 'Error or conflict'] : ['Error', 'Conflict'])],
    rows: page.map(({ title, success, error, conflict, notMet }) => [
      title,
      ...(judged ? [success, notMet, error + conflict] : [success, error, conflict]).map(String),
    ]),
  };
}

function troubles(one: SettingOutcome): number {
  return one.error + one.conflict + one.notMet;
}

function pageOf<T>(
  asked: Asked,
  all: readonly T[],
): { readonly page: readonly T[]; readonly turns: readonly Action[] } {
  const from = Math.min(asked.from, all.length - 1);
  const turn = (to: number): Action => ({
    kind: 'ask',
    title: `Show ${to + 1} to ${Math.min(all.length, to + perPage)}`,
    request: asked.request,
    at: { id: asked.meant.policy.id, from: to },
  });
  const before = Math.max(0, from - perPage);
  return {
    page: all.slice(from, from + perPage),
    turns: [...(from > 0 ? [turn(before)] : []), ...(from + perPage < all.length ? [turn(from + perPage)] : [])],
  };
}

function again({ request, meant }: Asked, title: string, by: 'device' | 'setting'): Action {
  return { kind: 'ask', title, request: { ...request, by }, at: { id: meant.policy.id } };
}

function showRival({ id, name }: { readonly id: string; readonly name: string }): Action {
  return { kind: 'ask', title: `Show ${name}`, request: { kind: 'showPolicy', policy: name }, at: { id } };
}

function nobody({ meant }: Asked): Answer {
  const { name, assignments } = meant.policy;
  const reason =
    assignments !== undefined && assignments.length === 0
      ? 'It is assigned to nobody.'
      : 'Devices report when they have checked in.';
  return { title: `Status of ${name}`, lead: `No device has reported on it yet. ${reason}` };
}

const order: readonly Outcome[] = ['error', 'conflict', 'notMet', 'pending', 'success', 'notApplicable'];
const words: Readonly<Record<Outcome, string>> = {
  success: 'Success',
  error: 'Error',
  conflict: 'Conflict',
  notMet: 'Not met',
  pending: 'Not reported',
  notApplicable: 'Not applicable',
};
const tones = {
  success: 'good',
  error: 'attention',
  conflict: 'warning',
  notMet: 'attention',
  pending: 'neutral',
  notApplicable: 'neutral',
} as const;

function count(devices: readonly DeviceOutcome[], outcome: Outcome): number {
  return devices.filter((one) => one.outcome === outcome).length;
}

function sayOutcomes(devices: readonly DeviceOutcome[], whole: boolean): string {
  const all = sayCount(devices.length, whole, 'device');
  const parts = order.flatMap((one) => {
    const number = count(devices, one);
    return number > 0 ? [`${number.toLocaleString('en-US')} ${words[one].toLowerCase()}`] : [];
  });
  return `${all.charAt(0).toUpperCase()}${all.slice(1)}: ${parts.join(', ')}.`;
}

function chartOf(devices: readonly DeviceOutcome[]): Chart {
  return {
    title: 'Devices',
    slices: order.map((outcome) => ({ name: words[outcome], value: count(devices, outcome), tone: tones[outcome] })),
  };
}
