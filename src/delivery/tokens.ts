import type { Clock, Press, Records, Store } from '../ports';

/** The tokens of a card's buttons. */

interface Ports {
  readonly store: Pick<Store, 'transaction'>;
  readonly clock: Pick<Clock, 'token'>;
  /** Those known already, by what they stand for; a token stays what it was first. */
  readonly kept: { readonly tokens: Map<string, string> };
}

type Pressed = Omit<Press, 'token'>;

/**
 * Kept in one transaction with the tokens: both have to be on the disk before the card is sent, and each commit waits
 * for the disk.
 */
export type Along = (records: Records) => Promise<void>;

/** Drawing is synchronous and tokens are stored, so the tokens of all buttons it will have are looked up before. */
export async function tokensFor(
  ports: Ports,
  presses: readonly Pressed[],
  along?: Along,
): Promise<(verb: string, argument?: string) => string> {
  const known = presses.map((press) => ports.kept.tokens.get(JSON.stringify(press)));
  const isKnown = known.every((token) => token !== undefined) && along === undefined;
  const tokens = isKnown ? known : await storedTokens(ports, presses, along);
  const found = new Map(presses.map(({ verb, argument }, i) => [keyOf(verb, argument), tokens[i]]));
  return (verb, argument = '') => found.get(keyOf(verb, argument)) ?? '';
}

async function storedTokens(
  { store, clock, kept }: Ports,
  presses: readonly Pressed[],
  along: Along | undefined,
): Promise<readonly string[]> {
  const tokens = await store.transaction(async (records) => {
    const found: string[] = [];
    for (const press of presses) found.push(await records.presses.tokenFor(press, () => clock.token()));
    await along?.(records);
    return found;
  });
  if (kept.tokens.size > mostTokensKept) kept.tokens.clear();
  presses.forEach((press, i) => kept.tokens.set(JSON.stringify(press), tokens[i] ?? ''));
  return tokens;
}

const mostTokensKept = 10_000;

function keyOf(verb: string, argument: string): string {
  return `${verb}/${argument}`;
}
