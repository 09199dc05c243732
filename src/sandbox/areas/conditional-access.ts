import type { Route } from '../call';
import { type EntitySet, routesOf } from '../entity-set';

/** https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy, readable. */
const policies: EntitySet = {
  path: '/identity/conditionalAccess/policies',
  service: 'directory',
  entities: (tenant) => tenant.collections.conditionalAccessPolicies,
  type: 'conditionalAccessPolicy',
  read: { anyOf: ['Policy.Read.All'] },
};

export const conditionalAccessRoutes: readonly Route[] = routesOf(policies);
