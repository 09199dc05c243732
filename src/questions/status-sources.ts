import { textAt, type Entity } from '../core/snapshot';
import { collect } from './patience';
import type { Policy, QuestionPorts } from './question-kind';
import { cellOf, newestOfEach, readReport, type Row } from './report';

/** How a policy came out, whatever Graph calls it. */
export type Outcome = 'success' | 'error' | 'conflict' | 'notMet' | 'pending' | 'notApplicable';

export interface DeviceOutcome {
  readonly id: string;
  readonly name: string;
  readonly person: string;
  readonly outcome: Outcome;
  readonly at: string;
}

export interface SettingOutcome {
  readonly name: string;
  readonly success: number;
  readonly error: number;
  readonly conflict: number;
  readonly notMet: number;
}

/** Where Graph tells how the policies of a collection came out. */
export interface StatusSource {
  readonly devices: (
    ports: QuestionPorts,
    policy: Policy,
  ) => Promise<{ readonly devices: readonly DeviceOutcome[]; readonly whole: boolean }>;
  readonly settings: (ports: QuestionPorts, policy: Policy) => Promise<readonly SettingOutcome[]>;
  /** Other policies that say something else on a device; nothing where policies do not conflict on devices. */
  readonly conflicts?: (ports: QuestionPorts, policy: Policy, device: string) => Promise<readonly string[]>;
}

/** complianceStatus as numbers. https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-compliancestatus */
const byNumber: readonly Outcome[] = [
  'pending',
  'notApplicable',
  'success',
  'success',
  'notMet',
  'error',
  'conflict',
  'notApplicable',
];
const byName: Readonly<Record<string, Outcome>> = {
  compliant: 'success',
  remediated: 'success',
  nonCompliant: 'notMet',
  error: 'error',
  conflict: 'conflict',
  notApplicable: 'notApplicable',
  notAssigned: 'notApplicable',
};

const reports: StatusSource = {
  async devices(ports, policy) {
    const { rows, total } = await readReport(ports, 'getConfigurationPolicyDevicesReport', {
      filter: `(PolicyBaseTypeName eq 'DeviceManagementConfigurationPolicy') and (PolicyId eq '${policy.id}')`,
      select: ['DeviceName', 'UPN', 'PolicyStatus', 'PspdpuLastModifiedTimeUtc', 'IntuneDeviceId'],
    });
    const each = newestOfEach(rows, 'IntuneDeviceId', 'PspdpuLastModifiedTimeUtc');
    return { devices: each.map(deviceOutcome), whole: rows.length >= total };
  },
  async settings(ports, policy) {
    const { rows } = await readReport(ports, 'getConfigurationPolicySettingsDeviceSummaryReport', {
      filter: `(PolicyId eq '${policy.id}')`,
      select: [
        'SettingId',
        'SettingName',
        'NumberOfCompliantDevices',
        'NumberOfErrorDevices',
        'NumberOfConflictDevices',
      ],
    });
    return rows.map((row) => ({
      name: cellOf(row, 'SettingName') || cellOf(row, 'SettingId'),
      success: Number(cellOf(row, 'NumberOfCompliantDevices')),
      error: Number(cellOf(row, 'NumberOfErrorDevices')),
      conflict: Number(cellOf(row, 'NumberOfConflictDevices')),
      notMet: 0,
    }));
  },
  async conflicts(ports, policy, device) {
    const { rows } = await readReport(ports, 'getConfigurationPoliciesReportForDevice', {
      filter: `(PolicyBaseTypeName eq 'DeviceManagementConfigurationPolicy') and (IntuneDeviceId eq '${device}')`,
      select: ['IntuneDeviceId', 'PolicyId', 'PolicyName', 'PolicyStatus'],
    });
    const others = rows.filter((row) => outcomeOf(row) === 'conflict' && cellOf(row, 'PolicyId') !== policy.id);
    return [...new Set(others.map((row) => cellOf(row, 'PolicyName')))];
  },
};

const compliance: StatusSource = {
  async devices(ports, policy) {
    const path = `${policyPath(policy)}/deviceStatuses`;
    const { rows, whole } = await collect(ports, { version: 'v1.0', path });
    const each = newestOfEach(rows.map(statusRow), 'IntuneDeviceId', 'PspdpuLastModifiedTimeUtc');
    return {
      devices: each.map((row) => ({ ...deviceOutcome(row), outcome: byName[cellOf(row, 'status')] ?? 'pending' })),
      whole,
    };
  },
  async settings(ports, policy) {
    const path = `${policyPath(policy)}/deviceSettingStateSummaries`;
    const rows = await ports.graph.list({ version: 'v1.0', path });
    const number = (row: Entity, at: string) => (typeof row[at] === 'number' ? Number(row[at]) : 0);
    return rows.map((row) => ({
      name: plainName(textAt(row, 'settingName')),
      success: number(row, 'compliantDeviceCount') + number(row, 'remediatedDeviceCount'),
      error: number(row, 'errorDeviceCount'),
      conflict: number(row, 'conflictDeviceCount'),
      notMet: number(row, 'nonCompliantDeviceCount'),
    }));
  },
};

/** Which part of Graph reports on a collection. App policies report people, not devices, so they are not here. */
export const statusSources: Readonly<Record<string, StatusSource>> = {
  '/deviceManagement/configurationPolicies': reports,
  '/deviceManagement/deviceCompliancePolicies': compliance,
};

function policyPath(policy: Policy): string {
  return `/deviceManagement/deviceCompliancePolicies/${encodeURIComponent(policy.id)}`;
}

/** The id of a status ends in that of the device. */
function statusRow(entity: Entity): Row {
  return {
    IntuneDeviceId: textAt(entity, 'id').split('_').at(-1) ?? '',
    DeviceName: entity['deviceDisplayName'],
    UPN: entity['userPrincipalName'],
    PspdpuLastModifiedTimeUtc: entity['lastReportedDateTime'],
    status: entity['status'],
  };
}

function deviceOutcome(row: Row): DeviceOutcome {
  return {
    id: cellOf(row, 'IntuneDeviceId'),
    name: cellOf(row, 'DeviceName'),
    person: cellOf(row, 'UPN'),
    outcome: outcomeOf(row),
    at: cellOf(row, 'PspdpuLastModifiedTimeUtc'),
  };
}

function outcomeOf(row: Row): Outcome {
  return byNumber[Number(cellOf(row, 'PolicyStatus') || 0)] ?? 'pending';
}

/** `Windows10CompliancePolicy.OsMinimumVersion` → «Os minimum version». */
function plainName(setting: string): string {
  const name = setting.split('.').at(-1) ?? setting;
  const words = name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
