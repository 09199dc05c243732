import type { Step } from '../core/change';
import type { Moved } from '../core/drift';
import type { Snapshot } from '../core/snapshot';
import { isUnsettled, type PartPorts, type PartWork } from './part-work';
import { isMarked } from './read';

/** What was sent before a crash and is not seen: waited for, or handed to a person, but never sent twice. */

/**
 * A create whose answer was lost, or a namesake that appeared: found by name and marker it is ours; by name only a
 * person has to look; not found after an unclear send, repeating could make two.
 */
export async function unclearCreate(
  ports: PartPorts,
  work: PartWork,
  fresh: Snapshot | null,
  earlier: readonly Step[],
): Promise<
  | { readonly kind: 'stale'; readonly moved: readonly Moved[] }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'lost' }
  | undefined
> {
  if (work.part.target.kind !== 'new' || fresh) return undefined;
  const name = work.part.target.name;
  const same = await work.hand.namesakes();
  if (same.some((one) => !isMarked(one, work.marker))) {
    return {
      kind: 'stale',
      moved: [{ what: `A ${work.hand.thing} called «${name}»`, expected: 'not there', found: 'there' }],
    };
  }
  const sent = earlier.find((step) => step.key === 'create' && isUnsettled(step));
  if (!sent) return undefined;
  if (mayBeOnItsWay(ports, sent)) return { kind: 'lost' };
  await ports.store.steps.put({ ...sent, state: 'unknown', at: ports.clock.now().toISOString() });
  return {
    kind: 'unknown',
    why: `«${name}» may or may not have been created: the bot stopped while it was being sent, and no ${work.hand.thing} of that name is there now. Look in the admin center before asking again.`,
  };
}

/** Graph may still be at work on what an instance sent before it died; after the longest call that is over. */
function mayBeOnItsWay({ clock }: PartPorts, { state, at }: Step): boolean {
  return state !== 'unknown' && clock.now().getTime() - Date.parse(at) < longestCallSeconds * 1000;
}

const longestCallSeconds = 90;

/** What shows late, or never, is not sent again when it may have been sent: a person has to look. */
export async function unclearSend(
  ports: PartPorts,
  work: PartWork,
  earlier: readonly Step[],
): Promise<{ readonly kind: 'unknown'; readonly why: string } | undefined> {
  const sent = work.hand.showsLate ? earlier.find(isUnsettled) : undefined;
  if (!sent) return undefined;
  await ports.store.steps.put({ ...sent, state: 'unknown', at: ports.clock.now().toISOString() });
  return {
    kind: 'unknown',
    why: `The bot stopped while it was writing to «${work.part.target.name}», and Graph does not show whether it arrived. Look in the admin center before asking again.`,
  };
}
