import type { Subscription } from '../core/alert';
import type { Answer, Place } from '../core/answer';
import type { Apps } from '../core/app';
import type { Families, Family } from '../core/family';
import type { Snapshot } from '../core/snapshot';
import type { QueryRequest } from '../core/request';
import type { Clock, Graph, Store } from '../ports';
import type { Near } from './naming';

/** What a question reads from. All of it read-only. */
export interface QuestionPorts {
  /** Waits for reads no longer than `patience`. */
  readonly graph: Graph;
  /** Aborts when the answer is due: what was not read by then is said. */
  readonly patience: AbortSignal;
  readonly store: Pick<
    Store,
    'changes' | 'audit' | 'people' | 'alerts' | 'silences' | 'subscriptions' | 'groups' | 'conversations' | 'marks'
  >;
  /** Channels that warden.yaml has hear of alerts. */
  readonly subscriptions: () => readonly Subscription[];
  readonly clock: Clock;
  readonly families: Families;
  readonly apps: Apps;
  readonly timezone: () => string;
  /** The one of these names that was typed, or those it may have been meant for. */
  readonly match: (typed: string, names: readonly string[]) => Near;
  /** Policies of a family with apps and assignments, read now. */
  readonly policies: (family: Family, variants: readonly string[]) => Promise<readonly Policy[]>;
}

export interface Policy extends Snapshot {
  readonly family: Family;
  readonly variant: string;
}

/** The request of a kind; some kinds share one shape. */
export type QueryOf<K extends QueryRequest['kind']> = Shape<QueryRequest, K>;
type Shape<R, K> = R extends { readonly kind: infer Kinds }
  ? K extends Kinds
    ? R & { readonly kind: K }
    : never
  : never;

/** What help puts together. */
export type Topic = 'policies' | 'devices' | 'alerts' | 'record';

/** An application permission, what it is for here, and where Microsoft says so. */
export interface Need {
  readonly permission: string;
  readonly about: string;
  readonly docs: string;
}

/** One kind of query: how it is asked, and how it is answered. */
export interface QuestionKind<K extends QueryRequest['kind'] = QueryRequest['kind']> {
  readonly kind: K;
  readonly topic: Topic;
  /** Its answers name devices or people, which outsiders must not read. */
  readonly names?: true;
  /** Shown by help and in the reference. */
  readonly examples: readonly string[];
  /** Families that must be switched on for it to make sense; none: always. */
  readonly families: readonly string[];
  /** What it reads beside the policies themselves; for docs/permissions.md. */
  readonly reads?: readonly Need[];
  /** `at`: where in a long answer to begin, and which of several things of one name is meant. */
  answer(ports: QuestionPorts, request: QueryOf<K>, at: Place): Promise<Answer>;
}

/** Forgets which query a kind answers, for the registry; `answer` checks it again. */
export function questionKind<K extends QueryRequest['kind']>(kind: QuestionKind<K>): QuestionKind {
  return {
    ...kind,
    answer(ports, request, at) {
      if (request.kind !== kind.kind) throw new Error(`${kind.kind} cannot answer ${request.kind}`);
      return kind.answer(ports, request as QueryOf<K>, at); // the line above has just compared the kinds
    },
  };
}

/** Families whose policies have names, with all their variants. */
export function namedFamilies(families: Families, id: string | undefined): readonly Family[] {
  return [...families.values()].filter((family) => family.nameAt !== null && (id === undefined || family.id === id));
}
