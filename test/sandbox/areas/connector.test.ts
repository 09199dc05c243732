import { defenderConnector } from '../../../src/sandbox/seed/ids';
import { type Asker, startAsker } from '../ask';

const list = '/beta/deviceManagement/mobileThreatDefenseConnectors';
const one = `${list}/${defenderConnector}`;

let asker: Asker;
beforeEach(async () => {
  asker = await startAsker();
});
afterEach(() => asker.sandbox.close());

describe('the connector', () => {
  test('is the only one, and half on', async () => {
    const { body } = await asker.get(list);

    expect(body.value).toHaveLength(1);
    expect(body.value[0]).toMatchObject({
      id: defenderConnector,
      partnerState: 'enabled',
      androidEnabled: true,
      androidMobileApplicationManagementEnabled: false,
      iosMobileApplicationManagementEnabled: true,
      partnerUnresponsivenessThresholdInDays: 7,
    });
  });

  test('takes a switch and gives itself back', async () => {
    const { status, body } = await asker.send('PATCH', one, { androidMobileApplicationManagementEnabled: true });

    expect(status).toBe(200);
    expect(body).toMatchObject({ androidMobileApplicationManagementEnabled: true, iosEnabled: true });
    expect(asker.sandbox.tenant.policy(defenderConnector)['androidMobileApplicationManagementEnabled']).toBe(true);
  });

  test('has no macOS and no Windows app protection in v1.0', async () => {
    const old = one.replace('beta', 'v1.0');
    const read = await asker.get(old);
    const writes = await Promise.all(
      ['macEnabled', 'windowsMobileApplicationManagementEnabled'].map((name) =>
        asker.send('PATCH', old, { [name]: true }),
      ),
    );

    expect('macEnabled' in read.body).toBe(false);
    expect(writes.map(({ status }) => status)).toEqual([400, 400]);
    expect((await asker.send('PATCH', one, { macEnabled: true })).status).toBe(200);
  });

  test('minds the two spellings of iOS', async () => {
    const right = await asker.send('PATCH', one, {
      allowPartnerToCollectIOSApplicationMetadata: true,
      allowPartnerToCollectIosCertificateMetadata: true,
    });
    const wrong = await asker.send('PATCH', one, { allowPartnerToCollectIosApplicationMetadata: true });

    expect([right.status, wrong.status]).toEqual([200, 400]);
  });

  test('keeps its state to itself', async () => {
    const { body } = await asker.send('PATCH', one, {
      partnerState: 'unavailable',
      lastHeartbeatDateTime: '2020-01-01T00:00:00Z',
    });

    expect(body['partnerState']).toBe('enabled');
    expect(body['lastHeartbeatDateTime']).toBe('2026-03-02T11:48:00Z');
  });

  test('shows a state newer than v1.0 as the future value', async () => {
    asker.sandbox.tenant.changePolicy(defenderConnector, { partnerState: 'notSetUp' });

    const [beta, old] = [await asker.get(one), await asker.get(one.replace('beta', 'v1.0'))];

    expect([beta.body['partnerState'], old.body['partnerState']]).toEqual(['notSetUp', 'unknownFutureValue']);
  });

  test('is made with its fixed id, once', async () => {
    const again = await asker.send('POST', list, { id: defenderConnector, iosEnabled: true });
    await asker.send('DELETE', one);
    const gone = await asker.get(one);
    const other = await asker.send('POST', list, { id: 'eeeeeeee-0000-4000-8000-000000000001' });
    const made = await asker.send('POST', list, { id: defenderConnector, iosEnabled: true });

    expect([again.status, gone.status, other.status, made.status]).toEqual([400, 404, 400, 201]);
    expect(made.body).toMatchObject({
      id: defenderConnector,
      iosEnabled: true,
      androidEnabled: false,
      partnerState: 'available',
    });
  });
});
