import { refusalOf, wordsOf, type Refused } from '../../src/graph/refusal';
import { graphError, intuneError } from './server';

const policy = 'https://graph.microsoft.com/beta/deviceAppManagement/iosManagedAppProtections/T_1';

function refused(status: number, body: unknown, more: Partial<Refused> = {}) {
  return refusalOf({ status, body, method: 'PATCH', reads: false, url: policy, requestId: 'r-1', ...more });
}

describe('wordsOf', () => {
  test('unpacks what Intune packs, and leaves out what only support can use', () => {
    const body = intuneError('BadRequest', 'Compliance policy must have one and only one block scheduled action');

    expect(wordsOf(body)).toEqual({
      code: 'BadRequest',
      message: 'Compliance policy must have one and only one block scheduled action',
    });
  });

  test('reads plain messages, with ids or without', () => {
    expect(wordsOf(graphError('X', 'It failed - Activity ID: 12 - Url: https://a')).message).toBe('It failed');
    expect(wordsOf(graphError('X', 'It\r\n failed.')).message).toBe('It failed.');
  });

  test('takes the inner message where the outer one is empty', () => {
    const body = {
      error: { code: 'ModelValidationFailure', message: '', innerError: { message: 'Name is missing.' } },
    };

    expect(wordsOf(body)).toEqual({ code: 'ModelValidationFailure', message: 'Name is missing.' });
  });

  test.each([null, 'text', {}, { error: 'no' }, { error: { code: 5, message: [] } }])('finds nothing in %j', (body) => {
    expect(wordsOf(body)).toEqual({ code: '', message: '' });
  });

  test('cuts what is too long for a card', () => {
    expect(wordsOf(graphError('X', 'a'.repeat(1000))).message).toHaveLength(301);
  });

  test('leaves a message alone that only looks like JSON', () => {
    expect(wordsOf(graphError('X', '{not json')).message).toBe('{not json');
  });
});

describe('refusalOf', () => {
  test('says which property was wrong', () => {
    const body = graphError(
      'BadRequest',
      "The property 'screenCaptureBlocked' does not exist on type 'microsoft.graph.iosManagedAppProtection'.",
    );

    expect(refused(400, body)).toMatchObject({
      status: 400,
      code: 'BadRequest',
      retryable: false,
      say: "Graph refused the request: The property 'screenCaptureBlocked' does not exist on type 'microsoft.graph.iosManagedAppProtection'.",
      facts: { requestId: 'r-1', missing: [], doing: 'PATCH /deviceAppManagement/iosManagedAppProtections/T_1' },
    });
  });

  const scopes =
    'Application is not authorized to perform this operation. Application must have one of the following scopes: ';
  test.each([
    ['DeviceManagementApps.Read.All, DeviceManagementApps.ReadWrite.All', true, 'DeviceManagementApps.Read.All'],
    ['DeviceManagementApps.Read.All, DeviceManagementApps.ReadWrite.All', false, 'DeviceManagementApps.ReadWrite.All'],
    ['(DeviceManagementApps.ReadWrite.All)', true, 'DeviceManagementApps.ReadWrite.All'],
    [
      'DeviceManagementManagedDevices.PrivilegedOperations.All',
      false,
      'DeviceManagementManagedDevices.PrivilegedOperations.All',
    ],
    [
      'DeviceManagementServiceConfiguration.Read.All, DeviceManagementServiceConfig.Read.All, DeviceManagementServiceConfiguration.ReadWrite.All, DeviceManagementServiceConfig.ReadWrite.All',
      true,
      'DeviceManagementServiceConfig.Read.All',
    ],
  ])('names the least of %s (reading: %s)', (list, reads, name) => {
    expect(refused(403, intuneError('Forbidden', `${scopes}${list}`), { reads })).toMatchObject({
      say: `The app registration lacks ${name}. An Entra administrator can grant it.`,
      facts: { missing: [name] },
    });
  });

  test.each([
    ['/v1.0/groups?$filter=x', true, ['Group.Read.All']],
    ['/v1.0/users/1', true, ['User.Read.All']],
    ['/v1.0/users/1/checkMemberGroups', true, ['Group.Read.All']],
    ['/v1.0/directoryObjects/getByIds?$select=id', true, ['Group.Read.All']],
    ["/v1.0/devices(deviceId='1')", true, ['Device.Read.All']],
    ['/v1.0/identity/conditionalAccess/policies', true, ['Policy.Read.All']],
    [
      '/v1.0/identity/conditionalAccess/policies/1',
      false,
      ['Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess', 'Application.Read.All'],
    ],
  ])('knows what %s needs', (path, reads, missing) => {
    const body = graphError('Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');

    expect(refused(403, body, { url: `https://graph.microsoft.com${path}`, reads }).facts.missing).toEqual(missing);
  });

  test('does not blame a permission for another 403', () => {
    const body = graphError('Forbidden', 'The tenant has no Entra ID P1 license');

    expect(
      refused(403, body, { url: 'https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies' }),
    ).toMatchObject({
      say: 'Graph does not allow Warden to do this. The tenant has no Entra ID P1 license.',
      facts: { missing: [] },
    });
  });

  test.each([
    [
      '/beta/deviceAppManagement/androidManagedAppProtections/T_1/assignments',
      'The app protection policy is not there any more.',
    ],
    [
      '/v1.0/deviceAppManagement/targetedManagedAppConfigurations/A_1',
      'The app configuration policy is not there any more.',
    ],
    [
      '/beta/deviceManagement/mobileThreatDefenseConnectors/f',
      'The Defender for Endpoint connector is not set up in this tenant, or is not there any more.',
    ],
    ['/v1.0/groups/1/transitiveMembers', 'The group is not there any more.'],
    ['/v1.0/users/1', 'This person is not there any more.'],
    ['/v1.0/something/1', 'What was asked for is not there any more.'],
  ])('says of %s what is gone', (path, say) => {
    expect(refused(404, null, { url: `https://graph.microsoft.com${path}` }).say).toBe(say);
  });

  test.each([
    [401, null, "Graph does not accept Warden's sign-in. Whoever runs Warden has to look at its app registration."],
    [
      409,
      graphError('Conflict', 'A policy of this name exists'),
      'Graph refused it because of something that is already there or going on. A policy of this name exists.',
    ],
    [
      412,
      graphError('PreconditionFailed', ''),
      'It was changed by somebody else in the meantime. Ask again to see what it is now.',
    ],
    [423, null, 'It is locked at the moment.'],
    [302, null, 'Graph pointed to another address, which Warden does not follow.'],
    [418, null, 'Graph refused the request (418).'],
  ])('has words for %s', (status, body, say) => {
    expect(refused(status, body).say).toBe(say);
  });

  test('takes the status for a code where there is none', () => {
    expect(refused(400, null).code).toBe('400');
  });
});
