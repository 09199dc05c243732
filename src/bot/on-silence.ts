import { endSilences, makeSilence, whyNotSilenced } from '../alerts/silence';
import { endOf, endingOf } from '../changes/moments';
import { isActive, sayMatches, type Alert, type Silence, type SilenceMatch } from '../core/alert';
import { accept, refuse, type Outcome, type Problem } from '../core/problem';
import type { AlertRequest } from '../core/request';
import { plainReason } from '../language/reasons';
import type { Incoming, Question, Reply } from '../ports';
import { rememberAct } from './last-shown';
import { askWhich } from './ask-which';
import { noNames, outsidersRead } from './outsiders';
import type { BotPorts } from './ports';
import { sayRefused } from './say-refused';
import { meantBy, type Meant, type SilenceRequest } from './silenced-thing';
import type { Known } from './speaker';

/** Silences, made and ended by a sentence. */

export interface AskedSilence {
  readonly request: SilenceRequest;
  readonly utterance: string;
  /** `silence`: the sort of thing that was picked. */
  readonly chosen: Readonly<Record<string, string>>;
}

export async function onSilence(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  asked: AskedSilence,
): Promise<readonly Reply[]> {
  if (matchesOf(asked.request).length !== 1)
    return [ports.drawer.say('Silence one thing at a time: a device, a person, a policy or platforms.')];
  const refused = whyRefused(ports, speaker, asked.request);
  if (refused) return sayRefused(ports, speaker, refused, asked);
  const { chosen } = asked;
  const meant = chosen['silence'] === undefined ? await meantBy(ports, asked.request) : undefined;
  if (meant?.kind === 'which') return askWhat(ports, incoming, speaker, asked, meant);
  const request = meant?.request ?? asked.request;
  if (request.justification === undefined) {
    const lacksReason = { request, chosen: { silence: 'known', ...chosen } };
    return [await ask(ports, incoming, speaker, asked, { text: whyAsked, choices: [], lacksReason })];
  }
  const made = await silenceAsSaid(ports, speaker, { ...request, matches: matchesOf(request)[0] ?? {} });
  if (made.silence) await rememberAct(ports, incoming, request, made.silence.id);
  return made.replies;
}

const whyAsked = 'For what reason? It is kept with the silence, for whoever looks for the alerts.';

/** Who may not silence hears that before anything is looked up; a reason that is missing is asked for later. */
function whyRefused(ports: BotPorts, { rights }: Known, request: SilenceRequest): Problem | undefined {
  const until = untilOf(ports, request);
  if (!until.ok) return until.problem;
  const wanted = { matches: matchesOf(request)[0] ?? {}, until: until.value, roles: rights.roles, why: whyAsked };
  return whyNotSilenced(wanted, ports.clock.now())?.problem;
}

/** Names of people and devices are not offered where outsiders read along. */
async function askWhat(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  asked: AskedSilence,
  { say, choices }: Extract<Meant, { kind: 'which' }>,
): Promise<readonly Reply[]> {
  if (choices.length === 0) return sayRefused(ports, speaker, { code: 'no-such-name', say }, asked);
  if (await outsidersRead(ports, incoming.conversation.id)) return [ports.drawer.say(noNames)];
  return [await ask(ports, incoming, speaker, asked, { text: say, choices })];
}

function ask(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  { utterance }: Pick<AskedSilence, 'utterance'>,
  question: Parameters<typeof askWhich>[4],
): Promise<Reply> {
  const about = { utterance, readings: [], askedIn: incoming.thread ?? '' };
  return askWhich(ports, incoming, speaker, about, question);
}

interface Made {
  readonly replies: readonly Reply[];
  readonly silence?: Silence;
}

/** For as long as was said. */
export async function silenceAsSaid(
  ports: BotPorts,
  speaker: Known,
  said: Pick<SilenceRequest, 'for' | 'until' | 'justification'> & { readonly matches: SilenceMatch },
  discreet = false,
): Promise<Made> {
  const until = untilOf(ports, said);
  if (!until.ok) return { replies: [ports.drawer.say(until.problem.say)] };
  const why = said.justification === undefined ? undefined : plainReason(said.justification);
  return silenceNow(ports, speaker, { matches: said.matches, until: until.value, why }, discreet);
}

function untilOf({ clock, rules }: BotPorts, said: Pick<SilenceRequest, 'for' | 'until'>): Outcome<Date> {
  const now = clock.now();
  const ending = endingOf(said, now, rules().timezone);
  if (!ending.ok) return ending;
  if (ending.value) return accept(endOf(ending.value, now));
  return refuse('no-length', 'For how long? Say for example «silence LAPTOP-7 for 2 hours because …».');
}

/** Also for the button of a card. */
export async function silenceNow(
  ports: BotPorts,
  speaker: Known,
  wanted: { readonly matches: SilenceMatch; readonly until: Date; readonly why: string | undefined },
  discreet = false,
): Promise<Made> {
  const outcome = await makeSilence(ports, { ...wanted, by: speaker.person, roles: speaker.rights.roles });
  if (!outcome.ok) return { replies: await sayRefused(ports, speaker, outcome.problem) };
  const { silence, quiet } = outcome.value;
  const what = discreet && silence.matches.platforms === undefined ? 'it' : sayMatches(silence.matches);
  const say = `Silence ${silence.id} keeps ${what} quiet until ${ports.sayWhen(silence.until)}.`;
  return { replies: [ports.drawer.say(`${say} ${sayQuiet(quiet, discreet)}`)], silence };
}

function sayQuiet(quiet: readonly Alert[], discreet: boolean): string {
  if (quiet.length === 0) return 'Nothing of it fires now.';
  if (discreet) return `Quiet now: ${quiet.length === 1 ? '1 device' : `${quiet.length} devices`}.`;
  const names = quiet.slice(0, 10).map(({ name }) => name);
  const more = quiet.length > names.length ? ` and ${quiet.length - names.length} more` : '';
  return `Quiet now: ${names.join(', ')}${more}.`;
}

/** Ends the silence that was named. Where none was: the only one there is; of several, one is chosen. */
export async function onUnsilence(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  { request, utterance }: { readonly request: UnsilenceRequest; readonly utterance: string },
): Promise<readonly Reply[]> {
  const at = ports.clock.now().toISOString();
  const active = (await ports.store.silences.endingAfter(at)).filter((one) => isActive(one, at));
  if (active.length === 0) return [ports.drawer.say('Nothing is silenced.')];
  const meant = active.filter((one) => isMeant(request, one));
  const named = request.silence !== undefined || matchesOf(request).length > 0;
  const mayEnd = speaker.rights.roles.has('requestor') || speaker.rights.roles.has('approver');
  if (mayEnd && (named ? meant.length === 0 : active.length > 1)) {
    if (await outsidersRead(ports, incoming.conversation.id)) return [ports.drawer.say(noNames)];
    const text = named ? 'There is no such silence. Which of these shall end?' : 'Which silence shall end?';
    return [
      await ask(ports, incoming, speaker, { utterance }, { text, choices: active.map((one) => ending(ports, one)) }),
    ];
  }
  await rememberAct(ports, incoming, request);
  return endThese(ports, speaker, named ? meant : active);
}

export async function endThese(
  ports: BotPorts,
  speaker: Known,
  silences: readonly Pick<Silence, 'id'>[],
): Promise<readonly Reply[]> {
  const which = ({ id }: Silence) => silences.some((one) => one.id === id);
  const outcome = await endSilences(ports, { by: speaker.person, roles: speaker.rights.roles, which });
  if (!outcome.ok) return sayRefused(ports, speaker, outcome.problem);
  const ended = outcome.value.map(({ id, matches }) => `Silence ${id} over ${sayMatches(matches)} has ended.`);
  return [ports.drawer.say(ended.join('\n'))];
}

type UnsilenceRequest = Extract<AlertRequest, { kind: 'unsilence' }>;

/** A bare name may be that of a person or a policy, whatever slot it stands in. */
function isMeant(request: UnsilenceRequest, silence: Silence): boolean {
  if (request.silence !== undefined) return request.silence === silence.id;
  const own = namesOf(silence.matches);
  return matchesOf(request).some((wanted) => namesOf(wanted).some((name) => own.includes(name)));
}

function namesOf({ device, person, policy, platforms = [] }: SilenceMatch): readonly string[] {
  const named = [device, person, policy].flatMap((one) => one?.toLowerCase() ?? []);
  return platforms.length > 0 ? [...named, [...platforms].sort().join()] : named;
}

/** A number is its place among the choices, so its own number stands behind. */
function ending(ports: BotPorts, { id, matches, by, until, why }: Silence): Question['choices'][number] {
  const detail = `Silence ${id} by ${by.name} until ${ports.sayWhen(until)}: ${why}`;
  return { label: sayMatches(matches), detail, request: { kind: 'unsilence', silence: id }, chosen: {} };
}

function matchesOf(request: Extract<AlertRequest, { kind: 'silence' | 'unsilence' }>): readonly SilenceMatch[] {
  return [
    ...(request.device === undefined ? [] : [{ device: request.device }]),
    ...(request.users ?? []).map((person) => ({ person })),
    ...(request.policy === undefined ? [] : [{ policy: request.policy }]),
    ...(request.platforms === undefined ? [] : [{ platforms: request.platforms }]),
  ];
}
