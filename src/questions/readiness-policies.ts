import type { Action, Check } from '../core/answer';
import { valueIn } from '../core/difference';
import { platformTitles, type Family, type Platform } from '../core/family';
import type { ChangeRequest } from '../core/request';
import type { Policy, QuestionPorts } from './question-kind';

/** What a proposal takes from the tenant, so that it fits in with what is there. */
export interface Tenant {
  /** The group that most policies for people are assigned to. */
  readonly usualGroup: string | undefined;
  /** A group of the devices that Defender manages. */
  readonly defenderGroup: string | undefined;
}

/** A policy that a procedure wants: of which family, with what in it, and what closes the gap. */
export interface Wanted {
  readonly family: string;
  readonly title: string;
  /** A policy that counts. */
  readonly holds: (policy: Policy) => boolean;
  /** Said when none is there, and when none of those that are there counts. */
  readonly none: string;
  readonly lacking: string;
  /** Recommended by the procedure, but risk signals go without. */
  readonly optional?: true;
  /** What closes the gap where there is no policy; the group it goes to comes first where that is made, too. */
  readonly create: (tenant: Tenant) => readonly ChangeRequest[];
  /** What makes one that is there count. */
  readonly mend?: (policy: Policy) => ChangeRequest | undefined;
  /** Whom a policy that is assigned to nobody is proposed for; undefined where somebody has to say. */
  readonly group: (tenant: Tenant) => Target;
}

/** A group by its name; `made` is what makes it where it is not there yet. */
export interface Target {
  readonly name: string | undefined;
  readonly made?: ChangeRequest;
}

/** Policies proposed to be mended at once: one that counts is enough, and the card leaves parts out. */
export const mostMended = 3;

/** One line: there and assigned, there and assigned to nobody, there and lacking something, or missing. */
export async function policyCheck(
  ports: QuestionPorts,
  tenant: Tenant,
  wanted: Wanted,
  platform: Platform,
): Promise<Check> {
  const { title } = wanted;
  const family = ports.families.get(wanted.family);
  if (!family) return { state: 'off', title, reason: 'Not looked at: this kind of policy is switched off here.' };
  const policies = await ports.policies(family, variantsFor(family, platform));
  const holding = policies.filter(wanted.holds);
  const assigned = holding.filter((policy) => isAssigned(family, policy));
  const gap = { state: wanted.optional ? ('warning' as const) : ('missing' as const), title };
  if (assigned.length > 0) return { state: 'ok', title, reason: assigned.map(({ name }) => name).join(', ') };
  if (holding.length > 0)
    return {
      ...gap,
      reason: `${named(holding)} is assigned to nobody.`,
      ...assigningAll(holding, wanted.group(tenant)),
    };
  const mended = policies.filter((policy) => wanted.mend?.(policy)).slice(0, mostMended);
  if (mended.length > 0) {
    const requests = mended.flatMap((policy) => wanted.mend?.(policy) ?? []);
    return { ...gap, reason: wanted.lacking, ...proposing(`Mend ${named(mended)}`, requests) };
  }
  const requests = wanted.create(tenant);
  const reason = policies.length > 0 ? wanted.lacking : wanted.none;
  return { ...gap, reason, ...proposing(planTitle(requests.at(-1)), requests) };
}

export function variantsFor(family: Family, platform: Platform): readonly string[] {
  return Object.keys(family.variants).filter((id) => {
    const its = family.variants[id]?.platform;
    return its === undefined || its === platform;
  });
}

export function isAssigned(family: Family, policy: Policy): boolean {
  return !family.groups || (policy.assignments ?? []).length > 0;
}

/** A button that assigns these; without a group it asks which. */
export function assigningAll(policies: readonly Policy[], { name, made }: Target): { readonly action?: Action } {
  const requests = policies.map((policy): ChangeRequest => ({
    kind: 'assign',
    policy: policy.name,
    family: policy.family.id,
    ...groupsOf(name),
  }));
  const title = name === undefined ? 'Assign to a group' : `Assign to ${name}`;
  return proposing(title, [...(made ? [made] : []), ...requests]);
}

/** «Plan «Defender for iOS»»: what the button makes, by its name. */
export function planTitle(request: ChangeRequest | undefined): string {
  if (request?.kind === 'create' && request.name !== undefined) return `Plan «${request.name}»`;
  return request?.kind === 'createGroup' && request.group !== undefined
    ? `Plan the group «${request.group}»`
    : 'Plan it';
}

/** A button, where there is something to propose. */
export function proposing(title: string, requests: readonly ChangeRequest[]): { readonly action?: Action } {
  return requests.length === 0 ? {} : { action: { kind: 'propose', title, requests } };
}

export function named(policies: readonly Policy[]): string {
  return policies.map(({ name }) => `«${name}»`).join(', ');
}

/** What the procedures want beside app protection, by platform. */
export function wantedFor(platform: Platform): readonly Wanted[] {
  switch (platform) {
    case 'android':
      return [webProtection(platform), riskScore(platform), conditionalAccess];
    case 'ios':
      return [webProtection(platform), supervisedMode, riskScore(platform), conditionalAccess];
    case 'windows':
      return [onboarding, riskScore(platform), conditionalAccess, antivirus, firewall];
    case 'macos':
      return [riskScore(platform), conditionalAccess];
  }
}

function value(policy: Policy, setting: string) {
  return valueIn(policy.family, policy.variant, policy, setting);
}

function setting(policy: Policy, settings: Extract<ChangeRequest, { kind: 'set' }>['settings']): ChangeRequest {
  return { kind: 'set', family: policy.family.id, policy: policy.name, settings };
}

function groupsOf(group: string | undefined): { readonly groups?: string[] } {
  return group === undefined ? {} : { groups: [group] };
}

function usual({ usualGroup }: Tenant): Target {
  return { name: usualGroup };
}

/** The group that Warden makes of the devices that Defender manages. */
export const makesDefenderGroup = {
  kind: 'createGroup',
  group: 'Defender-managed devices',
  membership: 'defenderManaged',
} as const satisfies ChangeRequest;

function defenderManaged({ defenderGroup }: Tenant): Target {
  return defenderGroup === undefined
    ? { name: makesDefenderGroup.group, made: makesDefenderGroup }
    : { name: defenderGroup };
}

function forDefender(tenant: Tenant, create: (group: string | undefined) => ChangeRequest): readonly ChangeRequest[] {
  const { name, made } = defenderManaged(tenant);
  return [...(made ? [made] : []), create(name)];
}

function riskScore(platform: Platform): Wanted {
  const where = platformTitles[platform];
  return {
    family: 'compliance',
    title: `A compliance policy for ${where} asks for a machine risk score`,
    holds: (policy) => {
      const level = value(policy, 'machineRiskScore');
      return typeof level === 'string' && level !== 'unavailable' && level !== 'notSet';
    },
    none: `There is no compliance policy for ${where}.`,
    lacking: 'None of the compliance policies does.',
    optional: true,
    mend: (policy) => setting(policy, { machineRiskScore: 'medium' }),
    group: usual,
    // Android has several ways of being managed: which one is asked when it is planned.
    create: ({ usualGroup }) => [
      {
        kind: 'create',
        family: 'compliance',
        name: `${where} risk`,
        settings: { machineRiskScore: 'medium' },
        platforms: [platform],
        ...groupsOf(usualGroup),
      },
    ],
  };
}

const conditionalAccess: Wanted = {
  family: 'conditionalAccess',
  title: 'Conditional Access requires compliant devices',
  holds: (policy) => requiresCompliance(policy) && value(policy, 'state') === 'enabled',
  none: 'No policy does, so a noncompliant device keeps its access.',
  lacking: 'No policy that is on does, so a noncompliant device keeps its access.',
  optional: true,
  mend: (policy) => (requiresCompliance(policy) ? setting(policy, { state: 'enabled' }) : undefined),
  group: usual,
  create: ({ usualGroup }) => [
    {
      kind: 'create',
      family: 'conditionalAccess',
      name: 'Require compliant devices',
      settings: { grant: 'compliantDevice', cloudApps: ['exchange', 'sharepoint'] },
      ...groupsOf(usualGroup),
    },
  ],
};

function requiresCompliance(policy: Policy): boolean {
  return value(policy, 'grant') === 'compliantDevice';
}

function webProtection(platform: 'android' | 'ios'): Wanted {
  const where = platformTitles[platform];
  const settings = { antiphishing: true, vpn: true };
  return {
    family: 'defenderAppConfiguration',
    title: `A Defender app configuration for ${where} has web protection on`,
    holds: (policy) => value(policy, 'antiphishing') === true,
    none: 'None is there: Defender runs with its defaults.',
    lacking: 'None of the Defender app configurations turns it on.',
    optional: true,
    mend: (policy) => setting(policy, settings),
    group: usual,
    create: ({ usualGroup }) => [
      {
        kind: 'create',
        family: 'defenderAppConfiguration',
        name: `Defender for ${where}`,
        settings,
        platforms: [platform],
        ...groupsOf(usualGroup),
      },
    ],
  };
}

const supervisedMode: Wanted = {
  family: 'supervisedMode',
  title: 'Defender is told which iOS devices are supervised',
  holds: (policy) => value(policy, 'issupervised') === true,
  none: 'It is not: on supervised devices Defender can do more than elsewhere.',
  lacking: 'The configuration that is there does not say it.',
  optional: true,
  mend: (policy) => setting(policy, { issupervised: true }),
  create: () => [
    {
      kind: 'create',
      family: 'supervisedMode',
      name: 'Supervised iOS devices',
      settings: { issupervised: true },
      groups: ['All devices'],
    },
  ],
  group: () => ({ name: 'All devices' }),
};

const onboarding: Wanted = {
  family: 'endpointDetection',
  title: 'An onboarding policy brings Windows devices to Defender',
  holds: () => true,
  none: 'None is there.',
  lacking: 'None is there.',
  group: () => ({ name: 'All devices' }),
  create: () => [
    {
      kind: 'create',
      family: 'endpointDetection',
      name: 'Defender onboarding',
      settings: { deployment: 'preconfigured' },
    },
  ],
};

const antivirus: Wanted = {
  family: 'antivirus',
  title: 'An antivirus policy is assigned',
  holds: () => true,
  none: 'None is there, so devices keep what they have.',
  lacking: 'None is there.',
  optional: true,
  group: defenderManaged,
  create: (tenant) =>
    forDefender(tenant, (name) => ({
      kind: 'create',
      family: 'antivirus',
      name: 'Defender antivirus',
      settings: { realtimeMonitoring: true, cloudProtection: true },
      ...groupsOf(name),
    })),
};

const firewall: Wanted = {
  family: 'firewall',
  title: 'A firewall policy is assigned',
  holds: () => true,
  none: 'None is there, so devices keep what they have.',
  lacking: 'None is there.',
  optional: true,
  group: defenderManaged,
  create: (tenant) =>
    forDefender(tenant, (name) => ({
      kind: 'create',
      family: 'firewall',
      name: 'Windows firewall',
      settings: { 'domain.enabled': true, 'private.enabled': true, 'public.enabled': true },
      ...groupsOf(name),
    })),
};
