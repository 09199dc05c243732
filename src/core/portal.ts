import { z } from 'zod';

/** What Microsoft's logs say was changed in the tenant, by whom and when. Pure. */

export interface PortalEdit {
  /** Of the entry in Microsoft's log. */
  readonly id: string;
  readonly at: string;
  /** `acted`: something was asked of it, such as assigning. */
  readonly act: 'created' | 'changed' | 'acted' | 'deleted';
  readonly by: { readonly name: string; readonly appId?: string };
  readonly objectId: string;
  /** What kind of thing it is, as the log calls it. */
  readonly sort?: string;
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly from: string; readonly to: string }[];
}

const Property = z.object({
  displayName: z.string().nullish(),
  oldValue: z.string().nullish(),
  newValue: z.string().nullish(),
});

/** https://learn.microsoft.com/graph/api/resources/intune-auditing-auditevent */
const IntuneEvent = z.object({
  id: z.string(),
  activityDateTime: z.string(),
  activityOperationType: z.string().nullish(),
  activityResult: z.string().nullish(),
  actor: z.object({
    userPrincipalName: z.string().nullish(),
    applicationId: z.string().nullish(),
    applicationDisplayName: z.string().nullish(),
  }),
  resources: z.array(
    z.object({
      displayName: z.string().nullish(),
      resourceId: z.string().nullish(),
      auditResourceType: z.string().nullish(),
      modifiedProperties: z.array(Property).nullish(),
    }),
  ),
});

/** https://learn.microsoft.com/graph/api/resources/directoryaudit */
const DirectoryEvent = z.object({
  id: z.string(),
  activityDateTime: z.string(),
  operationType: z.string().nullish(),
  result: z.string().nullish(),
  initiatedBy: z.object({
    user: z.object({ displayName: z.string().nullish(), userPrincipalName: z.string().nullish() }).nullish(),
    app: z.object({ appId: z.string().nullish(), displayName: z.string().nullish() }).nullish(),
  }),
  targetResources: z.array(
    z.object({
      id: z.string().nullish(),
      displayName: z.string().nullish(),
      modifiedProperties: z.array(Property).nullish(),
    }),
  ),
});

/** An entry of either log, one edit for each object it names; nothing when it changed none, or cannot be read. */
export function editsIn(entry: unknown): readonly PortalEdit[] {
  const intune = IntuneEvent.safeParse(entry);
  if (intune.success) return fromIntune(intune.data);
  const directory = DirectoryEvent.safeParse(entry);
  return directory.success ? fromDirectory(directory.data) : [];
}

function fromIntune(event: z.infer<typeof IntuneEvent>): readonly PortalEdit[] {
  const act = acts[event.activityOperationType?.toLowerCase() ?? ''];
  if (!act || failed(event.activityResult)) return [];
  const { userPrincipalName, applicationId, applicationDisplayName } = event.actor;
  // Somebody in the portal acts through Microsoft's own application; only without a person is it the application's act.
  const by = userPrincipalName
    ? { name: userPrincipalName }
    : { name: applicationDisplayName ?? 'an application', ...(applicationId ? { appId: applicationId } : {}) };
  return event.resources.flatMap(({ resourceId, displayName, auditResourceType, modifiedProperties }) => {
    const sort = auditResourceType ? { sort: auditResourceType } : {};
    const about = { id: event.id, at: event.activityDateTime, act, by, ...sort };
    return resourceId ? [edit(about, resourceId, displayName, modifiedProperties)] : [];
  });
}

function fromDirectory(event: z.infer<typeof DirectoryEvent>): readonly PortalEdit[] {
  const act = acts[event.operationType?.toLowerCase() ?? ''];
  if (!act || failed(event.result)) return [];
  const { user, app } = event.initiatedBy;
  const by = user
    ? { name: user.userPrincipalName ?? user.displayName ?? 'somebody' }
    : { name: app?.displayName ?? 'an application', ...(app?.appId ? { appId: app.appId } : {}) };
  return event.targetResources.flatMap(({ id, displayName, modifiedProperties }) =>
    id ? [edit({ id: event.id, at: event.activityDateTime, act, by }, id, displayName, modifiedProperties)] : [],
  );
}

function edit(
  about: Pick<PortalEdit, 'id' | 'at' | 'act' | 'by' | 'sort'>,
  objectId: string,
  name: string | null | undefined,
  properties: readonly z.infer<typeof Property>[] | null | undefined,
): PortalEdit {
  const fields = (properties ?? []).flatMap(({ displayName, oldValue, newValue }) =>
    displayName ? [{ name: displayName, from: oldValue ?? '', to: newValue ?? '' }] : [],
  );
  return { ...about, objectId, name: name ?? objectId, fields };
}

function failed(result: string | null | undefined): boolean {
  return result !== null && result !== undefined && !/^success/i.test(result);
}

/** Intune's words and the directory's. */
const acts: Readonly<Record<string, PortalEdit['act']>> = {
  create: 'created',
  add: 'created',
  patch: 'changed',
  update: 'changed',
  assign: 'acted',
  action: 'acted',
  setreference: 'acted',
  delete: 'deleted',
};
