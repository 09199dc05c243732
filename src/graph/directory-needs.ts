/** What the directory's calls need. Its refusals do not say it, unlike Intune's. */
export interface DirectoryNeed {
  /** Fits the path without host, version and query. */
  readonly path: RegExp;
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** What Warden does there, for docs/permissions.md. */
  readonly about: string;
  readonly docs: string;
  /** Families that need it; without them nobody does. Not given: always needed. */
  readonly families?: readonly string[];
}

/** Least application permissions for what Warden asks of each path; the first that fits counts. https://learn.microsoft.com/graph/permissions-reference */
export const directoryNeeds: readonly DirectoryNeed[] = [
  {
    path: /^\/users\/[^/]+\/checkMemberGroups$/i,
    read: ['Group.Read.All'],
    write: [],
    about: 'which of the groups in `warden.yaml` a person belongs to',
    docs: 'https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups',
  },
  {
    path: /^\/users(\/|$)/i,
    read: ['User.Read.All'],
    write: ['User.ReadWrite.All'],
    about: 'whether a person is a member of the tenant whose account is enabled, and who the people of a group are',
    docs: 'https://learn.microsoft.com/graph/api/user-get',
  },
  {
    path: /^\/groups(\/|$)/i,
    read: ['Group.Read.All'],
    write: ['Group.ReadWrite.All'],
    about: 'groups by name, their members, who may approve, whom a change hits',
    docs: 'https://learn.microsoft.com/graph/api/group-list-transitivemembers',
  },
  {
    path: /^\/directoryObjects\/getByIds$/i,
    read: ['Group.Read.All'],
    write: [],
    about: 'the names of the groups a policy is assigned to',
    docs: 'https://learn.microsoft.com/graph/api/directoryobject-getbyids',
  },
  {
    path: /^\/devices(\(|\/|$)/i,
    read: ['Device.Read.All'],
    write: ['Device.ReadWrite.All'],
    about: 'devices in the directory',
    docs: 'https://learn.microsoft.com/graph/api/device-get',
    families: [],
  },
  {
    path: /^\/identity\/conditionalAccess(\/|$)/i,
    read: ['Policy.Read.All'],
    write: ['Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess', 'Application.Read.All'],
    about: 'Conditional Access policies',
    docs: 'https://learn.microsoft.com/graph/api/conditionalaccessroot-post-policies',
    families: ['conditionalAccess'],
  },
];
