import type { OperationRequest, SendGuideRequest } from '../core/request';

/** What is done beside policies, and is no policy's settings. */

export type OperationKind = OperationRequest['kind'] | SendGuideRequest['kind'];

/** An application permission, what it is for here, and where Microsoft says so. */
export interface Need {
  readonly permission: string;
  readonly about: string;
  readonly docs: string;
}

/** What every operation says of itself: help, docs and rights are driven by it. */
export interface Operation {
  readonly kind: OperationKind;
  readonly title: string;
  /** What help finds it by. */
  readonly words: readonly string[];
  /** Who may ask for it. */
  readonly role: 'requestor';
  /** Shown by help and in the reference; tests hold the reader to them. */
  readonly examples: readonly string[];
  /** What happens to it, for the reference: «at once», «two approvals, cannot be reverted». */
  readonly does: string;
  /** Families without which it makes no sense; none: always. */
  readonly families: readonly string[];
  readonly reads: readonly Need[];
  readonly writes: readonly Need[];
}
