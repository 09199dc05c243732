import { drawLiving } from '../alerts/gather';
import { foundAgain } from '../delivery/lost-channel';
import type { Incoming, Reply } from '../ports';
import { about } from './on-nothing';
import { KeptNotShown } from './kept';
import { onPress } from './on-press';
import { onText } from './on-text';
import type { BotPorts } from './ports';
import { speakerOf } from './speaker';
import { takingIn, type TakeIn } from './take-in';
import type { Turns } from './turns';

/** One message or card press in, replies out. The only place where an unexpected error is caught. */
export function botFor(ports: BotPorts, turns: Turns): (incoming: Incoming) => Promise<readonly Reply[]> {
  const takeIn = takingIn({ ...ports, turns });
  return async (incoming) => {
    try {
      return await answer(ports, incoming, takeIn);
    } catch (error) {
      const reference = ports.clock.token().slice(0, 8);
      ports.log.error('a turn failed', {
        reference,
        kind: incoming.what.kind,
        why: whyOf(error),
      });
      return [ports.drawer.say(`${sayWhat(error)} Reference ${reference}.`)];
    } finally {
      turns.end(incoming);
      ports.kick();
    }
  };
}

async function answer(ports: BotPorts, incoming: Incoming, takeIn: TakeIn): Promise<readonly Reply[]> {
  if (incoming.what.kind === 'added') return greet(ports, incoming);
  const automatic = incoming.what.kind === 'press' && incoming.what.automatic;
  const speaker = await speakerOf(ports, incoming, incoming.what.kind === 'press' && !automatic ? 'fresh' : 'cached');
  if (!automatic) {
    const first = await takeIn(incoming, speaker);
    // Teams sends an activity again when an answer took too long. A press may come again: its record guards itself.
    if (!first && incoming.what.kind === 'text') return [];
  }
  if (speaker.kind === 'nobody') return [ports.drawer.say(speaker.say)];
  if (incoming.what.kind === 'press') return onPress(ports, incoming, incoming.what, speaker);
  return onText(ports, incoming, incoming.what.text, speaker);
}

/** Installed somewhere: says what it is for, and in a channel the ids that warden.yaml wants. */
async function greet(ports: BotPorts, incoming: Incoming): Promise<readonly Reply[]> {
  const { conversation } = incoming;
  if (!ports.rules().tenants.includes(conversation.tenantId)) return [];
  // Teams sends two of these within milliseconds; only one of them finds the conversation unknown.
  const isNew = await ports.store.transaction(async (records) => {
    if (await foundAgain(records, conversation.id))
      await drawLiving(records, conversation.id, ports.clock.now().toISOString());
    const known = await records.conversations.get(conversation.id);
    await records.conversations.put(conversation);
    return (
      known === undefined && (await records.inbox.claim(`greeted/${conversation.id}`, ports.clock.now().toISOString()))
    );
  });
  if (!isNew) return [];
  const here = conversation.kind === 'personal' ? '' : ' Here I hear only messages that mention me.';
  const hello = `${about} Say «help» to see what you can ask, or begin with «check readiness».${here}`;
  if (conversation.kind !== 'channel' || conversation.id === ports.rules().approvalsChannel)
    return [ports.drawer.say(hello)];
  return [
    ports.drawer.say(
      `${hello} To send approvals to this channel, put approvals.channel: "${conversation.id}" into warden.yaml.`,
    ),
  ];
}

/** What failed after something was kept must not sound as if it had not been. */
function sayWhat(error: unknown): string {
  if (error instanceof KeptNotShown) return `${error.message}; the card follows.`;
  return `That did not work, and nothing was written by it. ${sayWhy(error)}`;
}

function whyOf(error: unknown): string {
  const first = error instanceof KeptNotShown ? error.cause : error;
  return first instanceof Error ? first.message : 'unknown';
}

/** Edges say in a sentence what went wrong; anything else is ours and has no sentence. */
function sayWhy(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'say' in error && typeof error.say === 'string') return error.say;
  return 'The fault is in the bot; its log has the details.';
}
