import { textAt, type Entity } from '../core/snapshot';
import { complianceTitle } from './compliance-settings';
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
  /** Graph's name of the setting. */
  readonly at: string;
  readonly title: string;
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
  /** Not given: Graph does not count settings. */
  readonly settings?: (ports: QuestionPorts, policy: Policy) => Promise<readonly SettingOutcome[]>;
  /** Ids and names of the other policies in a conflict on a device. */
  readonly rivals?: (ports: QuestionPorts, policy: Policy, device: string) => Promise<readonly Rival[]>;
}

export interface Rival {
  readonly id: string;
  readonly name: string;
}

const reports: StatusSource = {
  async devices(ports, policy) {
    const { rows, total } = await readReport(ports, 'getConfigurationPolicyDevicesReport', {
      filter: `(PolicyBaseTypeName eq 'DeviceManagementConfigurationPolicy') and (PolicyId eq '${policy.id}')`,
      select: ['DeviceName', 'UPN', 'PolicyStatus', 'PspdpuLastModifiedTimeUtc', 'IntuneDeviceId'],
    });
    return { devices: newestOfEach(rows, 'IntuneDeviceId', when).map(outcomeOfRow), whole: rows.length >= total };
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
      at: cellOf(row, 'SettingId'),
      title: cellOf(row, 'SettingName') || cellOf(row, 'SettingId'),
      success: Number(cellOf(row, 'NumberOfCompliantDevices')),
      error: Number(cellOf(row, 'NumberOfErrorDevices')),
      conflict: Number(cellOf(row, 'NumberOfConflictDevices')),
      notMet: 0,
    }));
  },
  async rivals(ports, policy, device) {
    const { rows } = await readReport(ports, 'getConfigurationPoliciesReportForDevice', {
      filter: `(PolicyBaseTypeName eq 'DeviceManagementConfigurationPolicy') and (IntuneDeviceId eq '${device}')`,
      select: ['IntuneDeviceId', 'PolicyId', 'PolicyName', 'PolicyStatus', when],
    });
    return newestOfEach(rows, 'PolicyId', when)
      .filter((row) => outcomeOfRow(row).outcome === 'conflict' && cellOf(row, 'PolicyId') !== policy.id)
      .map((row) => ({ id: cellOf(row, 'PolicyId'), name: cellOf(row, 'PolicyName') }));
  },
};

const compliance: StatusSource = {
  devices: (ports, policy) => deviceStatuses(ports, `/deviceManagement/deviceCompliancePolicies/${idOf(policy)}`),
  async settings(ports, policy) {
    const path = `/deviceManagement/deviceCompliancePolicies/${idOf(policy)}/deviceSettingStateSummaries`;
    const rows = await ports.graph.list({ version: 'v1.0', path });
    return rows.map((row) => ({
      at: propertyOf(textAt(row, 'settingName')),
      title: complianceTitle(propertyOf(textAt(row, 'settingName'))),
      success: numberAt(row, 'compliantDeviceCount') + numberAt(row, 'remediatedDeviceCount'),
      error: numberAt(row, 'errorDeviceCount'),
      conflict: numberAt(row, 'conflictDeviceCount'),
      notMet: numberAt(row, 'nonCompliantDeviceCount'),
    }));
  },
};

const appConfigurations: StatusSource = {
  devices: (ports, policy) => deviceStatuses(ports, `/deviceAppManagement/mobileAppConfigurations/${idOf(policy)}`),
};

/** Which part of Graph reports on a collection. App policies for people report no devices, so they are not here. */
export const statusSources: Readonly<Record<string, StatusSource>> = {
  '/deviceManagement/configurationPolicies': reports,
  '/deviceManagement/deviceCompliancePolicies': compliance,
  '/deviceAppManagement/mobileAppConfigurations': appConfigurations,
};

const when = 'PspdpuLastModifiedTimeUtc';

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

/** What a policy of the old sort reports, a row for each person of a device. */
async function deviceStatuses(ports: QuestionPorts, policy: string): ReturnType<StatusSource['devices']> {
  const { rows, whole } = await collect(ports, { version: 'v1.0', path: `${policy}/deviceStatuses` });
  const each = newestOfEach(rows.map(statusRow), 'IntuneDeviceId', when);
  return {
    devices: each.map((row) => ({ ...outcomeOfRow(row), outcome: byName[cellOf(row, 'status')] ?? 'pending' })),
    whole,
  };
}

/** The id of a status ends in that of the device. */
function statusRow(entity: Entity): Row {
  return {
    IntuneDeviceId: textAt(entity, 'id').split('_').at(-1) ?? '',
    DeviceName: entity['deviceDisplayName'],
    UPN: entity['userPrincipalName'],
    [when]: entity['lastReportedDateTime'],
    status: entity['status'],
  };
}

function outcomeOfRow(row: Row): DeviceOutcome {
  return {
    id: cellOf(row, 'IntuneDeviceId'),
    name: cellOf(row, 'DeviceName'),
    person: cellOf(row, 'UPN'),
    outcome: byNumber[Number(cellOf(row, 'PolicyStatus') || 0)] ?? 'pending',
    at: cellOf(row, when),
  };
}

function idOf(policy: Policy): string {
  return encodeURIComponent(policy.id);
}

function numberAt(row: Entity, at: string): number {
  const value = row[at];
  return typeof value === 'number' ? value : 0;
}

/** `Windows10CompliancePolicy.OsMinimumVersion` → `osMinimumVersion`. */
function propertyOf(setting: string): string {
  const name = setting.split('.').at(-1) ?? setting;
  return name.charAt(0).toLowerCase() + name.slice(1);
}
