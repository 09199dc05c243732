import type { Generated } from 'kysely';
import type { Alert, AlertGroup, Condition } from '../core/alert';
import type { StatusKind } from '../core/change';
import type { Due, Question } from '../ports';

/** The tables as the newest migration leaves them. `record` is the whole thing as JSON; the other columns find it. */
export interface Tables {
  migration: { name: string };
  change: {
    id: number;
    revision: number;
    status: StatusKind;
    requestor: string;
    conversation: string;
    record: string;
    reach: string | null;
  };
  change_object: { change: number; object: string };
  step: { n: Generated<number>; change: number; version: number; part: string; key: string; record: string };
  audit: {
    sequence: number;
    at: number;
    actor: string;
    change: number | null;
    entry: string;
    previous: string;
    hash: string;
  };
  audit_policy: { policy: string; sequence: number };
  conversation: { id: string; record: string };
  person: { id: string; record: string };
  card: { thing: string; conversation: string; record: string };
  /** `key` stands for everything but the token. */
  press: { token: string; key: string; record: string };
  question: {
    n: Generated<number>;
    id: string;
    conversation: string;
    person: string;
    state: Question['state'];
    asked_at: number;
    record: string;
  };
  inbox: { key: string; at: number };
  /** `thing` is null for what is no drawing. */
  outbox: {
    id: Generated<number>;
    conversation: string;
    thing: string | null;
    record: string;
    attempts: number;
    due_at: number;
    claimed_until: number | null;
    /** 1: it may have gone out already. */
    unclear: number | null;
  };
  sent: { conversation: string; at: number };
  due: { key: string; at: number; job: Due['job']; about: string; claimed_until: number | null };
  /** `phases` as `compliance/threat/unseen/flagged`. */
  device: {
    n: Generated<number>;
    id: string;
    phases: string;
    hash: number;
    name: string;
    state: string;
    platform: string;
    enrolled_at: number | null;
    record: string;
  };
  alert: {
    device: string;
    condition: Condition;
    state: Alert['state'];
    started_at: number;
    resolved_at: number | null;
    record: string;
  };
  alert_group: {
    id: Generated<number>;
    revision: number;
    key: string;
    conversation: string;
    condition: Condition;
    state: AlertGroup['state'];
    record: string;
  };
  alert_member: { alert_group: number; device: string; told: string };
  silence: { id: Generated<number>; until: number; record: string };
  subscription: { conversation: string; record: string };
  mark: { name: string; record: string };
  lease: { name: string; holder: string; fence: number; expires_at: number };
}
