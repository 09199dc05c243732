/** The audit entry: who, what, when, before, after. Append-only; sequence and hash chain are made by the store. */

/** What happened. Stable strings: they are stored and exported. */
export const auditKinds = [
  'request.asked',
  'request.refused',
  'request.misunderstood',
  'question.asked',
  'question.answered',
  'change.proposed',
  'change.amended',
  'change.decided',
  'change.glassBroken',
  'change.refused',
  'change.cancelled',
  'change.expired',
  'change.superseded',
  'change.kept',
  'change.applying',
  'change.waitingForIntune',
  'change.applied',
  'change.stale',
  'change.failed',
  'change.partiallyApplied',
  'change.unknown',
  'change.followed',
  'guide.sent',
  'guide.ended',
  'changes.stopped',
  'changes.resumed',
  'step.filed',
  'step.sent',
  'step.confirmed',
  'step.failed',
  'alert.acknowledged',
  'silence.made',
  'silence.ended',
  'channel.subscribed',
  'channel.unsubscribed',
  'channel.lost',
  'channel.readers',
  'device.synced',
  'portal.changed',
  'portal.alarm',
  'press.refused',
  'person.refused',
  'role.failed',
  'audit.anchored',
] as const;
export type AuditKind = (typeof auditKinds)[number];

export interface AuditEntry {
  readonly at: string;
  readonly kind: AuditKind;
  /** Entra object id and name as shown; `warden` for what the bot does by itself. */
  readonly actor: { readonly objectId: string; readonly name: string };
  readonly change?: number;
  /** The Graph objects concerned, `family/variant/id`. */
  readonly objects?: readonly string[];
  /** Names of policies concerned, so that «who changed X» finds them. */
  readonly policies?: readonly string[];
  /** Facts of this kind of entry: before and after, status, Graph request id. Never a secret. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** An entry as it stands in the log. */
export interface AuditRecord extends AuditEntry {
  readonly sequence: number;
  readonly previous: string;
  readonly hash: string;
}

export const warden = { objectId: 'warden', name: 'Warden' } as const;
