import type { Action, Answer } from '../core/answer';
import { platformTitles } from '../core/family';
import { textAt } from '../core/snapshot';
import { isFailing, policyStates, type PolicyState } from './device-policies';
import { findDevice, readsDevices, sayCompliance, sayThreat, type Device } from './devices';
import { inTime } from './patience';
import { questionKind, type QuestionPorts } from './question-kind';
import { sayDay, sayWhen } from './when';

export const showDevice = questionKind({
  kind: 'showDevice',
  topic: 'devices',
  names: true,
  examples: ['show device LAPTOP-042'],
  families: [],
  reads: [readsDevices],
  async answer(ports, request, at) {
    const typed = request.device;
    if (typed === undefined)
      return { title: 'Which device?', lead: 'Say its name, for example: show device LAPTOP-042.' };
    const found = await findDevice(ports, typed, at.id, (one) => ({
      request: { kind: 'showDevice', device: one.name },
      at: { id: one.id },
    }));
    return found.kind === 'one' ? describe(ports, found.one) : found.answer;
  },
});

async function describe(ports: QuestionPorts, device: Device): Promise<Answer> {
  const states = await inTime(ports.patience, policyStates(ports, device.id));
  const when = (iso: string) => (iso === '' ? 'never' : sayWhen(iso, ports.timezone()));
  const person =
    device.person === '' ? 'nobody' : device.mail === '' ? device.person : `${device.person}, ${device.mail}`;
  return {
    title: device.name,
    facts: [
      { name: 'Compliance', value: sayCompliance(device.compliance) },
      ...(device.graceUntil !== undefined && device.compliance === 'inGracePeriod'
        ? [{ name: 'Grace until', value: when(device.graceUntil) }]
        : []),
      { name: 'Threat reported by Defender', value: sayThreat(device.threat) },
      { name: 'Person', value: person },
      { name: 'System', value: systemOf(device) },
      { name: 'Model', value: device.model },
      { name: 'Serial number', value: device.serial },
      { name: 'Managed by', value: agents[device.agent] ?? device.agent },
      { name: 'Last check-in', value: when(device.seenAt) },
      { name: 'Enrolled', value: dayOf(ports, textAt(device.entity, 'enrolledDateTime')) },
      { name: 'Encrypted', value: device.entity['isEncrypted'] === true ? 'Yes' : 'No' },
      { name: 'Jailbroken or rooted', value: jailBroken[textAt(device.entity, 'jailBroken')] ?? 'Unknown' },
      ...factsOf(states),
    ].filter(({ value }) => value !== ''),
    actions: isGood(device) ? [] : [whyButton(device)],
    ...(states === undefined ? { note: 'Graph did not give its policies in time.' } : {}),
    portal: portalOf(device),
  };
}

function dayOf(ports: QuestionPorts, iso: string): string {
  return iso === '' ? '' : sayDay(iso, ports.timezone());
}

export function portalOf(device: Device): string {
  return `https://intune.microsoft.com/#view/Microsoft_Intune_Devices/DeviceSettingsMenuBlade/~/overview/mdmDeviceId/${encodeURIComponent(device.id)}`;
}

function isGood(device: Device): boolean {
  return device.compliance === 'compliant' || device.agent === 'msSense';
}

function whyButton(device: Device): Action {
  const title = device.compliance === 'noncompliant' ? 'Why is it noncompliant?' : 'Why?';
  return { kind: 'ask', title, request: { kind: 'explainDevice', device: device.name }, at: { id: device.id } };
}

function systemOf(device: Device): string {
  const platform = device.platform ? platformTitles[device.platform] : '';
  const system = device.system.startsWith(platform) ? device.system : platform;
  return `${system} ${device.version}`.trim();
}

function factsOf(
  states: readonly PolicyState[] | undefined,
): readonly { readonly name: string; readonly value: string }[] {
  return (states ?? []).map((one) => {
    const failing = one.settings.filter(isFailing).length;
    const settings = failing === 1 ? '1 setting' : `${failing} settings`;
    return { name: `Policy «${one.policy}»`, value: isFailing(one) ? `Not met: ${settings}` : 'Met' };
  });
}

const agents: Readonly<Record<string, string>> = {
  mdm: 'Intune',
  easMdm: 'Intune',
  intuneClient: 'Intune',
  msSense: 'Defender for Endpoint (security settings only)',
  configurationManagerClient: 'Configuration Manager',
  configurationManagerClientMdm: 'Configuration Manager and Intune',
  jamf: 'Jamf',
};

const jailBroken: Readonly<Record<string, string>> = { True: 'Yes', False: 'No' };
