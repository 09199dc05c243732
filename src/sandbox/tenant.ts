import { portalEntry } from './portal-log';
import type { Entity } from './present';

/** Everything the made-up tenant holds, by Graph's name of the collection. Shapes are beta's, the fuller ones. */
export const collectionNames = [
  'organization',
  'users',
  'groups',
  'devices',
  'managedDevices',
  'managedAppRegistrations',
  'mobileThreatDefenseConnectors',
  'androidManagedAppProtections',
  'iosManagedAppProtections',
  'targetedManagedAppConfigurations',
  'mobileAppConfigurations',
  'mobileApps',
  'deviceCompliancePolicies',
  'configurationPolicies',
  'conditionalAccessPolicies',
  'auditEvents',
  'operationApprovalRequests',
  'directoryAudits',
] as const;

export type CollectionName = (typeof collectionNames)[number];
export type Collection = Map<string, Entity>;
export type Properties = Readonly<Record<string, unknown>>;

/** The live state. Entities are replaced, never changed in place, so what a test holds stays as it was. */
export interface Tenant {
  readonly id: string;
  readonly collections: Readonly<Record<CollectionName, Collection>>;
  /** Object ids of the direct members, by group id. */
  readonly members: Map<string, Set<string>>;
  /** The next id of the seeded stream. */
  readonly guid: () => string;

  /** The one policy or connector of this name, or of this id; throws when there is none or more than one. */
  readonly policy: (nameOrId: string) => Entity;
  /** Changes a policy as somebody in the portal would: top-level properties replaced, version and time moved on. */
  readonly changePolicy: (nameOrId: string, changed: Properties) => Entity;
  readonly deletePolicy: (nameOrId: string) => void;
  /** `@odata.type` belongs to the properties where the collection holds several types. */
  readonly addPolicy: (collection: CollectionName, properties: Properties) => Entity;

  readonly group: (nameOrId: string) => Entity;
  readonly addGroup: (properties: Properties & { readonly displayName: string }, members?: readonly string[]) => Entity;
  /** By display name, user principal name or id. */
  readonly user: (nameOrId: string) => Entity;
  readonly addUser: (properties: Properties & { readonly displayName: string }) => Entity;
  readonly changeUser: (nameOrId: string, changed: Properties) => Entity;
  /** A managed device by name or id. */
  readonly device: (nameOrId: string) => Entity;
  readonly addDevice: (properties: Properties & { readonly deviceName: string }) => Entity;
  readonly changeDevice: (nameOrId: string, changed: Properties) => Entity;
  readonly deleteDevice: (nameOrId: string) => void;
  /** Direct and nested members, without repeats. */
  readonly transitiveMembers: (groupId: string) => readonly Entity[];
  /** Groups an object is in, directly or through other groups. */
  readonly groupsOf: (objectId: string) => readonly Entity[];
}

const policyCollections: readonly CollectionName[] = [
  'mobileThreatDefenseConnectors',
  'androidManagedAppProtections',
  'iosManagedAppProtections',
  'targetedManagedAppConfigurations',
  'mobileAppConfigurations',
  'deviceCompliancePolicies',
  'configurationPolicies',
  'conditionalAccessPolicies',
];

/** What the tenant is made with. */
export interface TenantParts {
  readonly id: string;
  readonly guid: () => string;
  readonly now: () => Date;
  /** Fills a policy made in the portal up as the service does. */
  readonly complete: (collection: CollectionName, properties: Properties) => Properties;
}

export function emptyTenant({ id, guid, now, complete }: TenantParts): Tenant {
  // fromEntries forgets the keys; they are the names just listed.
  const collections = Object.fromEntries(collectionNames.map((name) => [name, new Map()])) as Record<
    CollectionName,
    Collection
  >;
  const members = new Map<string, Set<string>>();

  const find = (names: readonly CollectionName[], nameOrId: string, keys: readonly string[]): Found => {
    const found = names.flatMap((name) =>
      [...collections[name].values()]
        .filter((entity) => entity.id === nameOrId || keys.some((key) => entity[key] === nameOrId))
        .map((entity): Found => ({ collection: collections[name], entity })),
    );
    const [first] = found;
    if (!first) throw new RangeError(`The tenant has no «${nameOrId}».`);
    if (found.length > 1) throw new RangeError(`The tenant has ${found.length} called «${nameOrId}».`);
    return first;
  };
  const change = ({ collection, entity }: Found, changed: Properties): Entity => {
    const after: Entity = { ...entity, ...changed, id: entity.id };
    collection.set(entity.id, after);
    return after;
  };
  const add = (name: CollectionName, properties: Properties): Entity => {
    const entity: Entity = { ...properties, id: typeof properties['id'] === 'string' ? properties['id'] : guid() };
    collections[name].set(entity.id, entity);
    return entity;
  };
  // Somebody in the portal: Microsoft's logs name them, and the values before and after.
  const note = (found: Found, operation: 'Patch' | 'Delete', changed: Properties): void => {
    const directory = found.collection === collections.conditionalAccessPolicies;
    const log = directory ? collections.directoryAudits : collections.auditEvents;
    const entry = portalEntry({ id: guid(), at: instant(now()), directory, operation, before: found.entity, changed });
    log.set(entry.id, entry);
  };
  const findPolicy = (nameOrId: string): Found => find(policyCollections, nameOrId, ['displayName', 'name']);
  const findUser = (nameOrId: string): Found => find(['users'], nameOrId, ['displayName', 'userPrincipalName']);
  const findDevice = (nameOrId: string): Found => find(['managedDevices'], nameOrId, ['deviceName']);

  return {
    id,
    collections,
    members,
    guid,
    policy: (nameOrId) => findPolicy(nameOrId).entity,
    changePolicy: (nameOrId, changed) => {
      const found = findPolicy(nameOrId);
      note(found, 'Patch', changed);
      return change(found, { ...changed, ...nextRevision(found.entity, guid, now()) });
    },
    deletePolicy: (nameOrId) => {
      const found = findPolicy(nameOrId);
      note(found, 'Delete', {});
      found.collection.delete(found.entity.id);
    },
    addPolicy: (name, properties) =>
      add(name, {
        createdDateTime: instant(now()),
        lastModifiedDateTime: instant(now()),
        ...complete(name, properties),
      }),
    group: (nameOrId) => find(['groups'], nameOrId, ['displayName']).entity,
    addGroup: (properties, ids = []) => {
      const group = add('groups', { ...plainGroup(properties.displayName, now()), ...properties });
      members.set(group.id, new Set(ids));
      return group;
    },
    user: (nameOrId) => findUser(nameOrId).entity,
    addUser: (properties) =>
      add('users', { accountEnabled: true, userType: 'Member', createdDateTime: instant(now()), ...properties }),
    changeUser: (nameOrId, changed) => change(findUser(nameOrId), changed),
    device: (nameOrId) => findDevice(nameOrId).entity,
    addDevice: (properties) => add('managedDevices', { ...newDevice(now()), ...properties }),
    changeDevice: (nameOrId, changed) => change(findDevice(nameOrId), changed),
    deleteDevice: (nameOrId) => {
      const { collection, entity } = findDevice(nameOrId);
      collection.delete(entity.id);
    },
    transitiveMembers: (groupId) =>
      [...reachable(groupId, (id) => members.get(id) ?? [])].flatMap((id) => directoryObject(collections, id) ?? []),
    groupsOf: (objectId) => {
      const parents = (id: string): string[] => [...members].filter(([, ids]) => ids.has(id)).map(([group]) => group);
      return [...reachable(objectId, parents)].flatMap((id) => collections.groups.get(id) ?? []);
    },
  };
}

/** A user, group or Entra device by its object id. */
export function directoryObject(collections: Tenant['collections'], id: string): Entity | undefined {
  return collections.users.get(id) ?? collections.groups.get(id) ?? collections.devices.get(id);
}

/** What a write moves on: the time, and the version, which is a counter here and an opaque tag there. */
export function nextRevision(entity: Entity, guid: () => string, now: Date): Properties {
  if (!('lastModifiedDateTime' in entity)) return {};
  const { version } = entity;
  const moved =
    typeof version === 'number'
      ? { version: version + 1 }
      : typeof version === 'string'
        ? { version: versionTag(guid) }
        : {};
  return { ...moved, lastModifiedDateTime: instant(now) };
}

/** App policies carry a quoted tag like `"220221f9-0000-0d00-0000-6451e8020000"`. */
export function versionTag(guid: () => string): string {
  const [first = '', , , , last = ''] = guid().split('-');
  return `"${first}-0000-0d00-0000-${last}"`;
}

/** As Graph writes instants: UTC, no fraction when there is none. */
export function instant(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

interface Found {
  readonly collection: Collection;
  readonly entity: Entity;
}

/** Nearest first, in the order they were put in. */
function reachable(from: string, next: (id: string) => Iterable<string>): Set<string> {
  const seen = new Set<string>(next(from));
  // What is added to a set while it is walked is walked too.
  for (const id of seen) for (const further of next(id)) seen.add(further);
  return seen;
}

function plainGroup(displayName: string, now: Date): Properties {
  return {
    createdDateTime: instant(now),
    description: null,
    groupTypes: [],
    mailEnabled: false,
    mailNickname: displayName.replaceAll(/[^A-Za-z0-9]/g, ''),
    securityEnabled: true,
  };
}

function newDevice(now: Date): Properties {
  return {
    enrolledDateTime: instant(now),
    lastSyncDateTime: instant(now),
    complianceState: 'unknown',
    partnerReportedThreatState: 'unknown',
    managementAgent: 'mdm',
    managementState: 'managed',
    managedDeviceOwnerType: 'company',
  };
}
