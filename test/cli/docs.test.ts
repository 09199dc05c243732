import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import catalog from '../../src/catalog/apps.json';
import { pages, permissionsFor } from '../../src/cli/docs';
import { generated } from '../../src/cli/docs/markdown';
import { needsOf } from '../../src/cli/docs/permissions-page';
import { requestsPage, sayings } from '../../src/cli/docs/requests-page';
import { exampleSettings } from '../../src/cli/docs/settings-page';
import { options } from '../../src/config';
import { families } from '../../src/families';
import { sandboxToken } from '../../src/graph/credential';
import { openGraph } from '../../src/graph/graph';
import { readerFor } from '../../src/language/parse';
import { operations } from '../../src/operations';
import { questions } from '../../src/questions';
import { groups, people } from '../../src/sandbox/seed/ids';
import { startSandbox, type Sandbox } from '../../src/sandbox/server';
import { parseSettings } from '../../src/settings-file';
import { failureOf, recordingLog } from '../graph/server';

function pageOf(path: string): string {
  return pages().get(path) ?? '';
}

describe('the reference', () => {
  test.each([...pages()])('%s is fresh (npm run docs)', (path, text) => {
    expect(readFileSync(join(__dirname, '..', '..', path), 'utf8')).toBe(text);
  });

  test.each([...pages()])('%s says in its first line that it is generated', (_, text) => {
    expect(text.split('\n')[0]).toBe(generated);
  });

  test.each([...pages()])('%s has tables whose rows are all as wide as their heads', (_, text) => {
    const tables = text.split('\n\n').filter((block) => block.startsWith('|'));

    for (const block of tables) {
      const widths = block
        .trim()
        .split('\n')
        .map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(widths).size).toBe(1);
    }
    expect(tables.length).toBeGreaterThan(0);
  });
});

describe('docs/settings.md', () => {
  test('lists every setting of the environment once', () => {
    const text = pageOf('docs/settings.md');

    for (const { name } of options) expect(text.split(`\n| \`${name}\` |`)).toHaveLength(2);
  });

  test('shows a file that is right and holds every key', () => {
    const read = parseSettings(exampleSettings, [...families.keys()]);

    expect(read.ok).toBe(true);
    for (const line of [
      'roles.owner',
      'byFamily',
      'families',
      'writes',
      'approvals.channel',
      'breakGlass',
      'timezone',
    ]) {
      expect(pageOf('docs/settings.md')).toContain(`| \`${line}\` |`);
      expect(exampleSettings).toContain(`${line.split('.').at(-1)}:`);
    }
  });
});

describe('docs/requests.md', () => {
  test('shows each family with its settings, ranges and permission', () => {
    const text = pageOf('docs/requests.md');

    expect(text).toContain('## App protection policy');
    expect(text).toContain(
      '| Minimum PIN length<br>`minimumPinLength` | `minimum PIN length 6 for Outlook on iOS` | 4 to 16 digits | more | everywhere |',
    );
    expect(text).toContain('| Block access or Wipe data; Wipe data: two approvals | Wipe data |');
    expect(text).toContain('`DeviceManagementServiceConfig.ReadWrite.All`');
  });

  test('shows every setting with an example', () => {
    const rows = pageOf('docs/requests.md')
      .split('\n')
      .filter((line) => /<br>`/.test(line));

    expect(rows.filter((row) => row.split(' | ')[1] === '')).toEqual([]);
    expect(rows).toHaveLength([...families.values()].flatMap(({ settings }) => Object.keys(settings)).length);
  });

  test('shrinks with the families', () => {
    const only = new Map([...families].filter(([id]) => id === 'connector'));

    expect(requestsPage(only, operations, questions)).not.toContain('App protection policy');
  });

  test.each(sayings)('«$say» is understood as $kind', ({ say, kind }) => {
    const reader = readerFor({ families, apps: catalog.apps });

    expect(reader.parse(say).requests.map((request) => request.kind)).toEqual([kind]);
  });
});

describe('docs/permissions.md', () => {
  const started: Sandbox[] = [];
  afterEach(async () => {
    for (const sandbox of started.splice(0)) await sandbox.close();
  });

  const org = (path: string) => ({ version: 'v1.0', path }) as const;

  test('reads everything Warden reads with what it lists for reading', async () => {
    const roles = needsOf(families).read.map(({ permission }) => permission);
    const sandbox = await startSandbox({ seed: 1, roles });
    started.push(sandbox);
    const graph = openGraph({ root: sandbox.url, token: sandboxToken(sandbox.url), log: recordingLog([]) });
    const paths = [...families.values()].flatMap(({ variants }) =>
      Object.values(variants).map(({ at, version }) => ({ version, path: 'single' in at ? at.single : at.collection })),
    );

    for (const at of paths) await graph.get(at);
    for (const path of [
      '/deviceManagement/managedDevices?$select=id',
      '/deviceAppManagement/managedAppRegistrations',
      `/users/${people.ana}?$select=id,userType,accountEnabled`,
      "/groups?$filter=displayName eq 'Sales'&$select=id,displayName",
      `/groups/${groups.sales}/transitiveMembers/microsoft.graph.user?$select=id&$count=true`,
    ]) {
      await graph.get({ ...org(path), eventual: true });
    }
    await graph.ask(org(`/users/${people.ana}/checkMemberGroups`), { groupIds: [groups.approvers] });
    await graph.ask(org('/directoryObjects/getByIds?$select=id,displayName'), {
      ids: [groups.sales],
      types: ['group'],
    });
    const write = failureOf(
      graph.write({ ...org('/deviceManagement/mobileThreatDefenseConnectors'), method: 'POST', body: {} }),
    );

    expect(await write).toMatchObject({ facts: { missing: ['DeviceManagementServiceConfig.ReadWrite.All'] } });
    expect(sandbox.calls.filter(({ status }) => status >= 400)).toHaveLength(1);
  });

  test('asks for what the families read and write, and for the directory', () => {
    const only = new Map([...families].filter(([id]) => id === 'connector'));

    const { read, write } = needsOf(only);

    expect(new Set(read.map(({ permission }) => permission))).toEqual(
      new Set([
        'AuditLog.Read.All',
        'DeviceManagementApps.Read.All',
        'Directory.Read.All',
        'DeviceManagementServiceConfig.Read.All',
        'DeviceManagementConfiguration.Read.All',
        'DeviceManagementManagedDevices.Read.All',
        'Device.Read.All',
        'Group.Read.All',
        'User.Read.All',
      ]),
    );
    expect(write.map(({ permission }) => permission)).toEqual([
      'DeviceManagementServiceConfig.ReadWrite.All',
      'Group.Create',
      'GroupMember.ReadWrite.All',
      'Group.ReadWrite.All',
      'DeviceManagementManagedDevices.PrivilegedOperations.All',
      'TeamsAppInstallation.ReadWriteSelfForUser.All',
      'AppCatalog.Read.All',
    ]);
  });

  test('asks for no more than reading before it comes to writing', () => {
    const [reading = '', writing = ''] = pageOf('docs/permissions.md').split('## To write');

    expect(reading).not.toMatch(/`\w+\.(ReadWrite|PrivilegedOperations|Create)/);
    expect(writing).toContain('`DeviceManagementApps.ReadWrite.All`');
  });
});

describe('permissionsFor', () => {
  const folder = mkdtempSync(join(tmpdir(), 'warden-docs-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['families: [connector]', /DeviceManagementServiceConfig\.ReadWrite/, /DeviceManagementApps\.ReadWrite/],
    ['writes: off', /DeviceManagementApps\.Read\.All/, /ReadWrite/],
  ])('shrinks with %s', (line, has, lacks) => {
    const file = join(folder, 'warden.yaml');
    writeFileSync(file, `${line}\n`);

    const page = permissionsFor(file);

    expect(page).toMatch(has);
    expect(page).not.toMatch(lacks);
  });
});
