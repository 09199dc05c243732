import type { AlertRules, Subscription } from '../core/alert';
import type { Clock, Graph, Log, Store } from '../ports';
import type { DevicePages } from './pages';

/** The part of warden.yaml that alerts obey. */
export interface AlertSettings extends AlertRules {
  /** When to sweep, as a cron pattern (a sixth field in front are seconds). */
  readonly sweep: string;
  /** So many parts of the devices are read side by side. */
  readonly partitions: number;
  readonly groupWaitSeconds: number;
  readonly groupIntervalSeconds: number;
  readonly repeatHours: number;
  /** A card takes in new devices for so long; later ones get a card of their own. */
  readonly newCardHours: number;
  readonly timezone: string;
  /** When channels are shown how compliant the devices are: a cron pattern, or `off`. */
  readonly summary: string;
  /** Whether people are told of their own devices. */
  readonly tellPeople: boolean;
  /** Channels that warden.yaml subscribes. */
  readonly subscriptions: readonly Subscription[];
}

export interface AlertPorts {
  readonly store: Store;
  readonly graph: Graph;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => AlertSettings;
  /** Object ids of the users in a group, nested ones too. */
  readonly membersOf: (group: string) => Promise<readonly string[]>;
  /** A name no other running instance has. */
  readonly instance: string;
  /** Reads and compares elsewhere than on this thread; without it, here. */
  readonly pages?: (() => DevicePages) | undefined;
}
