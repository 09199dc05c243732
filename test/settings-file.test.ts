import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { families } from '../src/families';
import { approvalsChannel } from '../src/sandbox/playground';
import { groups } from '../src/sandbox/seed/ids';
import { parseSettings, SettingsError, watchSettings, type Settings } from '../src/settings-file';
import { recordingLog, type Line } from './graph/server';

const known = ['appProtection', 'connector'];
const ana = 'aaaaaaaa-0000-4000-8000-000000000001';

function settingsOf(text: string): Settings {
  const read = parseSettings(text, known);
  if (!read.ok) throw new Error(read.faults.join());
  return read.settings;
}

function faultsOf(text: string): readonly string[] {
  const read = parseSettings(text, known);
  return read.ok ? [] : read.faults;
}

describe('parseSettings', () => {
  test('an empty file gives nobody anything', () => {
    const nobody = { groups: [], people: [] };

    expect(settingsOf('')).toEqual({
      roles: { reader: nobody, requestor: nobody, approver: nobody, owner: nobody },
      byFamily: {},
      alerts: {
        sweep: '*/5 * * * *',
        partitions: 4,
        groupWaitSeconds: 30,
        groupIntervalSeconds: 300,
        repeatHours: 24,
        newCardHours: 24,
        settleHours: 4,
        unseenDays: 14,
        summary: '0 8 * * 1',
        tellPeople: 'off',
        channels: [],
      },
      writes: 'on',
      approvals: { expireAfterHours: 72, remindBeforeHours: 1, thresholds: [] },
      freezes: [],
      never: [],
      audit: {},
      breakGlass: nobody,
      timezone: 'UTC',
    });
  });

  test('takes everything there is', () => {
    const settings = settingsOf(`
roles:
  requestor: { people: [${ana}] }
byFamily:
  connector:
    approver: { groups: [bbbbbbbb-0000-4000-8000-000000000003] }
families: [connector]
writes: off
approvals: { channel: '19:x@thread.tacv2', expireAfterHours: 24, remindBeforeHours: 2 }
breakGlass: { people: [${ana}] }
timezone: Europe/Berlin
`);

    expect(settings).toMatchObject({
      roles: { requestor: { groups: [], people: [ana] }, approver: { groups: [], people: [] } },
      byFamily: { connector: { approver: { groups: ['bbbbbbbb-0000-4000-8000-000000000003'], people: [] } } },
      families: ['connector'],
      writes: 'off',
      approvals: { channel: '19:x@thread.tacv2', expireAfterHours: 24, remindBeforeHours: 2 },
      timezone: 'Europe/Berlin',
    });
    expect(Object.keys(settings.byFamily['connector'] ?? {})).toEqual(['approver']);
  });

  test.each([
    ['a word that is none', 'roles: { aprover: {} }', /^roles: Unrecognized key: "aprover"$/],
    ['a word at the top', 'approver: []', /^the file: Unrecognized key: "approver"$/],
    ['a role of a family that is none', 'byFamily: { connector: { boss: {} } }', /^byFamily\.connector/],
    [
      'a name instead of an id',
      'roles: { approver: { groups: [Admins] } }',
      /^roles\.approver\.groups\.0: has to be an object id/,
    ],
    [
      'a family that is none',
      'families: [conector]',
      /^families: there is no family «conector»; there are appProtection, connector$/,
    ],
    ['roles for a family that is none', 'byFamily: { firewal: {} }', /^byFamily: there is no family «firewal»/],
    ['something else than on or off', 'writes: maybe', /^writes: has to be on or off$/],
    ['a zone that is none', 'timezone: Berlin', /^timezone: is no time zone/],
    [
      'a reminder after the end',
      'approvals: { expireAfterHours: 2, remindBeforeHours: 2 }',
      /^approvals\.remindBeforeHours: has to be less/,
    ],
    ['an expiry after a month', 'approvals: { expireAfterHours: 1000 }', /^approvals\.expireAfterHours/],
    ['the same key twice', 'writes: on\nwrites: off', /^it is no YAML: Map keys must be unique/],
    ['what is no YAML', 'roles: [', /^it is no YAML/],
    ['a list', '- roles', /^the file/],
  ])('refuses %s', (_, text, fault) => {
    expect(faultsOf(text)).toEqual([expect.stringMatching(fault)]);
  });

  test('tells all faults at once', () => {
    expect(faultsOf('writes: maybe\ntimezone: Berlin\nroles: { aprover: {} }')).toHaveLength(3);
  });
});

describe('the practice tenant', () => {
  const text = readFileSync(join(__dirname, '..', 'src', 'sandbox', 'warden.yaml'), 'utf8');

  test('names its own groups and the channel of the Playground', () => {
    const read = parseSettings(text, [...families.keys()]);

    expect(read).toMatchObject({
      ok: true,
      settings: {
        roles: {
          reader: { groups: [groups.readers] },
          requestor: { groups: [groups.requestors] },
          approver: { groups: [groups.approvers] },
        },
        approvals: { channel: approvalsChannel, expireAfterHours: 72 },
        breakGlass: { groups: [groups.breakGlass] },
        writes: 'on',
      },
    });
  });
});

describe('watchSettings', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'warden-settings-'));
    file = join(folder, 'warden.yaml');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('reads the file again when it has changed', async () => {
    writeFileSync(file, 'writes: on');
    const lines: Line[] = [];
    const watched = watchSettings(file, known, recordingLog(lines), 10);
    const first = watched.current();

    expect(watched.current()).toBe(first);
    writeFileSync(file, 'writes: off');
    await until(() => lines.length > 0);
    watched.close();

    expect(watched.current().writes).toBe('off');
    expect(lines).toEqual([{ level: 'info', message: 'settings read again', facts: { file } }]);
  });

  test('keeps what was right when the file becomes wrong or goes away, and says so', async () => {
    writeFileSync(file, `roles: { approver: { people: [${ana}] } }`);
    const lines: Line[] = [];
    const watched = watchSettings(file, known, recordingLog(lines), 10);

    writeFileSync(file, 'roles: { aprover: {} }');
    await until(() => lines.length === 1);
    rmSync(file);
    await until(() => lines.length === 2);
    watched.close();

    expect(watched.current().roles.approver.people).toEqual([ana]);
    expect(lines.map(({ level, facts }) => [level, facts['faults']])).toEqual([
      ['error', ['roles: Unrecognized key: "aprover"']],
      ['error', ['it is not there; WARDEN_CONFIG says where it is']],
    ]);
  });

  test('does not begin with a wrong file', () => {
    writeFileSync(file, 'writes: maybe');

    expect(() => watchSettings(file, known, recordingLog([]))).toThrow(SettingsError);
    expect(() => watchSettings(join(folder, 'other.yaml'), known, recordingLog([]))).toThrow(/other\.yaml is wrong/);
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 3_000 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds()).toBe(true);
}
