import { isNextOne, nameAt, placeIn, withPlaceNamed } from '../language/places';
import type { Incoming, Reply } from '../ports';
import { answerAll } from './answer-all';
import { lastListed, lastShown } from './last-shown';
import { onFromAnswer } from './on-from-answer';
import type { BotPorts } from './ports';
import type { Known } from './speaker';

/** «sync the third one» after a list means what stands there. Undefined where no list was shown, or nothing reads so. */
export async function onPlace(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  text: string,
): Promise<readonly Reply[] | undefined> {
  const at = placeIn(text);
  if (at === undefined) return undefined;
  const listed = await lastListed(ports, incoming);
  if (!listed || listed.names.length === 0) return undefined;
  if (typeof at === 'number' && at >= listed.names.length)
    return [ports.drawer.say(`The list that was shown last has ${listed.names.length}.`)];
  const on = isNextOne(text) ? await sameFor(ports, incoming, nameAt(listed, at)) : undefined;
  if (on) return on;
  const named = withPlaceNamed(ports.reader(), listed, text);
  return named === undefined
    ? undefined
    : answerAll(ports, incoming, speaker, { ...ports.reader().parse(named), text: named });
}

/** «and the second?»: what was asked about the one before. */
async function sameFor(
  ports: BotPorts,
  incoming: Incoming,
  name: string | undefined,
): Promise<readonly Reply[] | undefined> {
  const about = (await lastShown(ports, incoming))?.about;
  return about?.kind === 'answer' && name !== undefined
    ? onFromAnswer(ports, incoming, about, `and "${name}"`)
    : undefined;
}
