import { readReadable, type Known as KnownPolicy } from '../changes/read';
import { inSentence, platformTitles } from '../core/family';
import type { Parsed, Request } from '../core/request';
import type { Setting } from '../core/setting';
import { textAt, type Entity } from '../core/snapshot';
import { answered, settingEndings, type Ending } from '../language/answers';
import { GraphRefused, GraphUnreachable, type Incoming, type QuestionChoice, type Reply } from '../ports';
import { groupNames, includedGroups } from '../questions/assignments';
import { namedFamilies } from '../questions/question-kind';
import { askWhich } from './ask-which';
import { outsidersRead } from './outsiders';
import type { BotPorts } from './ports';
import type { Known } from './speaker';

type Choice = Ending & { readonly detail?: string };
type Offered = Exclude<QuestionChoice, { readonly request: unknown }>;

/** More than these nobody reads; any other can be typed. */
const mostChoices = 8;

/** The reader's question, with what would answer it: values the setting takes, policies and groups of the tenant. */
export async function askBack(ports: BotPorts, incoming: Incoming, speaker: Known, parsed: Parsed): Promise<Reply> {
  const { text, readings } = parsed;
  const choices: readonly QuestionChoice[] = (await choicesFor(ports, incoming, parsed)).slice(0, mostChoices);
  const asked = { utterance: text, readings, askedIn: incoming.thread ?? '' };
  return askWhich(ports, incoming, speaker, asked, { text: sayQuestion(ports, parsed, choices.length), choices });
}

async function choicesFor(ports: BotPorts, incoming: Incoming, parsed: Parsed): Promise<readonly Offered[]> {
  const { question } = parsed;
  if (question && namesSomebody.includes(question.about) && (await outsidersRead(ports, incoming.conversation.id)))
    return [];
  const reader = ports.reader();
  if (question?.open) return settingEndings(reader, ports.rules().families, parsed, question.open);
  const offered = await offeredFor(ports, incoming, parsed);
  return offered.filter((choice) => 'asks' in choice || answered(reader, parsed, choice.ending) !== undefined);
}

/** What would be offered are people and devices. */
const namesSomebody: readonly string[] = ['users', 'device'];

async function offeredFor(ports: BotPorts, incoming: Incoming, parsed: Parsed): Promise<readonly Offered[]> {
  switch (parsed.question?.about) {
    case 'policy':
      return orNothing(() => policiesFor(ports, parsed.requests));
    case 'groups':
      return orNothing(() => groupsFor(ports, parsed.requests));
    case 'change':
      return changesHere(ports, incoming);
    case 'family':
      return [...ports.rules().families.values()]
        .filter(({ allows }) => allows.includes('create'))
        .map(({ title, words }) => ({ label: title, ending: words[0] ?? title }));
    case 'platforms':
      return [platformTitles.android, platformTitles.ios].map((label) => ({ label, ending: label }));
    case 'users':
      // Who has no device yet needs the guide, so whose devices are in trouble is no hint.
      return orNothing(() =>
        parsed.requests[0]?.kind === 'sendGuide' ? groupsFor(ports, parsed.requests) : peopleInTrouble(ports),
      );
    case 'device':
      return orNothing(() => devicesInTrouble(ports));
    case 'for':
      return ['1 hour', '8 hours', '1 day', '7 days'].map((label) => ({ label, ending: label }));
    case 'membership':
      return [
        { label: 'The devices that Defender manages', ending: 'devices managed by Defender' },
        { label: 'Devices I name', asks: 'Which devices? Type their names, such as «LAPTOP-001 and LAPTOP-002».' },
      ];
    default:
      return [];
  }
}

/** Devices that are noncompliant: what is done to a device is mostly done to one of these. Any other is typed. */
async function devicesInTrouble(ports: BotPorts): Promise<readonly Choice[]> {
  const devices = await noncompliant(ports);
  return devices.map((device) => {
    const name = textAt(device, 'deviceName');
    return { label: name, detail: textAt(device, 'userPrincipalName'), ending: `device "${name}"` };
  });
}

/** Whose devices these are, by mail address. */
async function peopleInTrouble(ports: BotPorts): Promise<readonly Choice[]> {
  const devices = await noncompliant(ports);
  const mails = [...new Set(devices.map((device) => textAt(device, 'userPrincipalName')))].filter((one) => one !== '');
  return mails.map((mail) => {
    const own = devices.filter((device) => textAt(device, 'userPrincipalName') === mail);
    return { label: mail, detail: own.map((device) => textAt(device, 'deviceName')).join(', '), ending: `for ${mail}` };
  });
}

async function noncompliant({ graph }: BotPorts): Promise<readonly Entity[]> {
  const filter = encodeURIComponent("complianceState eq 'noncompliant'");
  const path = `/deviceManagement/managedDevices?$filter=${filter}&$select=id,deviceName,userPrincipalName&$top=25`;
  return (await graph.page({ version: 'v1.0', path })).rows;
}

async function policiesFor(ports: BotPorts, requests: readonly Request[]): Promise<readonly Choice[]> {
  const policies = await policiesOf(ports, requests);
  const names = [...new Set(policies.map(({ name }) => name))].sort();
  return names.map((name) => {
    const kinds = policies.filter((one) => one.name === name).map(({ family }) => family.title);
    return { label: name, detail: [...new Set(kinds)].join(', '), ending: `policy "${name}"` };
  });
}

/** Groups that policies are assigned to, those of most policies first; to be taken off one: its own. */
async function groupsFor(ports: BotPorts, requests: readonly Request[]): Promise<readonly Choice[]> {
  const policies = await policiesOf(ports, requests);
  const [request] = requests;
  const named = request && 'policy' in request ? request.policy?.toLowerCase() : undefined;
  const own = policies.filter(({ name }) => name.toLowerCase() === named);
  const its = new Set(own.flatMap(includedGroups));
  const ids = (request?.kind === 'unassign' ? own : policies).flatMap(includedGroups);
  const counts = new Map(ids.map((id) => [id, ids.filter((other) => other === id).length]));
  const names = await groupNames(ports.graph, policies);
  return [...counts]
    .filter(([id]) => request?.kind === 'unassign' || !its.has(id))
    .sort((a, b) => b[1] - a[1])
    .flatMap(([id]) => names.get(id) ?? [])
    .map((name) => ({ label: name, ending: `the "${name}" group` }));
}

/** The policies a request may be about, by its family where it says one. */
async function policiesOf(ports: BotPorts, [request]: readonly Request[]): Promise<readonly KnownPolicy[]> {
  const said = request && 'family' in request ? request.family : undefined;
  const families = namedFamilies(ports.rules().families, said);
  const about = request?.kind === 'addApps' || request?.kind === 'removeApps' ? ['appProtection'] : undefined;
  return readReadable(
    ports.graph,
    families.filter(({ id }) => about?.includes(id) ?? true),
  );
}

async function changesHere(ports: BotPorts, { conversation }: Incoming): Promise<readonly Choice[]> {
  const last = await ports.store.changes.list({
    status: ['applied', 'partiallyApplied'],
    conversation: conversation.id,
    limit: mostChoices,
  });
  return last.map(({ id, utterance }) => ({ label: `#${id}`, detail: utterance, ending: String(id) }));
}

/** Without Graph the question is asked all the same, without choices. */
async function orNothing(read: () => Promise<readonly Choice[]>): Promise<readonly Choice[]> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GraphRefused || error instanceof GraphUnreachable) return [];
    throw error;
  }
}

/** What has no choices says what it takes. */
function sayQuestion(ports: BotPorts, { question, requests }: Parsed, choices: number): string {
  if (question?.about === 'membership') return `${question.text} Choose, or type their names.`;
  const [key] = question?.open?.settings ?? [];
  const family = ports.rules().families.get(question?.open?.family ?? '');
  const setting = key === undefined ? undefined : family?.settings[key];
  if (question?.open && key === undefined && question.open.axis === undefined)
    return `${question.text} Choose, or type its name.`;
  const takes = setting && choices === 0 ? ` ${sayTakes(setting)}` : '';
  const none = question?.about === 'policy' && choices === 0 ? sayNone(ports, requests) : '';
  return `${question?.text ?? ''}${takes}${none}`;
}

/** Where a kind of policy was said and none is there, one is made first. */
function sayNone(ports: BotPorts, [request]: readonly Request[]): string {
  const family = ports.rules().families.get(request && 'family' in request ? (request.family ?? '') : '');
  const create = family?.examples.find(({ act }) => act === 'create')?.say;
  const title = family?.title ?? '';
  return create === undefined ? '' : ` There is no ${inSentence(title)} that I can see. One is made with «${create}».`;
}

function sayTakes(setting: Setting): string {
  switch (setting.kind) {
    case 'count':
      return `It takes ${setting.min} to ${setting.max} ${setting.unit}.`;
    case 'duration':
      return 'It takes a length of time, such as 12 hours.';
    case 'version':
      return 'It takes a version, such as 16.4.';
    case 'clock':
      return 'It takes a time of day, such as 02:30.';
    case 'list':
      return `Say which ${setting.of}.`;
    case 'several':
    case 'choice':
      return `It takes ${Object.values(setting.values)
        .map(({ say }) => say)
        .join(', ')}.`;
    case 'toggle':
      return 'Say on or off.';
  }
}
