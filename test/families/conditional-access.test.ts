import { conditionalAccess } from '../../src/families/conditional-access';
import { changing, creating, directions } from './bodies';

const settings = { state: 'reportOnly', grant: 'compliantDevice', cloudApps: ['exchange', 'sharepoint'] };

describe('a Conditional Access policy', () => {
  test('is made whole, for nobody yet, and only reports', () => {
    expect(creating(conditionalAccess, 'policy', settings)).toMatchObject({
      path: '/identity/conditionalAccess/policies',
      body: {
        state: 'enabledForReportingButNotEnforced',
        conditions: {
          clientAppTypes: ['browser', 'mobileAppsAndDesktopClients'],
          applications: {
            includeApplications: ['00000002-0000-0ff1-ce00-000000000000', '00000003-0000-0ff1-ce00-000000000000'],
          },
          users: { includeUsers: ['None'] },
        },
        grantControls: { operator: 'AND', builtInControls: ['compliantDevice'] },
      },
    });
  });

  test('keeps conditions it does not know when another one changes', () => {
    const conditions = { locations: { includeLocations: ['All'] }, applications: { includeApplications: ['All'] } };

    expect(changing(conditionalAccess, 'policy', { cloudApps: ['exchange'] }, { conditions })[0]?.body).toMatchObject({
      conditions: { locations: { includeLocations: ['All'] } },
    });
  });

  test('tightens when it is turned on', () => {
    const there = { state: 'enabledForReportingButNotEnforced' };

    expect(directions(conditionalAccess, 'policy', { state: 'enabled' }, there)).toEqual([['state', 'tightens']]);
  });
});
