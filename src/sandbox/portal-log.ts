import type { Entity } from './present';
import type { Properties } from './tenant';

/** What somebody did in the portal, as Microsoft's logs say it: Intune's, or the directory's. */
export function portalEntry(edit: {
  readonly id: string;
  readonly at: string;
  readonly directory: boolean;
  readonly operation: 'Patch' | 'Delete';
  readonly before: Entity;
  readonly changed: Properties;
}): Entity {
  const { id, at, directory, operation, before, changed } = edit;
  const title = before['displayName'] ?? before['name'] ?? null;
  const modifiedProperties = Object.entries(changed).map(([displayName, value]) => ({
    displayName,
    oldValue: textOf(before[displayName]),
    newValue: textOf(value),
  }));
  if (directory) {
    return {
      id,
      category: 'Policy',
      activityDateTime: at,
      activityDisplayName: `${operation === 'Delete' ? 'Delete' : 'Update'} conditional access policy`,
      operationType: operation === 'Delete' ? 'Delete' : 'Update',
      result: 'success',
      initiatedBy: { app: null, user: { displayName: 'Paula Portal', userPrincipalName: portalUser } },
      targetResources: [{ id: before.id, displayName: title, type: 'Policy', modifiedProperties }],
    };
  }
  return {
    id,
    displayName: `${operation} policy`,
    componentName: 'DeviceConfiguration',
    activityDateTime: at,
    activityType: `${operation} policy`,
    activityOperationType: operation,
    activityResult: 'Success',
    category: 'DeviceConfiguration',
    actor: { type: 'ItPro', auditActorType: 'ItPro', userPrincipalName: portalUser },
    resources: [{ displayName: title, type: 'Policy', resourceId: before.id, modifiedProperties }],
  };
}

const portalUser = 'paula@contoso.example';

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
