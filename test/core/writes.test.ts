import { appChanges, groupChanges, settingChanges } from '../../src/core/difference';
import { driftOf, leftToDo } from '../../src/core/drift';
import { planOf } from '../../src/core/plan';
import { writesOf } from '../../src/core/writes';
import { appProtection } from '../../src/families/app-protection';
import type { Family } from '../../src/core/family';
import { aPart, aSnapshot } from '../support/builders';

const family: Family = appProtection;
const marker = '(Warden #12)';

describe('settingChanges', () => {
  test('leaves out what is already so', () => {
    const changes = settingChanges(family, 'ios', aSnapshot(), {
      maximumAllowedDeviceThreatLevel: 'medium',
      pinRequired: true,
    });

    expect(changes).toEqual([
      {
        kind: 'setting',
        setting: 'maximumAllowedDeviceThreatLevel',
        from: 'high',
        to: 'medium',
        direction: 'tightens',
      },
    ]);
  });

  test('leaves out what the platform does not have', () => {
    expect(settingChanges(family, 'android', aSnapshot(), { faceIdBlocked: true })).toEqual([]);
  });
});

describe('writesOf', () => {
  test('sends changed properties only, with the derived type', () => {
    const [write, ...more] = writesOf(aPart(), family, aSnapshot(), marker);

    expect(more).toEqual([]);
    expect(write).toEqual({
      key: 'settings',
      method: 'PATCH',
      version: 'beta',
      path: '/deviceAppManagement/iosManagedAppProtections/T_1',
      body: { '@odata.type': '#microsoft.graph.iosManagedAppProtection', maximumAllowedDeviceThreatLevel: 'medium' },
    });
  });

  test('writes the iOS form of a setting that Android has as a boolean', () => {
    const changes = settingChanges(family, 'ios', aSnapshot(), { screenCaptureBlocked: true });
    const [write] = writesOf(aPart({ changes }), family, aSnapshot(), marker);

    expect(write?.body).toMatchObject({ screenCaptureConfigurationState: 'blocked' });
  });

  test('merges groups into what is assigned, keeping targets it does not know', () => {
    const filtered = {
      '@odata.type': '#microsoft.graph.groupAssignmentTarget',
      groupId: 'g-1',
      deviceAndAppManagementAssignmentFilterId: 'f-1',
      deviceAndAppManagementAssignmentFilterType: 'include',
    };
    const before = aSnapshot({ assignments: [{ target: filtered }] });
    const changes = groupChanges(before, [{ id: 'g-2', name: 'Sales', act: 'add', exclude: true }]);
    const [write] = writesOf(aPart({ act: 'assign', changes, before }), family, before, marker);

    expect(write?.body).toEqual({
      assignments: [
        { target: filtered },
        { target: { '@odata.type': '#microsoft.graph.exclusionGroupAssignmentTarget', groupId: 'g-2' } },
      ],
    });
  });

  test('merges with the groups that are there now, not with those of the plan', () => {
    const changes = groupChanges(aSnapshot(), [{ id: 'g-2', name: 'Sales', act: 'add', exclude: false }]);
    const fresh = aSnapshot({
      assignments: [{ target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId: 'g-new' } }],
    });
    const [write] = writesOf(aPart({ act: 'assign', changes }), family, fresh, marker);

    expect(write?.body).toMatchObject({
      assignments: [{ target: { groupId: 'g-new' } }, { target: { groupId: 'g-2' } }],
    });
  });

  test('sends app lists whole', () => {
    const changes = appChanges(aSnapshot(), [{ name: 'Word', ids: ['com.microsoft.Office.Word'], act: 'add' }]);
    const [write] = writesOf(aPart({ act: 'addApps', changes }), family, aSnapshot(), marker);

    expect(write?.path).toBe('/deviceAppManagement/iosManagedAppProtections/T_1/targetApps');
    expect(write?.body).toEqual({
      appGroupType: 'selectedPublicApps',
      apps: ['com.microsoft.office.outlook', 'com.microsoft.skype.teams', 'com.microsoft.office.word'].map(
        (bundleId) => ({
          mobileAppIdentifier: { '@odata.type': '#microsoft.graph.iosMobileAppIdentifier', bundleId },
        }),
      ),
    });
  });

  test('creates with name, marker and settings, and leaves apps and groups to steps of their own', () => {
    const changes = [
      ...settingChanges(family, 'ios', null, { pinRequired: true }),
      ...groupChanges(null, [{ id: 'g-2', name: 'Sales', act: 'add', exclude: false }]),
    ];
    const part = aPart({ act: 'create', target: { kind: 'new', name: 'Travel' }, before: null, changes });
    const writes = writesOf(part, family, null, marker);

    expect(writes.map(({ key, path }) => [key, path])).toEqual([
      ['create', '/deviceAppManagement/iosManagedAppProtections'],
      ['groups', '/deviceAppManagement/iosManagedAppProtections/{id}/assign'],
    ]);
    expect(writes[0]?.body).toEqual({
      '@odata.type': '#microsoft.graph.iosManagedAppProtection',
      displayName: 'Travel',
      description: marker,
      pinRequired: true,
    });
  });

  test('has nothing to write when all is as planned', () => {
    const fresh = aSnapshot({ entity: { ...aSnapshot().entity, maximumAllowedDeviceThreatLevel: 'medium' } });

    expect(writesOf(aPart(), family, fresh, marker)).toEqual([]);
    expect(leftToDo(aPart(), family, fresh)).toEqual([]);
  });
});

describe('driftOf', () => {
  test('finds a touched setting that is neither as before nor as wanted', () => {
    const fresh = aSnapshot({ entity: { ...aSnapshot().entity, maximumAllowedDeviceThreatLevel: 'low' } });

    expect(driftOf(aPart(), family, fresh)).toMatchObject({
      touched: [{ expected: '"high"', found: '"low"' }],
      done: false,
    });
  });

  test('takes a touched setting that is already as wanted for done', () => {
    const fresh = aSnapshot({ entity: { ...aSnapshot().entity, maximumAllowedDeviceThreatLevel: 'medium' } });

    expect(driftOf(aPart(), family, fresh)).toEqual({ touched: [], other: [], done: true });
  });

  test('names what else moved without voiding anything', () => {
    const fresh = aSnapshot({ entity: { ...aSnapshot().entity, pinRequired: false }, assignments: [] });

    expect(driftOf(aPart(), family, fresh)).toEqual({
      touched: [],
      other: ['pinRequired', 'assignments'],
      done: false,
    });
  });

  test('is not disturbed by what Graph changes by itself', () => {
    const fresh = aSnapshot({
      entity: { ...aSnapshot().entity, version: '"2"', lastModifiedDateTime: '2026-03-02T10:00:00Z' },
    });

    expect(driftOf(aPart(), family, fresh).other).toEqual([]);
  });

  test('says that the object is gone', () => {
    expect(driftOf(aPart(), family, null).touched).toEqual([
      { what: 'iOS Office baseline', expected: 'there', found: 'deleted' },
    ]);
  });

  test('makes a delete stale when anything moved', () => {
    const fresh = aSnapshot({ entity: { ...aSnapshot().entity, pinRequired: false } });

    expect(driftOf(aPart({ act: 'delete', changes: [] }), family, fresh).touched).toHaveLength(1);
  });
});

describe('planOf', () => {
  const neither = aPart({
    key: 'p3',
    changes: [
      { kind: 'setting', setting: 'notificationRestriction', from: 'allow', to: 'block', direction: 'changes' },
    ],
  });

  test('binds the approval to targets and changes, not to what was read beside them', () => {
    const other = aPart({ before: aSnapshot({ entity: { ...aSnapshot().entity, pinRequired: false } }) });

    expect(planOf([other]).effect).toBe(planOf([aPart()]).effect);
    expect(planOf([other]).fingerprint).not.toEqual(planOf([aPart()]).fingerprint);
    expect(planOf([aPart({ target: { kind: 'existing', id: 'T_2', name: 'iOS Office baseline' } })]).effect).not.toBe(
      planOf([aPart()]).effect,
    );
  });

  test.each([
    [[aPart()], 'tightens'],
    [[aPart({ act: 'delete', changes: [] })], 'loosens'],
    [[aPart(), aPart({ key: 'p2', act: 'delete', changes: [] })], 'mixed'],
    [[aPart(), neither], 'tightens'],
    [[aPart({ act: 'delete', changes: [] }), neither], 'loosens'],
    [[neither], 'changes'],
  ])('says the direction of all parts together', (parts, direction) => {
    expect(planOf(parts).direction).toBe(direction);
  });
});
