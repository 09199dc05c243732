import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxToken } from '../../src/graph/credential';
import { openGraph } from '../../src/graph/graph';
import { recordTo, type Recorded } from '../../src/graph/record';
import { policies } from '../../src/sandbox/seed/ids';
import { startSandbox } from '../../src/sandbox/server';
import { failureOf, recordingLog } from './server';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'warden-record-'));
  file = join(folder, 'calls.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

function recorded(): readonly Recorded[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Recorded);
}

describe('recordTo', () => {
  test('keeps the file to its owner, also one that was there', () => {
    writeFileSync(file, '{"before":1}\n');
    chmodSync(file, 0o644);

    recordTo(file)({ method: 'GET', url: 'https://graph/v1.0/users', status: 200 });

    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(recorded()).toEqual([{ before: 1 }, { method: 'GET', url: 'https://graph/v1.0/users', status: 200 }]);
  });

  test('shows no secret setting', () => {
    const body = {
      displayName: 'Policy',
      passcodeRequired: true,
      clientSecret: 's3cret',
      '@odata.type': '#microsoft.graph.windowsDefenderAdvancedThreatProtectionConfiguration',
      advancedThreatProtectionOnboardingBlob: 's3cret',
      customSettings: [
        { name: 'DefenderUserPassword', value: 's3cret' },
        { name: 'antiphishing', value: '1' },
      ],
      settings: [
        {
          settingInstance: {
            settingDefinitionId: 'device_vendor_x',
            simpleSettingValue: {
              '@odata.type': '#microsoft.graph.deviceManagementConfigurationSecretSettingValue',
              value: 's3cret',
              valueState: 'notEncrypted',
            },
          },
        },
        { appConfigKey: 'apiToken', appConfigKeyType: 'stringType', appConfigKeyValue: 's3cret' },
      ],
    };

    recordTo(file)({ method: 'POST', url: 'https://graph/beta/x', body, status: 201 });

    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('s3cret');
    expect(recorded()[0]?.body).toMatchObject({
      displayName: 'Policy',
      passcodeRequired: true,
      customSettings: [{ value: '***' }, { name: 'antiphishing', value: '1' }],
      settings: [{ settingInstance: { simpleSettingValue: { value: '***' } } }, { appConfigKeyType: 'stringType' }],
    });
  });
});

describe('a Graph that records', () => {
  test('writes a line for every call, answered or not, and no token', async () => {
    const sandbox = await startSandbox({ seed: 1 });
    const token = sandboxToken(sandbox.url);
    const graph = openGraph({ root: sandbox.url, token, log: recordingLog([]), record: file, backoffMs: 10 });
    const path = `/deviceAppManagement/androidManagedAppProtections/${policies.androidOfficeBaseline}`;
    sandbox.inject({ method: 'GET', path: /./, act: 'reset', times: 1 });

    await graph.get({ version: 'beta', path });
    await graph.write({
      method: 'PATCH',
      version: 'beta',
      path,
      body: { '@odata.type': '#microsoft.graph.androidManagedAppProtection', minimumPinLength: 6 },
    });
    await failureOf(graph.get({ version: 'beta', path: `${path}x` }));
    await sandbox.close();

    const url = `${sandbox.url}/beta${path}`;
    expect(recorded()).toEqual([
      { method: 'GET', url, status: 0 },
      { method: 'GET', url, status: 200 },
      {
        method: 'PATCH',
        url,
        status: expect.any(Number),
        body: { '@odata.type': '#microsoft.graph.androidManagedAppProtection', minimumPinLength: 6 },
      },
      { method: 'GET', url: `${url}x`, status: 404 },
    ]);
    expect(readFileSync(file, 'utf8')).not.toContain(await token());
  });

  test('writes nothing when nobody asked for it', async () => {
    const sandbox = await startSandbox({ seed: 1 });

    await openGraph({ root: sandbox.url, token: sandboxToken(sandbox.url), log: recordingLog([]) }).get({
      version: 'v1.0',
      path: '/groups',
    });
    await sandbox.close();

    expect(existsSync(file)).toBe(false);
  });
});
