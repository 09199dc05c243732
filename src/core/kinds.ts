import type { ChangeRequest, Request, SeveralRequest, SingleRequest } from './request';

/**
 * Which requests are changes. Plain data beside the schemas, since the reader starts without those; a kind that is
 * missing here does not compile.
 */
const single = {
  set: true,
  create: true,
  assign: true,
  unassign: true,
  addApps: true,
  removeApps: true,
  delete: true,
  createGroup: true,
  wipeAppData: true,
} satisfies Readonly<Record<SingleRequest['kind'], true>>;

const others = {
  revert: true,
  putBack: true,
  adopt: true,
  several: true,
} satisfies Readonly<Record<Exclude<ChangeRequest['kind'], SingleRequest['kind']>, true>>;

/** A change that can stand beside others in one. */
export function isSingle<R extends Request | SeveralRequest>(request: R): request is R & SingleRequest {
  return request.kind in single;
}

/** Planned, and done when somebody has approved it. */
export function isChange<R extends Request | SeveralRequest>(request: R): request is R & ChangeRequest {
  return isSingle(request) || request.kind in others;
}
