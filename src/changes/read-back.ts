import { setTimeout as sleep } from 'node:timers/promises';
import type { Snapshot } from '../core/snapshot';
import type { Write } from '../core/writes';
import { GraphRefused, GraphUnreachable } from '../ports';
import type { PartPorts, PartWork } from './part-work';

/** What a write has done, by reading its object. */

export type Seen =
  | { readonly kind: 'there'; readonly fresh: Snapshot | null }
  | { readonly kind: 'missing'; readonly why: string; readonly fresh: Snapshot | null }
  /** Nobody can say what the write has done. */
  | { readonly kind: 'unread'; readonly why: string };

/** Reads until the write shows, a few times, since Intune answers from a copy that may lag. */
export async function readBack(ports: PartPorts, work: PartWork, write: Write): Promise<Seen> {
  let fresh: Snapshot | null = null;
  for (const [i, wait] of [0, ...ports.readBackAfter].entries()) {
    if (i > 0) await sleep(wait);
    try {
      fresh = await work.hand.read();
    } catch (error) {
      if (!(error instanceof GraphRefused || error instanceof GraphUnreachable)) throw error;
      return { kind: 'unread', why: sayUnread(work.part.target.name, error) };
    }
    if (shows(work, write.key, fresh)) return { kind: 'there', fresh };
  }
  return { kind: 'missing', why: missingWhy(work, write, fresh), fresh };
}

export function shows(work: PartWork, key: string, fresh: Snapshot | null): boolean {
  if (key === 'delete') return fresh === null;
  if (!fresh) return false;
  return !work.hand.writes(fresh).some((left) => left.key === key);
}

function missingWhy(work: PartWork, write: Write, fresh: Snapshot | null): string {
  const name = `«${work.part.target.name}»`;
  if (write.key === 'delete') return `Graph accepted the delete, but ${name} is still there.`;
  if (!fresh) return `Graph accepted the write, but ${name} cannot be read back.`;
  const left = work.hand.unmet(fresh);
  return `Graph accepted the write, but reading ${name} back shows that ${left.join(', ')} did not take it.`;
}

export function sayUnread(name: string, error: GraphRefused | GraphUnreachable): string {
  return `What was written to «${name}» could not be read back: ${error.say} Look in the admin center.`;
}
