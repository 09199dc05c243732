import type { Action, Answer, Chart, Place } from '../core/answer';
import { textAt, type Entity } from '../core/snapshot';
import { isOver } from './patience';
import { namedFamilies, questionKind, type Policy, type QueryOf, type QuestionPorts } from './question-kind';
import {
  statusSources,
  type DeviceOutcome,
  type Outcome,
  type SettingOutcome,
  type StatusSource,
} from './status-sources';
import { sayWhen } from './when';

type Request = QueryOf<'policyStatus'>;

const perPage = 15;
/** Devices whose other policies are looked at; each costs a call. */
const conflictsAsked = 3;

/** How a policy came out on the devices it is assigned to: by device, or by setting. */
export const policyStatus = questionKind({
  kind: 'policyStatus',
  topic: 'policies',
  examples: ['show the status of "Windows AV" by device', 'show the status of "Windows AV" per setting'],
  families: [],
  reads: [
    {
      permission: 'DeviceManagementConfiguration.Read.All',
      about: 'how policies came out on devices',
      docs: 'https://learn.microsoft.com/graph/api/resources/intune-reporting-devicemanagementreports?view=graph-rest-beta',
    },
  ],
  async answer(ports, request, at) {
    const typed = request.policy;
    if (typed === undefined) return { title: 'Which policy?', lead: 'Say its name: show the status of "Windows AV".' };
    const families = namedFamilies(ports.families, undefined);
    const all = (
      await Promise.all(families.map((family) => ports.policies(family, Object.keys(family.variants))))
    ).flat();
    const known = all.filter(({ id }) => id === at.id);
    const { exact, near } = ports.match(typed, [...new Set(all.map(({ name }) => name))]);
    const named = known.length > 0 ? known : all.filter(({ name }) => name === exact);
    const [policy, ...others] = named;
    if (policy && others.length === 0) return statusOf(ports, request, policy, at);
    return policy ? whichOf(request, named) : offer(request, typed, near);
  },
});

function offer(request: Request, typed: string, near: readonly string[]): Answer {
  const hint = near.length > 0 ? 'Did you mean one of these?' : 'Say «list policies» to see them all.';
  const actions = near.map((name): Action => ({
    kind: 'ask',
    title: name,
    request: { ...request, policy: name },
    at: {},
  }));
  return { title: 'Not found', lead: `There is no policy called «${typed}». ${hint}`, actions };
}

/** Policies of one name, told apart by what they are for. */
function whichOf(request: Request, named: readonly Policy[]): Answer {
  const actions = named.slice(0, 5).map((policy): Action => {
    const title = `${policy.family.title}, ${policy.family.variants[policy.variant]?.title ?? policy.variant}`;
    return { kind: 'ask', title, request, at: { id: policy.id } };
  });
  return { title: 'Which policy?', lead: `There are ${named.length} policies of this name.`, actions };
}

async function statusOf(ports: QuestionPorts, request: Request, policy: Policy, at: Place): Promise<Answer> {
  const variant = policy.family.variants[policy.variant];
  const collection = variant && 'collection' in variant.at ? variant.at.collection : '';
  const source = statusSources[collection];
  const portal = variant ? { portal: variant.portal.replace('{id}', encodeURIComponent(policy.id)) } : {};
  if (source) {
    const answer =
      request.by === 'setting'
        ? bySetting(ports, request, policy, source)
        : byDevice(ports, request, policy, source, at);
    return { ...(await answer), ...portal };
  }
  if (policy.apps) return { ...(await byApp(ports, policy, collection, variant?.version ?? 'v1.0')), ...portal };
  return {
    title: `Status of ${policy.name}`,
    lead: 'Graph does not report how policies of this kind come out. The portal shows it.',
    ...portal,
  };
}

async function byDevice(
  ports: QuestionPorts,
  request: Request,
  policy: Policy,
  source: StatusSource,
  at: Place,
): Promise<Answer> {
  const { devices, whole } = await source.devices(ports, policy);
  if (devices.length === 0) return nobody(policy);
  const sorted = [...devices].sort(
    (a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || a.name.localeCompare(b.name),
  );
  const from = Math.min(at.from ?? 0, sorted.length - 1);
  const page = sorted.slice(from, from + perPage);
  const conflicts = await conflictsOn(ports, policy, source, page);
  const turn = (title: string, to: number): Action => ({
    kind: 'ask',
    title,
    request,
    at: { id: policy.id, from: to },
  });
  const rows = page.map((one) => [
    one.name,
    one.person === '' ? 'nobody' : one.person,
    words[one.outcome],
    one.at === '' ? 'never' : sayWhen(one.at, ports.timezone()),
  ]);
  return {
    title: `Status of ${policy.name}`,
    lead: sayOutcomes(devices, whole),
    chart: chartOf(devices),
    table: { columns: ['Device', 'Person', 'Status', 'Reported'], rows },
    actions: [
      ...(from > 0 ? [turn(`Back to ${Math.max(0, from - perPage) + 1}`, Math.max(0, from - perPage))] : []),
      ...(from + perPage < sorted.length
        ? [turn(`Show ${from + perPage + 1} to ${Math.min(sorted.length, from + 2 * perPage)}`, from + perPage)]
        : []),
      { kind: 'ask', title: 'By setting', request: { ...request, by: 'setting' }, at: { id: policy.id } },
    ],
    ...(conflicts === '' ? {} : { note: conflicts }),
  };
}

/** The other policies of a conflict, named by the device they are on. */
async function conflictsOn(
  ports: QuestionPorts,
  policy: Policy,
  source: StatusSource,
  page: readonly DeviceOutcome[],
): Promise<string> {
  const { conflicts } = source;
  const asked = page.filter(({ outcome }) => outcome === 'conflict').slice(0, conflictsAsked);
  if (!conflicts || asked.length === 0) return '';
  try {
    const others = await Promise.all(asked.map((device) => conflicts(ports, policy, device.id)));
    const names = [...new Set(others.flat())];
    const who = asked.map(({ name }) => name).join(', ');
    if (names.length === 0) return `Graph does not say which policy conflicts on ${who}.`;
    return `In conflict with ${names.map((name) => `«${name}»`).join(', ')} on ${who}: where two values differ, none applies.`;
  } catch (error) {
    if (!isOver(ports.patience, error)) throw error;
    return 'The other policies of the conflicts could not be read in time.';
  }
}

async function bySetting(
  ports: QuestionPorts,
  request: Request,
  policy: Policy,
  source: StatusSource,
): Promise<Answer> {
  const settings = await source.settings(ports, policy);
  if (settings.length === 0) return nobody(policy);
  const trouble = (one: SettingOutcome) => one.error + one.conflict + one.notMet;
  const sorted = [...settings].sort((a, b) => trouble(b) - trouble(a) || a.name.localeCompare(b.name));
  const judged = sorted.some(({ notMet }) => notMet > 0);
  const rows = sorted.map((one) => [
    one.name,
    String(one.success),
    judged ? String(one.notMet) : String(one.error),
    judged ? String(one.error + one.conflict) : String(one.conflict),
  ]);
  const bad = settings.filter((one) => trouble(one) > 0).length;
  return {
    title: `Status of ${policy.name} by setting`,
    lead:
      bad === 0
        ? 'Every setting came out on every device.'
        : `${bad} of ${settings.length} settings did not come out everywhere.`,
    table: {
      columns: ['Setting', 'Success', ...(judged ? ['Not met', 'Error or conflict'] : ['Error', 'Conflict'])],
      rows,
    },
    actions: [{ kind: 'ask', title: 'By device', request: { ...request, by: 'device' }, at: { id: policy.id } }],
  };
}

/** App policies reach people in apps; that is all Graph counts. */
async function byApp(
  ports: QuestionPorts,
  policy: Policy,
  collection: string,
  version: 'v1.0' | 'beta',
): Promise<Answer> {
  const path = `${collection}/${encodeURIComponent(policy.id)}/deploymentSummary`;
  const summary = await ports.graph.get({ version, path });
  const people = Number(summary['configurationDeployedUserCount'] ?? 0);
  const per = summary['configurationDeploymentSummaryPerApp'];
  const platform = policy.family.variants[policy.variant]?.platform;
  const rows = (Array.isArray(per) ? (per as Entity[]) : []).map((one) => [
    // objects of Graph's answer
    appName(ports, platform, one['mobileAppIdentifier']),
    String(Number(one['configurationAppliedUserCount'] ?? 0)),
  ]);
  return {
    title: `Status of ${policy.name}`,
    lead:
      people === 0
        ? 'Nobody has got it yet.'
        : `${people.toLocaleString('en-US')} ${people === 1 ? 'person has' : 'people have'} got it in at least one app.`,
    ...(rows.length > 0 ? { table: { columns: ['App', 'People'], rows } } : {}),
    note: 'Policies of this kind reach people in apps, so Graph counts people and neither devices nor settings.',
  };
}

function appName(ports: QuestionPorts, platform: string | undefined, identifier: unknown): string {
  const own = (identifier ?? {}) as Entity; // an object of Graph's answer
  const id = textAt(own, 'packageId') || textAt(own, 'bundleId');
  const app = ports.apps.find((one) => {
    const ids = platform === 'ios' ? one.ios : one.android;
    return ids.some((known) => known.toLowerCase() === id.toLowerCase());
  });
  return app?.name ?? id;
}

function nobody(policy: Policy): Answer {
  return { title: `Status of ${policy.name}`, lead: 'No device has reported on it yet. Is it assigned?' };
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
  const all = `${whole ? '' : 'at least '}${devices.length} ${devices.length === 1 ? 'device' : 'devices'}`;
  const parts = order.flatMap((one) =>
    count(devices, one) > 0 ? [`${count(devices, one)} ${words[one].toLowerCase()}`] : [],
  );
  return `${all.charAt(0).toUpperCase()}${all.slice(1)}: ${parts.join(', ')}.`;
}

function chartOf(devices: readonly DeviceOutcome[]): Chart {
  return {
    title: 'Devices',
    slices: order.map((outcome) => ({ name: words[outcome], value: count(devices, outcome), tone: tones[outcome] })),
  };
}
