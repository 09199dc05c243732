import { connector } from '../../src/families/connector';
import { changing, directions } from './bodies';

describe('the connector', () => {
  test('is one object of a fixed id, changed by what changes alone', () => {
    expect(changing(connector, 'connector', { androidMobileApplicationManagementEnabled: true })).toMatchObject([
      {
        method: 'PATCH',
        path: '/deviceManagement/mobileThreatDefenseConnectors/fc780465-2017-40d4-a0c5-307022471b92',
        body: { androidMobileApplicationManagementEnabled: true },
      },
    ]);
  });

  test('is neither made nor deleted nor assigned', () => {
    expect(connector.allows).toEqual(['set']);
  });

  test('loosens when a platform is disconnected', () => {
    const there = { androidEnabled: true };

    expect(directions(connector, 'connector', { androidEnabled: false }, there)).toEqual([
      ['androidEnabled', 'loosens'],
    ]);
  });
});
