import { startSandbox } from '../../src/sandbox/server';
import { judge } from '../../src/sandbox/judge';
import { modelOf } from '../../src/sandbox/model';
import { apps, defenderConnector, groups, people, policies, tenantId } from '../../src/sandbox/seed/ids';
import { seededTenant } from '../../src/sandbox/seed/company';
import { collectionNames, type CollectionName, type Tenant } from '../../src/sandbox/tenant';
import { noon } from './ask';

const tenant = seededTenant({ seed: 7, now: () => noon });

/** Everything a tenant holds, in one text. */
function everything({ collections, members }: Tenant): string {
  return JSON.stringify([
    collectionNames.map((name) => [...collections[name].values()]),
    [...members].map(([group, ids]) => [group, [...ids]]),
  ]);
}

describe('seededTenant', () => {
  test('is the same for the same seed, ids and all', () => {
    // Only the last one is kept, so this one is made anew.
    seededTenant({ seed: 8, now: () => noon });
    const again = seededTenant({ seed: 7, now: () => noon });

    expect(everything(again) === everything(tenant)).toBe(true);
    expect(again.guid()).toBe(seededTenant({ seed: 7, now: () => noon }).guid());
  });

  test('is as it was after another of the same moment has changed', () => {
    const found = () => seededTenant({ seed: 7, now: () => noon });
    const other = found();
    other.changePolicy('iOS Office baseline', { pinRequired: false });
    other.deleteDevice('LAPTOP-001');
    other.members.get(groups.pilot)?.clear();
    other.guid();

    const next = found();

    expect(everything(next) === everything(tenant)).toBe(true);
    expect(next.guid()).toBe(found().guid());
  });

  test('is another for another seed', () => {
    expect(everything(seededTenant({ seed: 8, now: () => noon })) === everything(tenant)).toBe(false);
  });

  test('keeps the ids that stand still', () => {
    const other = seededTenant({ seed: 99, now: () => noon });

    expect(other.id).toBe(tenantId);
    expect(Object.values(people).every((id) => other.collections.users.has(id))).toBe(true);
    expect(Object.values(groups).every((id) => other.collections.groups.has(id))).toBe(true);
    expect(Object.values(policies).every((id) => other.policy(id).id === id)).toBe(true);
    expect(Object.values(apps).every((id) => other.collections.mobileApps.has(id))).toBe(true);
    expect(other.collections.mobileThreatDefenseConnectors.has(defenderConnector)).toBe(true);
  });

  test('has 300 on the staff, with the named people and without guest and emergency account', () => {
    const staff = new Set(tenant.transitiveMembers(groups.allStaff).map(({ id }) => id));

    expect(staff.size).toBe(300);
    expect([people.ana, people.omar, people.priya, people.ben, people.sam].every((id) => staff.has(id))).toBe(true);
    expect(staff.has(people.eve) || staff.has(people.breakGlass)).toBe(false);
    expect(tenant.user('Eve Stone')['userType']).toBe('Guest');
    expect([...tenant.collections.users.values()].every(({ accountEnabled }) => accountEnabled === true)).toBe(true);
  });

  test('has the groups with their members', () => {
    const names = (group: string): string[] =>
      tenant.transitiveMembers(group).map(({ displayName }) => String(displayName));

    expect(names(groups.pilot)).toHaveLength(12);
    expect(names(groups.breakGlass)).toEqual(['Emergency Access']);
    expect(names(groups.readers)).toEqual(['Ben Cole']);
    expect(names(groups.requestors).sort()).toEqual(['Ana Ruiz', 'Sam Okafor']);
    expect(names(groups.approvers).sort()).toEqual(['Omar Haddad', 'Priya Nair', 'Sam Okafor']);
    expect(names(groups.sales).length).toBeGreaterThan(20);
    expect(names(groups.finance).length).toBeGreaterThan(20);
  });

  test('has people with apostrophes and umlauts, and plain addresses', () => {
    const users = [...tenant.collections.users.values()];
    const addresses = users.map(({ userPrincipalName }) => String(userPrincipalName));

    expect(users.some(({ surname }) => String(surname).includes("'"))).toBe(true);
    expect(users.some(({ displayName }) => /[äöüøåñéí]/.test(String(displayName)))).toBe(true);
    expect(
      addresses
        .filter((address) => !address.includes('#EXT#'))
        .every((address) => /^[a-z.]+@contoso\.(onmicrosoft\.)?com$/.test(address)),
    ).toBe(true);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  test('has 250 devices on four platforms, five of them managed by Defender', () => {
    const devices = [...tenant.collections.managedDevices.values()];
    const platforms = new Set(devices.map(({ operatingSystem }) => operatingSystem));
    const count = (state: string): number => devices.filter(({ complianceState }) => complianceState === state).length;

    expect(devices).toHaveLength(250);
    expect([...platforms].sort()).toEqual(['Android', 'Windows', 'Windows Server', 'iOS', 'macOS']);
    expect(devices.filter(({ managementAgent }) => managementAgent === 'msSense')).toHaveLength(5);
    expect(count('compliant')).toBeGreaterThan(200);
    expect(count('noncompliant')).toBeGreaterThan(5);
    expect(count('inGracePeriod')).toBeGreaterThan(0);
    expect(
      devices.filter(({ partnerReportedThreatState }) => partnerReportedThreatState === 'highSeverity'),
    ).toHaveLength(5);
    expect(new Set(devices.map(({ deviceName }) => deviceName)).size).toBe(250);
    expect(
      devices.every(({ azureADDeviceId }) =>
        [...tenant.collections.devices.values()].some(({ deviceId }) => deviceId === azureADDeviceId),
      ),
    ).toBe(true);
  });

  test('has registrations of phones that are not enrolled, one device tag for each phone', () => {
    const unenrolled = [...tenant.collections.managedAppRegistrations.values()].filter(
      ({ managedDeviceId }) => managedDeviceId === '',
    );
    const tags = new Set(unenrolled.map(({ deviceTag }) => deviceTag));

    expect(tags.size).toBe(46);
    expect(unenrolled).toHaveLength(137);
  });

  test('has nothing Microsoft does not know', () => {
    const types: Readonly<Partial<Record<CollectionName, string>>> = {
      users: 'user',
      groups: 'group',
      devices: 'device',
      managedDevices: 'managedDevice',
      managedAppRegistrations: 'managedAppRegistration',
      mobileThreatDefenseConnectors: 'mobileThreatDefenseConnector',
      androidManagedAppProtections: 'androidManagedAppProtection',
      iosManagedAppProtections: 'iosManagedAppProtection',
      targetedManagedAppConfigurations: 'targetedManagedAppConfiguration',
      mobileApps: 'mobileApp',
      deviceCompliancePolicies: 'deviceCompliancePolicy',
      organization: 'organization',
    };
    const navigations = ['apps', 'assignments', 'settings', 'scheduledActionsForRule', 'scheduledActionConfigurations'];

    for (const [name, type] of Object.entries(types) as [CollectionName, string][]) {
      const entities = [...tenant.collections[name].values()];
      expect(entities.length).toBeGreaterThan(0);
      for (const entity of entities) judge(modelOf('beta'), type, entity, { navigations });
    }
  });

  test('has the connector half on, and nothing yet of what comes later', () => {
    expect(tenant.policy(defenderConnector)).toMatchObject({
      partnerState: 'enabled',
      windowsEnabled: true,
      iosEnabled: true,
      androidEnabled: true,
      iosMobileApplicationManagementEnabled: true,
      androidMobileApplicationManagementEnabled: false,
    });
    expect(tenant.collections.configurationPolicies.size).toBe(0);
    expect(tenant.collections.conditionalAccessPolicies.size).toBe(0);
  });
});

describe('a living tenant', () => {
  test('has devices whose threat rises and falls, and one that stands still has not', async () => {
    let now = noon;
    const living = await startSandbox({ now: () => now, seed: 7, live: true });
    const still = await startSandbox({ now: () => now, seed: 7 });
    const threats = ({ collections }: Tenant): string[] =>
      [...collections.managedDevices.values()].map(({ partnerReportedThreatState }) =>
        String(partnerReportedThreatState),
      );
    const before = threats(living.tenant);

    now = new Date(noon.getTime() + 3_600_000);
    await Promise.all([living, still].map(({ url }) => fetch(`${url}/v1.0/deviceManagement/managedDevices`)));
    const after = threats(living.tenant);

    const raised = before.filter((threat, index) => threat === 'secured' && after[index] !== 'secured');
    const calmed = before.filter((threat, index) => threat !== 'secured' && after[index] === 'secured');
    expect(raised.length).toBeGreaterThan(5);
    expect(calmed.length).toBeGreaterThan(3);
    expect(threats(still.tenant)).toEqual(before);
    await Promise.all([living.close(), still.close()]);
  });
});

describe('the tenant in a test', () => {
  test('changes, adds and deletes policies as the portal would', () => {
    const own = seededTenant({ seed: 1, now: () => noon });
    const before = own.policy('iOS Office baseline');

    own.changePolicy('iOS Office baseline', { minimumPinLength: 6 });
    const added = own.addPolicy('androidManagedAppProtections', { displayName: 'Travel' });
    own.deletePolicy('Defender for Pilot');

    expect(own.policy('iOS Office baseline')).toMatchObject({
      minimumPinLength: 6,
      lastModifiedDateTime: '2026-03-02T12:00:00Z',
    });
    expect(own.policy('iOS Office baseline')['version']).not.toBe(before['version']);
    expect(before['minimumPinLength']).toBe(4);
    expect(added.id).toMatch(/^T_/);
    expect(added['minimumRequiredPatchVersion']).toBe('0000-00-00');
    expect(() => own.policy('Defender for Pilot')).toThrow('The tenant has no «Defender for Pilot».');
  });

  test('says so when a name is not unique', () => {
    const own = seededTenant({ seed: 1, now: () => noon });
    own.addPolicy('iosManagedAppProtections', { displayName: 'iOS Office baseline' });

    expect(() => own.policy('iOS Office baseline')).toThrow('The tenant has 2 called «iOS Office baseline».');
  });

  test('finds members of groups in groups, once each, also in circles', () => {
    const own = seededTenant({ seed: 1, now: () => noon });
    const inner = own.addGroup({ displayName: 'Inner' }, [people.ana]);
    const outer = own.addGroup({ displayName: 'Outer' }, [inner.id, people.ana, people.omar]);
    own.members.get(inner.id)?.add(outer.id);

    const found = own.transitiveMembers(outer.id).map(({ id }) => id);

    expect(found.filter((id) => id === people.ana)).toHaveLength(1);
    expect(found).toContain(people.omar);
    expect(own.groupsOf(people.ana).map(({ displayName }) => displayName)).toEqual(
      expect.arrayContaining(['Inner', 'Outer']),
    );
  });
});
