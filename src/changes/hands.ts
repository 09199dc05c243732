import { differsFromImage, driftOf, leftToDo } from '../core/drift';
import type { Families, Family } from '../core/family';
import type { Hand } from '../core/hand';
import type { PlanPart } from '../core/plan';
import { titleOfProperty } from '../core/property';
import { writesOf } from '../core/writes';
import { plannedOperations } from '../operations';
import type { Graph } from '../ports';
import { namesakes, readTarget } from './read';

/** Who reads and writes a part: the data of its family, or the file of its operation; nobody when that is switched off. */
export function handOf(
  { graph, families }: { readonly graph: Graph; readonly families: Families },
  part: PlanPart,
  marker: string,
): Hand | undefined {
  if (part.operation) return plannedOperations.get(part.family)?.hand(graph, part, marker);
  const family = families.get(part.family);
  return family && policyHand(graph, family, part, marker);
}

/** What is only taken as it is: found otherwise, it is not written but void. */
export function adoptingHand(hand: Hand): Hand {
  return {
    ...hand,
    writes: () => [],
    drift: (fresh) => {
      const drift = hand.drift(fresh);
      if (drift.done || drift.touched.length > 0) return drift;
      const changed = fresh ? hand.unmet(fresh) : [];
      const moved = {
        what: changed.join(', ') || hand.thing,
        expected: 'as it was to be taken',
        found: 'changed again',
      };
      return { ...drift, touched: [moved] };
    },
  };
}

function policyHand(graph: Graph, family: Family, part: PlanPart, marker: string): Hand {
  return {
    thing: 'policy',
    read: () => readTarget(graph, family, part, marker),
    namesakes: () => namesakes(graph, family, part),
    drift: (fresh) => driftOf(part, family, fresh),
    writes: (fresh) => writesOf(part, family, fresh, marker),
    unmet: (fresh) =>
      leftToDo(part, family, fresh).map((one) => {
        if (one.kind === 'setting') return `«${family.settings[one.setting]?.title ?? one.setting}»`;
        if (one.kind === 'property') return `«${titleOfProperty(one.at)}»`;
        return one.kind === 'appGroup' ? 'the apps' : `«${one.name}»`;
      }),
    differing: (fresh) => differsFromImage(part, fresh),
    titleOf: (what) => family.settings[what]?.title ?? what,
  };
}
