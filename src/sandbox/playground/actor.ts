import type { Actor } from './people';

/** What a sentence does to the person who speaks: the new one, and what to answer. Undefined: it is for the bot. */
export function actorSwitch(
  text: string,
  now: Actor,
  actors: readonly Actor[],
): { readonly actor: Actor; readonly say: string } | undefined {
  const said = text
    .replace(/<at\b[^<>]*>[^<]*<\/at>|<[^<>]*>|&nbsp;/gi, ' ')
    .trim()
    .replace(/[.!?]+$/, '');
  const wanted = /^as (\S+(?: \S+)?)$/i.exec(said)?.[1]?.toLowerCase();
  if (wanted === undefined) return undefined;
  const actor = actors.find(({ name }) => [name, firstOf(name)].some((known) => known.toLowerCase() === wanted));
  if (actor !== undefined) return { actor, say: `You are now ${called(actor)}.` };
  // «as usual, …» is for the bot; one word that is nobody's name is a slip.
  if (wanted.includes(' ')) return undefined;
  return {
    actor: now,
    say: `Nobody here is called so. You can be ${actors.map(({ name }) => firstOf(name)).join(', ')}.`,
  };
}

function called({ name, role }: Actor): string {
  return `${name} (${role})`;
}

function firstOf(name: string): string {
  return name.split(' ')[0] ?? name;
}
