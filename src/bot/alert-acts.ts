import { syncDevices, type Synced } from '../alerts/act-on-group';
import { reasonsOf } from '../alerts/reasons';
import { worstFirst, type Alert, type SilenceMatch } from '../core/alert';
import { GraphRefused, GraphUnreachable, type Reply } from '../ports';
import { whyNoSync } from './on-sync';
import type { BotPorts } from './ports';
import { sayRefused } from './say-refused';
import type { Known } from './speaker';

/** What is done about an alert group, by a button of its card or by words in its thread. */

/** One device: that one. Several: their platform, which only approvers silence. */
export function matchesOf(firing: readonly Alert[]): SilenceMatch {
  const [only, ...more] = firing;
  if (only && more.length === 0) return { device: only.name };
  return { platforms: [...new Set(firing.map(({ platform }) => platform))] };
}

/** Has the worst of them check in. */
export async function syncAll(
  ports: BotPorts,
  speaker: Known,
  about: { readonly group: number; readonly firing: readonly Alert[]; readonly discreet: boolean },
): Promise<readonly Reply[]> {
  const closed = await whyNoSync(ports);
  if (closed) return sayRefused(ports, speaker, closed);
  const asked = { group: about.group, by: speaker.person, roles: speaker.rights.roles };
  const outcome = await syncDevices(ports, worstFirst(about.firing), asked);
  return outcome.ok
    ? [ports.drawer.say(saySynced(outcome.value, about.discreet))]
    : sayRefused(ports, speaker, outcome.problem);
}

function saySynced({ asked, refused, byDefender, left }: Synced, discreet: boolean): string {
  const said = (names: readonly string[]) =>
    discreet ? (names.length === 1 ? '1 device' : `${names.length} devices`) : names.join(', ');
  return [
    ...(asked.length > 0 ? [`Asked to check in: ${said(asked)}.`] : []),
    ...(refused.length > 0 ? [`Could not be asked: ${said(refused)}.`] : []),
    ...(byDefender.length > 0
      ? [`Managed by Defender, so Intune cannot ask: ${said(byDefender)}. Use «Policy sync» in the Defender portal.`]
      : []),
    ...(left > 0 ? [`${left} more were not asked; the worst come first.`] : []),
  ].join(' ');
}

/** The policies and settings the worst device does not meet, read now. */
export async function whyOf(ports: BotPorts, alert: Alert | undefined): Promise<readonly Reply[]> {
  if (!alert) return [ports.drawer.say('All is well again.')];
  try {
    const reasons = alert.condition === 'compliance' ? await reasonsOf(ports.graph, alert.device) : [];
    const facts = reasons.flatMap(({ policy, settings }) =>
      (settings.length > 0 ? settings : ['']).map((setting) => ({ name: policy, value: setting })),
    );
    const lead = facts.length > 0 ? 'It does not meet:' : sayPlainly(alert);
    return [ports.drawer.answer({ title: `Why ${alert.name}`, lead, facts }, () => '')];
  } catch (error) {
    if (!(error instanceof GraphRefused || error instanceof GraphUnreachable)) throw error;
    return [ports.drawer.say(`Graph does not tell why for ${alert.name}: ${error.say}`)];
  }
}

function sayPlainly({ condition, threat, phase }: Alert): string {
  if (condition === 'threat') return `Defender reports the threat level ${threat ?? phase}.`;
  if (condition === 'unseen') return 'It has not checked in for days, so nobody knows whether it is compliant.';
  if (condition === 'connector')
    return 'Intune hears nothing from it. After the days set in the connector, devices count as if their threat were unknown.';
  if (condition === 'flagged')
    return 'Intune has flagged an app on a phone that is not enrolled, as rooted or jailbroken.';
  return 'Graph names no policy it does not meet.';
}
