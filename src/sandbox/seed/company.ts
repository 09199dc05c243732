import { completedPolicy } from '../areas/app-protection';
import { completedConfigurationPolicy } from '../areas/configuration-policies';
import { type Random, seededRandom } from '../random';
import { type CollectionName, emptyTenant, type Properties, type Tenant, versionTag } from '../tenant';
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
  const startedAt = now();
  tenant.collections.organization.set(tenantId, {
    id: tenantId,
    displayName: 'Contoso',
    countryLetterCode: 'NL',
    createdDateTime: '2019-02-11T08:20:41Z',
    tenantType: 'AAD',
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
  return tenant;
}

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

/** An instant so many hours before (or, negative, after) another. */
export function hoursBefore(date: Date, hours: number): string {
  return new Date(date.getTime() - hours * 3_600_000).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
