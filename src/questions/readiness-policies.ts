import type { Check } from '../core/answer';
import { platformTitles, type Platform } from '../core/family';
import type { ChangeRequest } from '../core/request';
import type { Value } from '../core/setting';
import { readValue } from '../core/shapes';
import type { Policy, QuestionPorts } from './question-kind';

/** A policy that the procedure wants: of which family, with what in it, and what closes the gap. */
export interface Wanted {
  readonly family: string;
  readonly title: string;
  /** A policy that counts. Not given: any. */
  readonly holds?: (policy: Policy) => boolean;
  /** Said when none does. */
  readonly why: string;
  readonly optional?: true;
  readonly fix?: { readonly title: string; readonly request: ChangeRequest };
}

/** One line: there and assigned, there and assigned to nobody, or missing. A family that is switched off is not looked at. */
export async function policyCheck(ports: QuestionPorts, wanted: Wanted, platform: Platform): Promise<Check> {
  const family = ports.families.get(wanted.family);
  const { title } = wanted;
  if (!family) return { state: 'off', title, reason: 'Not looked at: this kind of policy is switched off here.' };
  const variants = Object.keys(family.variants).filter((id) => {
    const its = family.variants[id]?.platform;
    return its === undefined || its === platform;
  });
  const policies = (await ports.policies(family, variants)).filter((policy) => wanted.holds?.(policy) ?? true);
  const assigned = policies.filter((policy) => !family.groups || (policy.assignments ?? []).length > 0);
  if (assigned.length > 0) return { state: 'ok', title, reason: assigned.map(({ name }) => name).join(', ') };
  if (policies.length > 0) {
    const names = policies.map(({ name }) => `«${name}»`).join(', ');
    return {
      state: 'missing',
      title,
      reason: `${names} is assigned to nobody. Say: assign "${policies[0]?.name}" to a group.`,
    };
  }
  const action = wanted.fix
    ? { action: { kind: 'propose' as const, title: wanted.fix.title, requests: [wanted.fix.request] } }
    : {};
  return { state: wanted.optional ? 'warning' : 'missing', title, reason: wanted.why, ...action };
}

/** What a policy has for a setting, in our words; null where it has none. */
export function valueIn(policy: Policy, setting: string): Value {
  const variant = policy.family.variants[policy.variant];
  const place = policy.family.settings[setting]?.on[policy.variant];
  return variant && place ? readValue(variant, policy.entity, place) : null;
}

/** The policies of the procedures beside app protection, by platform. */
export function wantedFor(platform: Platform): readonly Wanted[] {
  const where = platformTitles[platform];
  const common = [riskScore(where), ...(platform === 'macos' ? [] : [conditionalAccess])];
  switch (platform) {
    case 'android':
      return [webProtection(platform), ...common];
    case 'ios':
      return [webProtection(platform), supervisedMode, ...common];
    case 'windows':
      return [onboarding, ...common, ...forDefenderManaged];
    case 'macos':
      return common;
  }
}

function riskScore(where: string): Wanted {
  return {
    family: 'compliance',
    title: `A compliance policy for ${where} asks for a machine risk score`,
    holds: (policy) => ![null, 'unavailable', 'notSet'].includes(valueIn(policy, 'machineRiskScore') as string | null),
    why: `None does. Say: set machine risk score to medium on a compliance policy for ${where}.`,
    optional: true,
  };
}

const conditionalAccess: Wanted = {
  family: 'conditionalAccess',
  title: 'Conditional Access requires compliant devices',
  holds: (policy) => valueIn(policy, 'grant') === 'compliantDevice' && valueIn(policy, 'state') === 'enabled',
  why: 'No enabled policy does, so a noncompliant device keeps its access.',
  optional: true,
};

function webProtection(platform: 'android' | 'ios'): Wanted {
  const where = platformTitles[platform];
  const settings = { antiphishing: true, vpn: true };
  return {
    family: 'defenderAppConfiguration',
    title: `A Defender app configuration for ${where} is in place`,
    why: 'None is there: Defender runs with its defaults, and web protection cannot be told to be on.',
    optional: true,
    fix: {
      title: `Create it for ${where}`,
      request: {
        kind: 'create',
        family: 'defenderAppConfiguration',
        name: `Defender for ${where}`,
        settings,
        platforms: [platform],
      },
    },
  };
}

const supervisedMode: Wanted = {
  family: 'supervisedMode',
  title: 'Defender is told which iOS devices are supervised',
  why: 'It is not: supervised devices lack what Defender can do on them.',
  optional: true,
  fix: {
    title: 'Tell Defender',
    request: {
      kind: 'create',
      family: 'supervisedMode',
      name: 'Defender supervised mode',
      settings: { issupervised: true },
    },
  },
};

const onboarding: Wanted = {
  family: 'endpointDetection',
  title: 'An onboarding policy brings Windows devices to Defender',
  why: 'None is there.',
  fix: {
    title: 'Create the preconfigured policy',
    request: {
      kind: 'create',
      family: 'endpointDetection',
      name: 'Defender onboarding',
      settings: { deployment: 'preconfigured' },
    },
  },
};

const forDefenderManaged: readonly Wanted[] = [
  {
    family: 'antivirus',
    title: 'An antivirus policy is assigned',
    why: 'None is there. Say: create an antivirus policy "Windows AV", turn on real-time monitoring.',
    optional: true,
  },
  {
    family: 'firewall',
    title: 'A firewall policy is assigned',
    why: 'None is there. Say: create a firewall policy "Windows firewall", turn on the firewall.',
    optional: true,
  },
];
