import type { AlertPorts, AlertSettings } from '../alerts/ports';
import type { Apps } from '../core/app';
import type { Families } from '../core/family';
import type { Window } from '../changes/freezes';
import type { DrawPorts } from '../delivery/draw';
import type { Never, Threshold } from '../core/thresholds';
import type { Reader } from '../language/parse';
import type { Chat, Clock, Graph, Log, Store } from '../ports';
import type { Drawer } from '../views/drawer';
import type { Approvers } from './approvers';
import type { Rate } from './rate';
import type { RoleHolders, RoleTable, Roles } from './roles';

/** The parts of warden.yaml the bot reads; asked for each time, since the file may change. */
export interface BotRules extends RoleTable {
  /** Switched-on families; the registry is cut to them. */
  readonly families: Families;
  readonly writes: boolean;
  /** What is never done from chat, whoever asks. */
  readonly never: readonly Never[];
  /** Windows in which nothing is written, in their own zones. */
  readonly freezes: readonly Window[];
  /** Who must approve what; the strictest of those that match counts. */
  readonly thresholds: readonly Threshold[];
  readonly expireAfterHours: number;
  readonly remindBeforeHours: number;
  readonly approvalsChannel: string | undefined;
  /** Where what owners do in an emergency is told, beside the approvals channel. */
  readonly auditChannel: string | undefined;
  /** Channels of which an owner has said whether names stay out of what is posted there. */
  readonly discreet: ReadonlyMap<string, boolean>;
  readonly breakGlass: RoleHolders;
  readonly timezone: string;
  readonly tenants: readonly string[];
  /** Id of the app in its Teams manifest: by it the bot finds and installs itself. */
  readonly teamsApp: string;
  /** Undefined: devices are not swept. */
  readonly alerts?: AlertSettings;
}

/** How long people are kept waiting for more, in milliseconds. */
export interface Patience {
  /** The card waits so long for the count of whom it hits, before it goes out with «counting». */
  readonly reach: number;
  /** An apply that lasts longer is shown as being applied. */
  readonly apply: number;
  /** The answer to a deciding press waits so long, so that it can show what came of it. */
  readonly press: number;
}

export const usualPatience: Patience = { reach: 900, apply: 2000, press: 1500 };

export interface BotPorts {
  readonly patience: Patience;
  readonly store: Store;
  readonly graph: Graph;
  readonly pages?: AlertPorts['pages'];
  readonly clock: Clock;
  readonly chat: Chat;
  readonly log: Log;
  readonly apps: Apps;
  readonly rules: () => BotRules;
  readonly roles: Roles;
  readonly rate: Rate;
  readonly approvers: Approvers;
  readonly reader: () => Reader;
  readonly drawer: Drawer;
  readonly draw: DrawPorts;
  /** «5 Mar 09:00 UTC». */
  readonly sayWhen: (iso: string) => string;
  /** Looks at the outbox and the due times now. */
  readonly kick: () => void;
  /** Does what is due and waits for it, but not long. */
  readonly hurry: () => Promise<void>;
}
