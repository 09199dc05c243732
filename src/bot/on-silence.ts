import { endSilences, makeSilence } from '../alerts/silence';
import { endOf, endingOf } from '../changes/moments';
import { sayMatches, type Alert, type Silence, type SilenceMatch } from '../core/alert';
import type { Outcome } from '../core/problem';
import type { AlertRequest } from '../core/request';
import { nearNames } from '../language/names';
import { findDevice } from '../operations/finding';
import { GraphRefused, GraphUnreachable, type Incoming, type Reply } from '../ports';
import { rememberAct } from './last-shown';
import { drawAnswer } from './on-query';
import type { BotPorts } from './ports';
import { sayRefused } from './say-refused';
import type { Known } from './speaker';

/** Silences, made and ended by a sentence. */

export async function onSilence(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  request: SilenceRequest,
): Promise<readonly Reply[]> {
  const said = matchesOf(request);
  if (said.length !== 1)
    return [ports.drawer.say('Silence one thing at a time: a device, a person, a policy or platforms.')];
  const made = await silenceAsSaid(ports, speaker, { ...request, matches: said[0] ?? {} });
  if (!made.silence) return made.replies;
  await rememberAct(ports, incoming, request, made.silence.id);
  return [...made.replies, ...(await offerDevice(ports, incoming, request.device))];
}

type SilenceRequest = Extract<AlertRequest, { kind: 'silence' }>;

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
  const now = ports.clock.now();
  const ending = endingOf(said, now, ports.rules().timezone);
  if (!ending.ok) return { replies: [ports.drawer.say(ending.problem.say)] };
  if (!ending.value)
    return { replies: [ports.drawer.say('For how long? Say for example «silence LAPTOP-7 for 2 hours because …».')] };
  const wanted = { matches: said.matches, until: endOf(ending.value, now), why: said.justification };
  return silenceNow(ports, speaker, wanted, discreet);
}

/** A silence may be for a phone that is not enrolled, so any name is taken; one that no device has may be a slip, and is told. */
async function offerDevice(ports: BotPorts, incoming: Incoming, typed: string | undefined): Promise<readonly Reply[]> {
  if (typed === undefined || incoming.what.kind !== 'text') return [];
  const { text } = incoming.what;
  try {
    const found = await findDevice({ graph: ports.graph, match: nearNames }, typed, undefined);
    if (found.kind === 'one' || found.some.some(({ name }) => name.toLowerCase() === typed.toLowerCase())) return [];
    const actions = found.some.map(({ name }) => ({
      kind: 'type' as const,
      title: name,
      text: text.replace(typed, () => name),
    }));
    return [await drawAnswer(ports, incoming, { title: 'Not enrolled', lead: found.say, actions })];
  } catch (error) {
    if (error instanceof GraphRefused || error instanceof GraphUnreachable) return [];
    throw error;
  }
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

export async function onUnsilence(
  ports: BotPorts,
  speaker: Known,
  request: Extract<AlertRequest, { kind: 'unsilence' }>,
): Promise<readonly Reply[]> {
  const wanted = matchesOf(request);
  const same = (one: Silence) => wanted.some((matches) => equal(matches, one.matches));
  const which = (one: Silence) => (request.silence === undefined ? same(one) : one.id === request.silence);
  const outcome: Outcome<readonly Silence[]> = await endSilences(ports, {
    by: speaker.person,
    roles: speaker.rights.roles,
    which,
  });
  if (!outcome.ok) return sayRefused(ports, speaker, outcome.problem);
  const ended = outcome.value.map(({ id, matches }) => `Silence ${id} over ${sayMatches(matches)} has ended.`);
  return [ports.drawer.say(ended.join('\n'))];
}

function matchesOf(request: Extract<AlertRequest, { kind: 'silence' | 'unsilence' }>): readonly SilenceMatch[] {
  return [
    ...(request.device === undefined ? [] : [{ device: request.device }]),
    ...(request.users ?? []).map((person) => ({ person })),
    ...(request.policy === undefined ? [] : [{ policy: request.policy }]),
    ...(request.platforms === undefined ? [] : [{ platforms: request.platforms }]),
  ];
}

function equal(a: SilenceMatch, b: SilenceMatch): boolean {
  return sayMatches(a).toLowerCase() === sayMatches(b).toLowerCase();
}
