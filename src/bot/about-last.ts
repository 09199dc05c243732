import { isSame } from '../core/approval';
import { objectsOf, type Change } from '../core/change';
import { objectOf, type PlanPart } from '../core/plan';
import type { Named, Said } from '../language/follow-up';
import type { Incoming } from '../ports';
import type { Asked } from './on-change';
import { platformOf } from './part-of';
import type { BotPorts } from './ports';
import type { Known } from './speaker';

/** A sentence that goes on from the last change, and all that is needed to answer it. */
export interface About {
  readonly ports: BotPorts;
  readonly incoming: Incoming;
  readonly speaker: Known;
  readonly change: Change;
  readonly text: string;
}

/** A change asked for by going on from another one. */
export function asked(incoming: Incoming, { request, utterance }: Said): Asked {
  return { request, utterance, readings: [], chosen: {}, askedIn: incoming.thread ?? '' };
}

/** «for Android too» after «not Android»: the part that was left out comes back. */
export function restoring({ ports, incoming, speaker, change }: About, named: Named): Asked | undefined {
  const { request, utterance, status, chosen } = change;
  if ((request.kind !== 'set' && request.kind !== 'several') || change.version === 1) return undefined;
  const said: readonly string[] | undefined = 'platforms' in request ? request.platforms : undefined;
  if (said && !named.platforms.every((one) => said.includes(one))) return undefined;
  if (named.platforms.length === 0 || named.apps.length + named.groups.length > 0) return undefined;
  if (status.kind !== 'needsApproval' || !isSame(change.requestor, speaker.person)) return undefined;
  const objects = objectsOf(change);
  const kept = (part: PlanPart) =>
    objects.includes(objectOf(part)) || named.platforms.some((one) => one === platformOf(ports.rules().families, part));
  return {
    ...asked(incoming, { request, utterance }),
    amends: { change: change.id, only: kept },
    ...(chosen ? { chosen } : {}),
  };
}
