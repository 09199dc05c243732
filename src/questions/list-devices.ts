import type { Action, Answer, Place } from '../core/answer';
import { platformTitles, type Platform } from '../core/family';
import { deviceOf, devicesPath, readsDevices, sayCompliance, sayThreat, type Device } from './devices';
import { findPerson } from './people';
import { collect, sayCount } from './patience';
import { questionKind, type QueryOf, type QuestionPorts } from './question-kind';
import { sayWhen } from './when';

type Request = QueryOf<'listDevices'>;

const perPage = 15;

export const listDevices = questionKind({
  kind: 'listDevices',
  topic: 'devices',
  names: true,
  examples: [
    'which devices are noncompliant?',
    'show high risk Android devices',
    'devices of ana.ruiz@contoso.com',
    'list devices managed by Defender',
  ],
  families: [],
  reads: [readsDevices],
  async answer(ports, request, at) {
    const [typed, ...others] = request.users ?? [];
    if (others.length > 0) return { title: 'Devices', lead: 'Ask about one person at a time.' };
    if (typed === undefined) return listed(ports, request, at, undefined);
    const found = await findPerson(ports, typed, at.id, (one) => ({
      request: { ...request, users: [one.name] },
      at: { id: one.id },
    }));
    return found.kind === 'one' ? listed(ports, request, { ...at, id: found.one.id }, found.one) : found.answer;
  },
});

async function listed(
  ports: QuestionPorts,
  request: Request,
  at: Place,
  owner: { readonly id: string; readonly name: string; readonly mail: string } | undefined,
): Promise<Answer> {
  const path = devicesPath(owner ? { user: owner.id } : filterOf(request));
  const { rows, whole } = await collect(ports, { version: 'v1.0', path });
  // Graph ignores a filter it does not know and gives all devices, so what was asked is looked for here once more.
  const devices = rows
    .map(deviceOf)
    .filter((device) => isAsked(request, device))
    .sort(worstFirst);
  const what = sayWhat(request, owner?.name);
  if (devices.length === 0) {
    return {
      title: 'Devices',
      lead: whole
        ? `There are no ${what('devices')}.`
        : `None of the first ${rows.length} devices is one of those; Graph did not give the rest in time.`,
    };
  }
  const from = Math.min(at.from ?? 0, devices.length - 1);
  const page = devices.slice(from, from + perPage);
  const count = sayCount(devices.length, whole, what('device'), what('devices'));
  return {
    title: count.charAt(0).toUpperCase() + count.slice(1),
    ...(owner ? { lead: `Of ${owner.name}, ${owner.mail}.` } : {}),
    table: {
      columns: ['Device', 'Person', 'State', 'Last check-in'],
      rows: page.map((one) => rowOf(ports, request, one)),
    },
    actions: buttonsOf(request, at, { from, page, all: devices.length }),
    ...noteOf(from, page.length, devices.length, whole),
  };
}

/** What Graph filters by itself; it does not filter by threat. */
function filterOf({ compliance, platforms, managedBy }: Request): { readonly filter?: string } {
  const systems = (platforms ?? []).flatMap((one) => systemsOf[one]);
  const parts = [
    ...(compliance === undefined ? [] : [`complianceState eq '${compliance}'`]),
    ...(systems.length === 0 ? [] : [`(${systems.map((one) => `operatingSystem eq '${one}'`).join(' or ')})`]),
    ...(managedBy === 'defender' ? ["managementAgent eq 'msSense'"] : []),
  ];
  return parts.length === 0 ? {} : { filter: parts.join(' and ') };
}

/** How Intune writes the systems of a platform. */
export const systemsOf: Readonly<Record<Platform, readonly string[]>> = {
  windows: ['Windows', 'Windows Server'],
  ios: ['iOS', 'iPadOS'],
  macos: ['macOS'],
  android: ['Android', 'AndroidForWork', 'AndroidEnterprise'],
};

export function isAsked(request: Request, device: Device): boolean {
  const { compliance, threat, platforms, managedBy } = request;
  const isDefenders = device.agent === 'msSense';
  return (
    (compliance === undefined || device.compliance === compliance) &&
    (threat === undefined || threatsOf[threat].includes(device.threat)) &&
    (platforms === undefined || (device.platform !== undefined && platforms.includes(device.platform))) &&
    (managedBy === undefined || isDefenders === (managedBy === 'defender'))
  );
}

/** A compromised device is above every level. */
const threatsOf: Readonly<Record<NonNullable<Request['threat']>, readonly string[]>> = {
  secured: ['secured'],
  low: ['lowSeverity'],
  medium: ['mediumSeverity'],
  high: ['highSeverity', 'compromised'],
};

const complianceRank = ['noncompliant', 'error', 'conflict', 'inGracePeriod', 'unknown', 'configManager', 'compliant'];
const threatRank = ['compromised', 'highSeverity', 'mediumSeverity', 'lowSeverity'];

function worstFirst(a: Device, b: Device): number {
  const rank = (ranks: readonly string[], value: string) =>
    ranks.includes(value) ? ranks.indexOf(value) : ranks.length;
  return (
    rank(complianceRank, a.compliance) - rank(complianceRank, b.compliance) ||
    rank(threatRank, a.threat) - rank(threatRank, b.threat) ||
    a.name.localeCompare(b.name)
  );
}

function rowOf(ports: QuestionPorts, request: Request, device: Device): readonly string[] {
  const system = device.platform ? platformTitles[device.platform] : device.system;
  const state = sayCompliance(device.compliance);
  const threat = threatRank.includes(device.threat) ? `, threat ${sayThreat(device.threat)}` : '';
  return [
    device.name,
    device.person === '' ? 'nobody' : device.person,
    `${request.platforms?.length === 1 ? state : `${system}, ${state.toLowerCase()}`}${threat}`,
    device.seenAt === '' ? 'never' : sayWhen(device.seenAt, ports.timezone()),
  ];
}

function buttonsOf(
  request: Request,
  at: Place,
  shown: { readonly from: number; readonly page: readonly Device[]; readonly all: number },
): readonly Action[] {
  const { from, page, all } = shown;
  const [first] = page;
  const turn = (title: string, to: number): Action => ({ kind: 'ask', title, request, at: { ...at, from: to } });
  const explains = request.compliance === 'noncompliant' || request.compliance === 'inGracePeriod';
  return [
    ...(from > 0 ? [turn(`Back to ${Math.max(0, from - perPage) + 1}`, Math.max(0, from - perPage))] : []),
    ...(from + perPage < all
      ? [turn(`Show ${from + perPage + 1} to ${Math.min(all, from + 2 * perPage)}`, from + perPage)]
      : []),
    ...(explains && first
      ? [
          {
            kind: 'ask',
            title: `Why ${first.name}?`,
            request: { kind: 'explainDevice', device: first.name },
            at: { id: first.id },
          } as const,
        ]
      : []),
  ];
}

function noteOf(from: number, count: number, all: number, whole: boolean): { readonly note?: string } {
  const shown =
    count < all ? `${from + 1} to ${from + count} of ${whole ? '' : 'at least '}${all}, the worst first.` : '';
  const late = whole ? '' : ' Graph did not give all devices in time.';
  const note = `${shown}${late}`.trim();
  return note === '' ? {} : { note };
}

/** «noncompliant Windows devices with threat level high». */
function sayWhat(
  { compliance, threat, platforms, managedBy }: Request,
  owner: string | undefined,
): (noun: string) => string {
  const state =
    compliance === undefined ? '' : `${compliance === 'inGracePeriod' ? '' : sayCompliance(compliance).toLowerCase()} `;
  const system = platforms ? `${platforms.map((one) => platformTitles[one]).join(' and ')} ` : '';
  const grace = compliance === 'inGracePeriod' ? ' in grace period' : '';
  const level = threat === undefined ? '' : ` with threat level ${threat === 'secured' ? 'clear' : threat}`;
  const agent = managedBy === undefined ? '' : ` managed by ${managedBy === 'defender' ? 'Defender' : 'Intune'}`;
  const whose = owner === undefined ? '' : ` of ${owner}`;
  return (noun) => `${state.trimStart()}${system}${noun}${grace}${level}${agent}${whose}`;
}
