import { z } from 'zod';
import { stopOf } from '../changes/stop';
import { beginGuide, peopleReached } from '../changes/guide';
import type { SendGuideRequest } from '../core/request';
import { nearNames } from '../language/names';
import { guideOf, guidePlatforms, installPermissions, recipientsOf } from '../operations/send-guide';
import type { Incoming, Reply } from '../ports';
import { askWhich } from './ask-which';
import { rememberAct } from './last-shown';
import type { BotPorts } from './ports';
import { rolesFor } from './roles';
import { sayRefused } from './say-refused';
import type { Known } from './speaker';

export interface AskedGuide {
  readonly request: SendGuideRequest;
  readonly utterance: string;
  readonly chosen: Readonly<Record<string, string>>;
}

/** Up to so many people a requestor sends a guide to; more need an approver. */
const mostOfRequestor = 25;

/** Asks with the number of people, and sends when that is confirmed. */
export async function onGuide(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  asked: AskedGuide,
): Promise<readonly Reply[]> {
  const { request, chosen } = asked;
  const platforms = guidePlatforms(request);
  if (platforms.length === 0)
    return [ports.drawer.say('There are guides for Android and iOS. Say which: «send the Android guide to …».')];
  if ((request.users ?? request.groups ?? []).length === 0)
    return [ports.drawer.say('To whom? Say for example «send the Android guide to the Pilot group».')];
  await rememberAct(ports, incoming, request);
  const found = await recipientsOf({ graph: ports.graph, match: nearNames }, request, chosen);
  if (found.kind === 'problem') return [ports.drawer.say(found.say)];
  if (found.kind === 'which') {
    if (found.some.length === 0) return [ports.drawer.say(found.say)];
    const choices = found.some.map(({ id, name, detail, key }) => ({
      label: name,
      detail,
      request,
      chosen: { ...chosen, [key]: id },
    }));
    return [await ask(ports, incoming, speaker, asked, found.say, choices)];
  }
  const { people } = found;
  if (people.length === 0) return [ports.drawer.say('Nobody is in there.')];
  const refused = (await whyClosed(ports)) ?? whyNot(speaker, people.length);
  if (refused !== undefined) return sayRefused(ports, speaker, refused, asked);
  if (!Confirmed.safeParse(chosen).success || chosen['people'] !== String(people.length))
    return [await confirm(ports, incoming, speaker, asked, people)];
  const answers = platforms.map((platform) => guideOf(platform, speaker.person.name));
  await beginGuide(ports, {
    by: speaker.person,
    conversation: incoming.conversation.id,
    thread: incoming.thread ?? '',
    answers,
    people: people.map(({ id, name }) => ({ id, name, state: 'waiting' })),
  });
  return [ports.drawer.say(`The guide goes to ${count(people.length)}. You hear who got it.`)];
}

/** To reach people it may have to install itself, which is a write. */
async function whyClosed(ports: BotPorts): Promise<{ readonly code: string; readonly say: string } | undefined> {
  if (!ports.rules().writes) return { code: 'writes-off', say: 'Writing is switched off here, so no guide is sent.' };
  return (await stopOf(ports.store))
    ? { code: 'stopped', say: 'All changes are stopped, so no guide is sent.' }
    : undefined;
}

const Confirmed = z.object({ people: z.string() });

function whyNot(speaker: Known, people: number): { readonly code: string; readonly say: string } | undefined {
  const roles = rolesFor(speaker.rights, ['sendGuide']);
  if (!roles.has('requestor') && !roles.has('approver'))
    return { code: 'not-requestor', say: 'Only requestors and approvers send guides. An owner can add you.' };
  if (people > mostOfRequestor && !roles.has('approver'))
    return {
      code: 'too-many-people',
      say: `That would go to ${people} people. Requestors send guides to up to ${mostOfRequestor}; ask an approver to send this one.`,
    };
  return undefined;
}

/** The number of people, who has to get the app first, and whom nobody can reach. */
async function confirm(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  asked: AskedGuide,
  people: readonly { readonly id: string; readonly name: string }[],
): Promise<Reply> {
  const there = await peopleReached(ports, people);
  const far = people.filter(({ id }) => !there.has(id));
  const has = await ports.graph.permissions();
  const missing = installPermissions.filter((one) => !has.has(one));
  const reachable = missing.length > 0 ? there.size : people.length;
  const text = `${reachable > 0 ? `Send the guide to ${count(people.length)}? ` : ''}${sayFar(there.size, far, missing)}`;
  if (reachable === 0) return ports.drawer.say(text);
  const chosen = { ...asked.chosen, people: String(people.length) };
  const choices = [{ label: `Send it to ${count(reachable)}`, request: asked.request, chosen }];
  return ask(ports, incoming, speaker, asked, text, choices);
}

function sayFar(there: number, far: readonly { readonly name: string }[], missing: readonly string[]): string {
  if (far.length === 0) return 'All of them have Warden in Teams.';
  const some = there > 0 ? `${there} of them ${there === 1 ? 'has' : 'have'} Warden in Teams. ` : '';
  if (missing.length === 0) return `${some}Warden is installed for ${count(far.length)} first.`;
  return `${some}${count(far.length)} cannot be reached, since the app registration lacks ${missing.join(' and ')}. Tell them by hand: ${sayNames(far)}.`;
}

const mostNamed = 20;

function sayNames(people: readonly { readonly name: string }[]): string {
  const names = people.slice(0, mostNamed).map(({ name }) => name);
  const more = people.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

function ask(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  { utterance }: AskedGuide,
  text: string,
  choices: Parameters<typeof askWhich>[4]['choices'],
): Promise<Reply> {
  return askWhich(
    ports,
    incoming,
    speaker,
    { utterance, readings: [], askedIn: incoming.thread ?? '' },
    { text, choices },
  );
}

function count(people: number): string {
  return people === 1 ? '1 person' : `${people} people`;
}
