import type { Answer } from '../core/answer';
import { GraphRefused } from '../ports';
import type { Entity } from '../core/snapshot';
import { questionKind, type QuestionPorts } from './question-kind';

/** How many Windows devices the onboarding policies of Intune have onboarded to Defender. */
export const onboardingStatus = questionKind({
  kind: 'onboardingStatus',
  topic: 'devices',
  examples: ['how many devices are onboarded to Defender?'],
  families: [],
  reads: [
    {
      permission: 'DeviceManagementConfiguration.Read.All',
      about: 'how many devices are onboarded to Defender',
      docs: 'https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-advancedthreatprotectiononboardingstatesummary?view=graph-rest-beta',
    },
  ],
  async answer(ports) {
    const summary = await readSummary(ports);
    return summary ? tell(summary) : unknown;
  },
});

async function readSummary(ports: QuestionPorts): Promise<Entity | undefined> {
  const path = '/deviceManagement/advancedThreatProtectionOnboardingStateSummary';
  try {
    return await ports.graph.get({ version: 'beta', path });
  } catch (error) {
    // A tenant that never had an onboarding policy has no summary.
    if (error instanceof GraphRefused && error.status === 404) return undefined;
    throw error;
  }
}

const title = 'Onboarding to Defender';
const portal = 'https://intune.microsoft.com/#view/Microsoft_Intune_Workflows/SecurityManagementMenu/~/edr';

const unknown: Answer = {
  title,
  lead: 'Graph has no onboarding counts for this tenant: no onboarding policy was ever deployed.',
  portal,
};

/** Graph's counts, in the order in which an admin wants them, with what each means. */
const states = [
  ['compliantDeviceCount', 'Onboarded', 'the policy has onboarded them'],
  ['remediatedDeviceCount', 'Onboarded anew', 'were not, and the policy has put it right'],
  ['nonCompliantDeviceCount', 'Not onboarded', 'have the policy and are not onboarded yet'],
  ['errorDeviceCount', 'Error', 'the policy failed on them'],
  ['conflictDeviceCount', 'Conflict', 'two policies say different things, so none applies'],
  ['notApplicableDeviceCount', 'Not applicable', 'cannot be onboarded this way: system or edition'],
  ['unknownDeviceCount', 'Unknown', 'have not reported since they got the policy'],
  ['notAssignedDeviceCount', 'No policy', 'no onboarding policy is assigned to them'],
] as const;

export function tell(summary: Entity): Answer {
  const count = (at: string) => (typeof summary[at] === 'number' ? Number(summary[at]) : 0);
  const onboarded = count('compliantDeviceCount') + count('remediatedDeviceCount');
  const all = states.reduce((sum, [at]) => sum + count(at), 0);
  const rows = states
    .filter(([at]) => count(at) > 0)
    .map(([at, name, means]) => [name, count(at).toLocaleString('en-US'), means]);
  return {
    title,
    lead:
      all === 0
        ? 'No devices are counted yet.'
        : `${onboarded.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} Windows devices are onboarded.`,
    ...(rows.length > 0 ? { table: { columns: ['State', 'Devices', 'What it means'], rows } } : {}),
    note: 'These count what Intune’s policies did on Windows. Whether each sensor reports, and devices onboarded otherwise, are in the Defender portal.',
    portal,
  };
}
