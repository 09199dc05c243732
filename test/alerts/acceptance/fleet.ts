import type { Entity } from '../../../src/core/snapshot';
import { GraphRefused, type Graph } from '../../../src/ports';
import type { Condition } from './script';

/** Made-up devices and a Graph that lists them a page at a time, as the real one does. */
export interface Fleet {
  readonly rows: Map<string, Entity>;
  /** Of the connector, as Graph has it. */
  partnerState: string;
  /** Users with a flagged app on a phone that is not enrolled. */
  readonly flagged: Set<string>;
  become(from: number, to: number, condition: Condition, now: Date): void;
}

export function aFleet(size: number, start: Date): Fleet {
  const rows = new Map<string, Entity>();
  for (let number = 1; number <= size; number++) rows.set(`d${number}`, wellDevice(number, start));
  return {
    rows,
    partnerState: 'enabled',
    flagged: new Set(),
    become(from, to, condition, now) {
      for (let number = from; number <= to; number++) {
        const id = `d${number}`;
        if (condition === 'vanish') rows.delete(id);
        else {
          const row = rows.get(id);
          if (!row) throw new Error(`there is no device ${number}`);
          rows.set(id, { ...row, lastSyncDateTime: now.toISOString(), ...changes[condition](now) });
        }
      }
    },
  };
}

function wellDevice(number: number, start: Date): Entity {
  return {
    id: `d${number}`,
    deviceName: `DEVICE-${number}`,
    operatingSystem: 'Windows',
    complianceState: 'compliant',
    complianceGracePeriodExpirationDateTime: '9999-12-31T23:59:59Z',
    partnerReportedThreatState: 'secured',
    lastSyncDateTime: start.toISOString(),
    // An hour apart, so that they can be cut into parts.
    enrolledDateTime: new Date(start.getTime() - 400 * 86_400_000 + number * 3_600_000).toISOString(),
    userId: `u${number}`,
    userDisplayName: `Person ${number}`,
    userPrincipalName: `p${number}@contoso.example`,
  };
}

const changes: Readonly<Record<Exclude<Condition, 'vanish'>, (now: Date) => Entity>> = {
  fail: () => ({ complianceState: 'noncompliant', fails: 'Baseline' }),
  'fail with no level': () => ({
    complianceState: 'noncompliant',
    partnerReportedThreatState: 'unresponsive',
    fails: 'Baseline',
  }),
  'fail Kiosk': () => ({ complianceState: 'noncompliant', fails: 'Kiosk' }),
  recover: () => ({ complianceState: 'compliant', partnerReportedThreatState: 'secured' }),
  comply: () => ({ complianceState: 'compliant' }),
  'enter grace': (now) => ({
    complianceState: 'inGracePeriod',
    complianceGracePeriodExpirationDateTime: new Date(now.getTime() + 48 * 3_600_000).toISOString(),
  }),
  conflict: () => ({ complianceState: 'conflict' }),
  err: () => ({ complianceState: 'error' }),
  'check in': () => ({}),
  'report threat high': () => ({ partnerReportedThreatState: 'highSeverity' }),
};

const pageSize = 500;

export function graphOf(fleet: Fleet): Graph {
  const { rows } = fleet;
  const unexpected = (what: string) => Promise.reject(new Error(`not asked for in these tests: ${what}`));
  return {
    root: '',
    page({ path }, link) {
      const wanted = [...rows.values()].filter(inPart(decodeURIComponent(path)));
      const from = Number(link ?? 0);
      const next = from + pageSize < wanted.length ? { next: String(from + pageSize) } : {};
      return Promise.resolve({ rows: wanted.slice(from, from + pageSize), ...next });
    },
    get({ path }) {
      if (path.endsWith('getUserIdsWithFlaggedAppRegistration')) return Promise.resolve({ value: [...fleet.flagged] });
      const person = /^\/users\/([^?]+)/.exec(path)?.[1];
      if (person !== undefined) return Promise.resolve({ id: person, userType: 'Member', accountEnabled: true });
      const id = /managedDevices\/([^?]+)/.exec(path)?.[1] ?? '';
      const row = rows.get(id);
      return row ? Promise.resolve(row) : Promise.reject(new GraphRefused(404, 'ResourceNotFound', 'It is not there.'));
    },
    list({ path }) {
      const device = /managedDevices\/([^/]+)\/deviceCompliancePolicyStates/.exec(path)?.[1];
      if (device !== undefined) return Promise.resolve(policyStates(rows.get(device)));
      if (path.endsWith('mobileThreatDefenseConnectors'))
        return Promise.resolve([{ id: 'mtd', partnerState: fleet.partnerState }]);
      if (path.endsWith('managedAppRegistrations')) return Promise.resolve([rootedPhone]);
      return /[Mm]embers|auditEvents|directoryAudits/.test(path) ? Promise.resolve([]) : unexpected(path);
    },
    pages: ({ path }) => {
      throw new Error(`not asked for in these tests: ${path}`);
    },
    count: ({ path }) => unexpected(path),
    ask({ path }, { ids, skip }) {
      if (path.endsWith('getNoncompliantDevicesAndSettingsReport'))
        return Promise.resolve(reportOf([...rows.values()], Number(skip)));
      if (!path.startsWith('/directoryObjects/getByIds') || !Array.isArray(ids)) return unexpected(path);
      return Promise.resolve({ value: ids.map((id) => ({ id: String(id), userType: 'Member' })) });
    },
    write: ({ path }) => unexpected(path),
    application: () => Promise.resolve(''),
    permissions: () => Promise.resolve(new Set<string>()),
  };
}

const rootedPhone: Entity = {
  '@odata.type': '#microsoft.graph.androidManagedAppRegistration',
  deviceName: 'Galaxy',
  flaggedReasons: ['rootedDevice'],
};

function policyStates(row: Entity | undefined): readonly Entity[] {
  const failing = row?.['complianceState'] === 'noncompliant';
  return failing ? [{ displayName: row['fails'], state: 'nonCompliant', settingStates: [] }] : [];
}

/** The one report of all that are not compliant. */
function reportOf(rows: readonly Entity[], skip: number): Entity {
  const failing = rows.filter(({ complianceState }) => complianceState === 'noncompliant');
  return {
    TotalRowCount: failing.length,
    Schema: ['PolicyName', 'DeviceId', 'SettingName', 'SettingStatus'].map((Column) => ({ Column })),
    Values: failing.slice(skip, skip + pageSize).map(({ id, fails }) => [fails, id, '', 4]),
  };
}

/** `$filter` by ranges of the enrolment. */
function inPart(path: string): (row: Entity) => boolean {
  const bound = (word: string) => Date.parse(new RegExp(`enrolledDateTime ${word} (\\S+)`).exec(path)?.[1] ?? '');
  const [after, before] = [bound('gt'), bound('lt')];
  return ({ enrolledDateTime }) => {
    const at = Date.parse(String(enrolledDateTime));
    return !(at <= after) && !(at >= before);
  };
}
