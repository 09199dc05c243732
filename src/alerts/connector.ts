import type { Alert, AlertGroup } from '../core/alert';
import type { Records } from '../ports';
import { at, textOf, unlessRefused, type Beside } from './beside';

/**
 * The connection to the threat defense service: when it does not answer, Intune takes the threat level of every device
 * for unknown after some days, and those devices fall out of compliance though nothing is wrong with them.
 * https://learn.microsoft.com/intune/device-security/mobile-threat-defense/
 */
export const connector: Beside = {
  condition: 'connector',
  explains: 'compliance',
  async keysNow(graph) {
    const rows = await unlessRefused(graph.list(at('/deviceManagement/mobileThreatDefenseConnectors')));
    return rows?.filter((row) => textOf(row, 'partnerState') === 'unresponsive').map((row) => textOf(row, 'id'));
  },
  describe: (_, ids) =>
    Promise.resolve(
      ids.map((id) => ({ device: id, name: 'Connector to the threat defense service', platform: 'other' })),
    ),
};

/** Devices whose noncompliance a connector explains that does not answer, where the channel is told of that one. */
export async function explainedByConnector(
  records: Pick<Records, 'groups' | 'alerts'>,
  { condition, conversation }: AlertGroup,
  members: readonly { readonly alert: Alert }[],
): Promise<readonly string[]> {
  if (condition !== 'compliance') return [];
  const told = (await records.groups.living(conversation)).filter((group) => group.condition === 'connector');
  const sources = (await Promise.all(told.map((group) => records.groups.members(group))))
    .flat()
    .map(({ alert }) => alert)
    .filter(({ state }) => state === 'firing');
  return members
    .filter(({ alert }) => sources.some((source) => comesOf(source, alert)))
    .map(({ alert }) => alert.device);
}

/** It began later, the device reports no level of threat, and no other reason is known. Pure. */
export function comesOf(source: Alert, { startedAt, threat, reasons }: Alert): boolean {
  if (startedAt < source.startedAt || threat !== undefined) return false;
  const settings = reasons?.flatMap((reason) => reason.settings) ?? [];
  return settings.every((setting) => /threatprotection/i.test(setting));
}
