import type { Entity } from '../core/snapshot';
import { textAt } from '../core/snapshot';
import type { QuestionPorts } from './question-kind';

/** What Intune judged of a device, policy by policy and setting by setting. */
export interface PolicyState {
  readonly policy: string;
  readonly state: string;
  readonly settings: readonly SettingState[];
}

export interface SettingState {
  /** Graph's name of the property, as the policy has it: `osMinimumVersion`. */
  readonly property: string;
  readonly state: string;
  readonly found: string | undefined;
}

/** https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-devicecompliancepolicystate */
export async function policyStates(ports: QuestionPorts, device: string): Promise<readonly PolicyState[]> {
  const path = `/deviceManagement/managedDevices/${encodeURIComponent(device)}/deviceCompliancePolicyStates`;
  const states = await ports.graph.list({ version: 'v1.0', path });
  return states.map((one) => ({
    policy: textAt(one, 'displayName'),
    state: textAt(one, 'state'),
    settings: listAt(one, 'settingStates').map(settingState),
  }));
}

/** The same word everywhere: Graph writes `nonCompliant` here and `noncompliant` of devices. */
export function isFailing({ state }: { readonly state: string }): boolean {
  return ['noncompliant', 'error', 'conflict'].includes(state.toLowerCase());
}

/** Settings are named `Windows10CompliancePolicy.OsMinimumVersion`; the property of the policy is `osMinimumVersion`. */
function settingState(entity: Entity): SettingState {
  const name = textAt(entity, 'setting').split('.').at(-1) ?? '';
  const found = textAt(entity, 'currentValue');
  return {
    property: name.charAt(0).toLowerCase() + name.slice(1),
    state: textAt(entity, 'state'),
    found: found === '' ? undefined : found,
  };
}

function listAt(entity: Entity, at: string): readonly Entity[] {
  const value = entity[at];
  return Array.isArray(value) ? (value as readonly Entity[]) : []; // objects of Graph's answer
}
