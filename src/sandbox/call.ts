import type { Model } from './model';
import type { Query } from './query';
import type { Tenant } from './tenant';

export type Version = 'v1.0' | 'beta';
export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** One Graph call, past sign-in and routing. */
export interface Call {
  readonly version: Version;
  readonly method: Method;
  /** What stood for `{name}` in the route's path. */
  readonly values: Readonly<Record<string, string>>;
  readonly query: Query;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, undefined when there was none. */
  readonly body: unknown;
  /** Root of the version (`http://127.0.0.1:4000/beta`). */
  readonly root: string;
  /** Path and query under the root. */
  readonly path: string;
  readonly model: Model;
  readonly tenant: Tenant;
  readonly now: Date;
  readonly devicePageSize: number;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string is sent as plain text. */
  readonly body?: unknown;
}

/** Which application permissions a call needs: one of some, or all of some. */
export type Permission = { readonly anyOf: readonly string[] } | { readonly allOf: readonly string[] };

export interface Route {
  readonly method: Method;
  /** `/groups/{id}/members`; compared without regard to case, as Graph does. */
  readonly path: string;
  /** Both when not given. */
  readonly versions?: readonly Version[];
  readonly permission: Permission;
  /** A POST that changes nothing, so it is no write. */
  readonly onlyReads?: boolean;
  readonly answer: (call: Call) => Answer;
}
