import type { Answer, Check } from '../core/answer';
import { reportsThreat } from '../core/device';
import { textAt, type Entity } from '../core/snapshot';
import { tellSetting } from './compliance-settings';
import { isFailing, policyStates, type PolicyState } from './device-policies';
import { findDevice, readsDevices, sayCompliance, sayThreat, type Device } from './devices';
import { portalOf } from './show-device';
import { questionKind, type QuestionPorts } from './question-kind';
import { sayWhen } from './when';

export const explainDevice = questionKind({
  kind: 'explainDevice',
  topic: 'devices',
  names: true,
  examples: ['why is LAPTOP-102 noncompliant?'],
  families: [],
  reads: [
    readsDevices,
    {
      permission: 'DeviceManagementConfiguration.Read.All',
      about: 'what a compliance policy wants of a device',
      docs: 'https://learn.microsoft.com/graph/api/intune-deviceconfig-devicecompliancepolicy-list',
    },
  ],
  async answer(ports, request, at) {
    const typed = request.device;
    if (typed === undefined)
      return { title: 'Which device?', lead: 'Say its name, for example: why is LAPTOP-042 noncompliant?' };
    const found = await findDevice(ports, typed, at.id, (one) => ({
      request: { kind: 'explainDevice', device: one.name },
      at: { id: one.id },
    }));
    return found.kind === 'one' ? explain(ports, found.one) : found.answer;
  },
});

async function explain(ports: QuestionPorts, device: Device): Promise<Answer> {
  const [states, policies] = await Promise.all([
    policyStates(ports, device.id),
    ports.graph.list({ version: 'beta', path: '/deviceManagement/deviceCompliancePolicies' }),
  ]);
  const now = ports.clock.now();
  const checks = states.flatMap((state) => checksOf(state, policies, device));
  return {
    title: `${device.name}: ${sayCompliance(device.compliance).toLowerCase()}`,
    lead: leadOf(device, checks, now),
    facts: factsOf(ports, device, now),
    checks,
    ...noteOf(device, now),
    actions: [
      {
        kind: 'ask',
        title: `Show ${device.name}`,
        request: { kind: 'showDevice', device: device.name },
        at: { id: device.id },
      },
    ],
    portal: portalOf(device),
  };
}

/** One line for each setting that is not met: the policy, what it wants, what was found, what to do. */
function checksOf(state: PolicyState, policies: readonly Entity[], device: Device): readonly Check[] {
  const policy = policies.find((one) => textAt(one, 'displayName') === state.policy);
  const failing = state.settings.filter(isFailing);
  if (failing.length === 0 && isFailing(state))
    return [{ state: 'missing', title: state.policy, reason: 'Not met; Intune does not say which setting.' }];
  return failing.map((setting) => {
    const told = tellSetting(
      { property: setting.property, wanted: policy?.[setting.property], found: setting.found },
      device,
    );
    return {
      state: 'missing',
      title: `${state.policy}: ${told.title}`,
      reason: `Wanted: ${told.wanted}. Found: ${told.found}. ${told.todo}`,
    };
  });
}

const staleDays = 7;

function leadOf(device: Device, checks: readonly Check[], now: Date): string {
  if (device.agent === 'msSense')
    return 'It is not enrolled in Intune: Defender manages its security settings, and compliance is not judged.';
  if (device.compliance === 'compliant')
    return checks.length === 0
      ? isThreat(device.threat)
        ? 'It meets every policy that is meant for it, so it keeps its access: none of them is stricter than the threat it reports.'
        : 'It meets every policy that is meant for it.'
      : 'Intune still counts it as compliant; what is not met is below.';
  if (device.compliance === 'inGracePeriod')
    return 'It does not meet what is listed here and still has access until the grace period ends.';
  if (checks.length > 0)
    return checks.length === 1 ? '1 setting is not met.' : `${checks.length} settings are not met.`;
  return daysSince(device.seenAt, now) > staleDays
    ? 'No policy says why. It has not checked in for long, so what Intune knows of it is old.'
    : 'No policy says why: Intune may not have judged it anew yet. Sync the device and ask again in a few minutes.';
}

function factsOf(ports: QuestionPorts, device: Device, now: Date): NonNullable<Answer['facts']> {
  const when = (iso: string) => sayWhen(iso, ports.timezone());
  const ended = device.graceUntil !== undefined && Date.parse(device.graceUntil) <= now.getTime();
  const failing = device.compliance === 'inGracePeriod' || device.compliance === 'noncompliant';
  return [
    ...(device.graceUntil !== undefined && failing
      ? [{ name: ended ? 'Grace ended' : 'Grace until', value: when(device.graceUntil) }]
      : []),
    ...(isThreat(device.threat) ? [{ name: 'Threat reported by Defender', value: sayThreat(device.threat) }] : []),
    { name: 'Last check-in', value: device.seenAt === '' ? 'never' : when(device.seenAt) },
    { name: 'Person', value: device.person === '' ? 'nobody' : `${device.person}, ${device.mail}` },
  ];
}

function isThreat(threat: string): boolean {
  return reportsThreat({ partnerReportedThreatState: threat });
}

function noteOf(device: Device, now: Date): { readonly note?: string } {
  const days = Math.floor(daysSince(device.seenAt, now));
  return days > staleDays ? { note: `Judged as of the last check-in, ${days} days ago.` } : {};
}

function daysSince(iso: string, now: Date): number {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? Infinity : (now.getTime() - at) / 86_400_000;
}
