import type { Apps } from '../core/app';
import type { Alternative, Assumed, Change, Ending } from '../core/change';
import type { Families } from '../core/family';
import type { Plan } from '../core/plan';
import type { Problem } from '../core/problem';
import type { CreateRequest } from '../core/request';
import type { Graph, Store } from '../ports';

/** What planning one request gives. */
export type Planned =
  | {
      readonly kind: 'plan';
      readonly plan: Plan;
      readonly notes: readonly string[];
      readonly assumed?: readonly Assumed[];
      /** One approval and no wait, whatever the rules say: a revert soon after the change. */
      readonly quickRevert: boolean;
      readonly revertOf?: number;
      readonly ending?: Ending;
      readonly extends?: number;
      readonly adopts?: true;
    }
  | { readonly kind: 'nothing'; readonly say: string }
  | { readonly kind: 'ask'; readonly text: string; readonly choices: readonly Choice[]; readonly missing?: Missing }
  | { readonly kind: 'problem'; readonly problem: Problem };

type OfPlan = Pick<Change, 'quickRevert' | 'revertOf' | 'extends' | 'adopts' | 'assumed' | 'borrowed'>;

/** What a change is because of its plan; with another plan it is that no more. */
export function ofPlan(planned: Extract<Planned, { kind: 'plan' }>): OfPlan {
  const { quickRevert, revertOf, extends: extended, adopts, assumed, ending } = planned;
  return {
    ...(quickRevert ? { quickRevert } : {}),
    ...(revertOf === undefined ? {} : { revertOf }),
    ...(extended === undefined ? {} : { extends: extended }),
    ...(adopts ? { adopts } : {}),
    ...(assumed === undefined ? {} : { assumed }),
    ...(ending === undefined ? {} : { borrowed: { ending } }),
  };
}

/** The change without it. */
export function withoutPlan(change: Change): Omit<Change, keyof OfPlan> {
  const {
    quickRevert: _,
    revertOf: __,
    extends: ___,
    adopts: ____,
    assumed: _____,
    borrowed: ______,
    ...rest
  } = change;
  return rest;
}

/** What a new policy still needs, which may also be typed: a slot of the request, or a setting. */
export interface Missing {
  readonly slot: string;
  readonly request: CreateRequest;
}

/** One answer to a question. */
export type Choice = Alternative;

/** An Entra group by the name a person typed. */
export interface Group {
  readonly id: string;
  readonly name: string;
}

/** What planning knows besides the request, such as policies a person has picked. */
export interface PlanContext {
  readonly chosen: Readonly<Record<string, string>>;
  /** Where it was asked: «the last change» is the last one there. */
  readonly conversation?: string;
  readonly now: Date;
  /** In which «until Friday 18:00» is understood. */
  readonly zone: string;
  /** The change that stopped half-way and is gone on with: what it created is taken as there. */
  readonly continues?: number;
  /** Groups that other requests of the same sentence make. */
  readonly made?: readonly Group[];
}

export interface PlanningPorts {
  readonly graph: Graph;
  readonly store: Pick<Store, 'changes' | 'steps'>;
  readonly families: Families;
  readonly apps: Apps;
  /** Emergency accounts and their groups: what keeps people out has to leave these in. */
  readonly breakGlass: { readonly people: readonly string[]; readonly groups: readonly string[] };
}

/** Thrown inside planning to leave with a question or a refusal; `planChange` gives it back as a value. */
export class Detour extends Error {
  override readonly name = 'Detour';
  constructor(readonly planned: Planned) {
    super(planned.kind);
  }
}

export function problem(code: string, say: string): Detour {
  return new Detour({ kind: 'problem', problem: { code, say } });
}

export function ask(text: string, choices: readonly Choice[], missing?: Missing): Detour {
  return new Detour({ kind: 'ask', text, choices, ...(missing ? { missing } : {}) });
}
