import { completedPolicy } from '../areas/app-protection';
import { completedConfigurationPolicy } from '../areas/configuration-policies';
import { type Random, seededRandom } from '../random';
import {
  type Collection,
  collectionNames,
  type CollectionName,
  emptyTenant,
  type Properties,
  type Tenant,
  versionTag,
} from '../tenant';
import { addDevices } from './devices';
import { tenantId } from './ids';
import { addPeople } from './people';
import { addPolicies } from './policies';
import { addRegistrations } from './registrations';

/** The made-up company: 300 staff, 250 devices, and the policies a real tenant of that size begins with. */
export function seededTenant({ seed, now }: { readonly seed: number; readonly now: () => Date }): Tenant {
  const random = seededRandom(seed);
  const tenant = emptyTenant({
    id: tenantId,
    guid: random.guid,
    now,
    complete: (name, sent) => completed(name, sent, random),
  });
  const founding = { seed, at: now().getTime() };
  if (founded?.seed === founding.seed && founded.at === founding.at) {
    takeOver(founded, tenant, random);
    return tenant;
  }
  found(tenant, random, new Date(founding.at));
  founded = { ...founding, ...imageOf(tenant), state: random.state() };
  return tenant;
}

/** The company as it was founded. */
interface Founded {
  readonly seed: number;
  readonly at: number;
  readonly collections: readonly (readonly [CollectionName, Collection])[];
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of the random numbers, once it was. */
  readonly state: number;
}

/** The last one: who founds many at one moment, as tests do, has the same each time. */
let founded: Founded | undefined;

function takeOver({ collections, members, state }: Founded, tenant: Tenant, random: Random): void {
  for (const [name, entities] of collections)
    for (const [id, entity] of entities) tenant.collections[name].set(id, entity);
  for (const [group, ids] of members) tenant.members.set(group, new Set(ids));
  random.goOnFrom(state);
}

/** Entities are replaced and never changed in place, so two companies may hold the same ones. */
function imageOf({ collections, members }: Tenant): Pick<Founded, 'collections' | 'members'> {
  return {
    collections: collectionNames.map((name) => [name, new Map(collections[name])]),
    members: new Map([...members].map(([group, ids]) => [group, new Set(ids)])),
  };
}

function found(tenant: Tenant, random: Random, startedAt: Date): void {
  tenant.collections.organization.set(tenantId, {
    id: tenantId,
    displayName: 'Contoso',
    countryLetterCode: 'NL',
    createdDateTime: '2019-02-11T08:20:41Z',
    tenantType: 'AAD',
    assignedPlans: plans.map((plan) => ({
      ...plan,
      assignedDateTime: '2023-01-09T10:00:00Z',
      capabilityStatus: 'Enabled',
    })),
    verifiedDomains: [
      {
        capabilities: 'Email, OfficeCommunicationsOnline',
        isDefault: true,
        isInitial: false,
        name: 'contoso.com',
        type: 'Managed',
      },
      { capabilities: 'Email', isDefault: false, isInitial: true, name: 'contoso.onmicrosoft.com', type: 'Managed' },
    ],
  });
  addPeople(tenant, random);
  addPolicies(tenant, startedAt);
  addDevices(tenant, random, startedAt);
  addRegistrations(tenant, random, startedAt);
}

/** Of Microsoft 365 E5, what matters here. https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference */
const plans = [
  { service: 'SCO', servicePlanId: 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5' },
  { service: 'WindowsDefenderATP', servicePlanId: '871d91ec-ec1a-452b-a83f-bd76c7d770ef' },
  { service: 'AADPremiumService', servicePlanId: '41781fb2-bc02-4b7c-bd55-b576c07bb09d' },
] as const;

function completed(collection: CollectionName, sent: Properties, random: Random): Properties {
  if (collection === 'configurationPolicies') return completedConfigurationPolicy(sent, random.guid);
  const kinds = {
    androidManagedAppProtections: 'android',
    iosManagedAppProtections: 'ios',
    targetedManagedAppConfigurations: 'configuration',
  } as const;
  const kind = Object.entries(kinds).find(([name]) => name === collection)?.[1];
  if (kind === undefined) return sent;
  const id = `${kind === 'configuration' ? 'A_' : 'T_'}${random.guid()}`;
  return completedPolicy(kind, { id, roleScopeTagIds: ['0'], version: versionTag(random.guid), ...sent });
}
