import type { Action, Answer, Chart, Course } from '../core/answer';
import { daysMark, readDays, shareOf, type ComplianceDay } from '../core/compliance-days';
import { platforms as allPlatforms, platformTitles, type Platform } from '../core/family';
import { textAt, type Entity } from '../core/snapshot';
import { policiesNotMet, type Causing } from './compliance-causes';
import { platformOf, readsDevices } from './devices';
import { systemsOf } from './list-devices';
import { collect, inTime, sayCount } from './patience';
import { questionKind, type QueryOf, type QuestionPorts } from './question-kind';

/** How many devices are in which state and of which platform, how that went over a month, and what causes most of it. */
export const complianceSummary = questionKind({
  kind: 'complianceSummary',
  topic: 'devices',
  examples: ['compliance summary', 'how compliant are our Macs?'],
  families: [],
  reads: [
    readsDevices,
    {
      permission: 'DeviceManagementConfiguration.Read.All',
      about: 'how many devices are compliant',
      docs: 'https://learn.microsoft.com/graph/api/intune-deviceconfig-devicecompliancepolicydevicestatesummary-get',
    },
  ],
  async answer(ports, request) {
    const asked = request.platforms ?? allPlatforms;
    const ofAll = request.platforms === undefined;
    const [{ rows, whole }, told, causes, days] = await Promise.all([
      collect(ports, { version: 'v1.0', path: devicesPath(request) }),
      ofAll ? toldByGraph(ports) : undefined,
      ofAll ? policiesNotMet(ports) : [],
      ofAll ? ports.store.marks.get(daysMark).then(readDays) : [],
    ]);
    // What Defender alone manages is not judged.
    const judged = rows.filter((one) => textAt(one, 'managementAgent') !== 'msSense');
    const tallies = asked.map((platform) =>
      tallyOf(
        platformTitles[platform],
        judged.filter((one) => platformOf(textAt(one, 'operatingSystem')) === platform),
      ),
    );
    const read = sum('All', tallies);
    return draw(request, {
      tallies: tallies.filter(({ all }) => all > 0),
      total: whole ? read : (told ?? read),
      whole,
      exact: whole || told !== undefined,
      causes,
      days,
    });
  },
});

/** Devices of one platform by state. */
export interface Tally {
  readonly name: string;
  readonly all: number;
  readonly compliant: number;
  readonly inGrace: number;
  readonly noncompliant: number;
  readonly other: number;
}

export function tallyOf(name: string, devices: readonly Entity[]): Tally {
  const count = (state: string) => devices.filter((one) => textAt(one, 'complianceState') === state).length;
  const [compliant, inGrace, noncompliant] = [count('compliant'), count('inGracePeriod'), count('noncompliant')];
  return {
    name,
    all: devices.length,
    compliant,
    inGrace,
    noncompliant,
    other: devices.length - compliant - inGrace - noncompliant,
  };
}

function sum(name: string, tallies: readonly Tally[]): Tally {
  const total = (key: 'all' | 'compliant' | 'inGrace' | 'noncompliant' | 'other') =>
    tallies.reduce((all, one) => all + one[key], 0);
  return {
    name,
    all: total('all'),
    compliant: total('compliant'),
    inGrace: total('inGrace'),
    noncompliant: total('noncompliant'),
    other: total('other'),
  };
}

/** Graph's own totals, which come at once however many devices there are. */
async function toldByGraph(ports: QuestionPorts): Promise<Tally | undefined> {
  const path = '/deviceManagement/deviceCompliancePolicyDeviceStateSummary';
  const summary = await inTime(ports.patience, ports.graph.get({ version: 'v1.0', path }));
  if (!summary) return undefined;
  const number = (at: string) => (typeof summary[at] === 'number' ? Number(summary[at]) : 0);
  const compliant = number('compliantDeviceCount') + number('remediatedDeviceCount');
  const inGrace = number('inGracePeriodCount');
  const noncompliant = number('nonCompliantDeviceCount');
  const other = ['unknownDeviceCount', 'errorDeviceCount', 'conflictDeviceCount', 'configManagerCount'].reduce(
    (all, at) => all + number(at),
    0,
  );
  return { name: 'All', all: compliant + inGrace + noncompliant + other, compliant, inGrace, noncompliant, other };
}

function devicesPath({ platforms }: QueryOf<'complianceSummary'>): string {
  const systems = (platforms ?? []).flatMap((one) => systemsOf[one]);
  const filter = systems.map((one) => `operatingSystem eq '${one}'`).join(' or ');
  const where = filter === '' ? '' : `$filter=${encodeURIComponent(filter)}&`;
  return `/deviceManagement/managedDevices?${where}$select=id,operatingSystem,complianceState,managementAgent`;
}

interface Counted {
  readonly tallies: readonly Tally[];
  readonly total: Tally;
  /** All devices were read, so the platforms are complete. */
  readonly whole: boolean;
  readonly exact: boolean;
  readonly causes: readonly Causing[];
  readonly days: readonly ComplianceDay[];
}

function draw(request: QueryOf<'complianceSummary'>, counted: Counted): Answer {
  const { tallies, total, whole, exact, causes, days } = counted;
  const which = request.platforms?.map((one) => platformTitles[one]).join(' and ');
  const title = which === undefined ? 'Compliance' : `Compliance of ${which}`;
  if (total.all === 0) return { title, lead: 'There are no enrolled devices to judge.' };
  const share = Math.floor((100 * total.compliant) / total.all);
  const of = exact ? sayCount(total.all, true, 'enrolled device') : sayCount(total.all, false, 'enrolled device');
  return {
    title,
    lead: `${total.compliant.toLocaleString('en-US')} of ${of} ${total.compliant === 1 ? 'is' : 'are'} compliant (${share} %).`,
    chart: chartOf(total),
    ...(days.length > 1 ? { course: courseOf(days) } : {}),
    ...(causes.length > 0 ? { facts: causes.map(factOf) } : {}),
    ...(tallies.length > 1 ? { table: tableOf(tallies) } : {}),
    actions: buttonsOf(total, request.platforms),
    note: [
      ...(whole ? [] : ['Graph did not give all devices in time: the counts of the platforms are at least these.']),
      'Unenrolled devices are not covered: Graph has no compliance state for them.',
    ].join(' '),
    portal: 'https://intune.microsoft.com/#view/Microsoft_Intune_DeviceSettings/DevicesComplianceMenu/~/overview',
  };
}

function factOf({ name, devices }: Causing): NonNullable<Answer['facts']>[number] {
  return { name, value: `not met by ${sayCount(devices, true, 'device')}` };
}

function courseOf(days: readonly ComplianceDay[]): Course {
  return { title: 'Compliant, per cent', points: days.map((one) => ({ day: one.day, value: shareOf(one) })) };
}

function chartOf(total: Tally): Chart {
  return {
    title: 'Enrolled devices',
    slices: [
      { name: 'Compliant', value: total.compliant, tone: 'good' },
      { name: 'In grace period', value: total.inGrace, tone: 'warning' },
      { name: 'Noncompliant', value: total.noncompliant, tone: 'attention' },
      { name: 'Not judged or in error', value: total.other, tone: 'neutral' },
    ],
  };
}

function tableOf(tallies: readonly Tally[]): NonNullable<Answer['table']> {
  const rows = tallies.map((one) => [
    one.name,
    // None of them need not be read.
    ...[one.compliant, one.inGrace, one.noncompliant, one.other].map((number) => (number === 0 ? '' : String(number))),
  ]);
  return { columns: ['Platform', 'Compliant', 'In grace', 'Noncompliant', 'Other'], rows };
}

function buttonsOf(total: Tally, platforms: Platform[] | undefined): readonly Action[] {
  const where = platforms ? { platforms } : {};
  const list = (title: string, compliance: 'noncompliant' | 'inGracePeriod'): Action => ({
    kind: 'ask',
    title,
    request: { kind: 'listDevices', compliance, ...where },
    at: {},
  });
  return [
    ...(total.noncompliant > 0 ? [list('List the noncompliant', 'noncompliant')] : []),
    ...(total.inGrace > 0 ? [list('List those in grace', 'inGracePeriod')] : []),
  ];
}
