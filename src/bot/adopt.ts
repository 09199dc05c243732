import type { Card, Incoming, Posted, Press, Store } from '../ports';

/**
 * Teams once did not say whether it took a card, so it was posted again, and nobody knows the id of the first. A press on
 * it names it: from now on it is updated like the other.
 */
export async function adoptOrphan(
  { store }: { readonly store: Store },
  { thing }: Pick<Press, 'thing'>,
  { conversation, thread, what }: Incoming,
): Promise<void> {
  const id = what.kind === 'press' ? what.card : undefined;
  if (id === undefined) return;
  const known = await store.cards.get(thing, conversation.id);
  if (!known || !mayHaveOrphans(known) || copiesOf(known).some(({ activityId }) => activityId === id)) return;
  const found: Posted = {
    activityId: id,
    ...(conversation.kind === 'channel' ? { threadId: `${conversation.id};messageid=${thread ?? id}` } : {}),
  };
  await store.transaction(async (records) => {
    const card = await records.cards.get(thing, conversation.id);
    if (!card || !mayHaveOrphans(card)) return;
    await records.cards.put(
      card.posted
        ? { ...card, orphans: [...(card.orphans ?? []), found] }
        : { ...card, state: 'posted', posted: found },
    );
  });
}

const mostOrphans = 5;

function mayHaveOrphans({ state, unclear, orphans = [] }: Card): boolean {
  return (state === 'posting' || (state === 'posted' && unclear === true)) && orphans.length < mostOrphans;
}

function copiesOf({ posted, orphans = [] }: Card): readonly Posted[] {
  return posted ? [posted, ...orphans] : orphans;
}
