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
  readonly create?: (tenant: Tenant) => ChangeRequest;
  /** What makes one that is there count. */
  readonly mend?: (policy: Policy) => ChangeRequest | undefined;
  /** Whom a policy that is assigned to nobody is proposed for. */
  readonly group?: (tenant: Tenant) => string | undefined;
}

/** Policies proposed to be mended at once; of more, somebody has to choose. */
const mostMended = 3;

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
  if (holding.length > 0) {
    const group = wanted.group?.(tenant);
    const requests = group === undefined ? [] : holding.map((policy) => assigning(policy, group));
    return {
      ...gap,
      reason: `${named(holding)} is assigned to nobody.`,
      ...proposing(`Assign to ${group}`, requests),
    };
  }
  if (policies.length > 0) {
    const requests = policies.flatMap((policy) => wanted.mend?.(policy) ?? []);
    const some = requests.length <= mostMended ? requests : [];
    return { ...gap, reason: wanted.lacking, ...proposing(`Mend ${named(policies)}`, some) };
  }
  const request = wanted.create?.(tenant);
  return { ...gap, reason: wanted.none, ...(request ? proposing(planTitle(request), [request]) : {}) };
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

export function assigning(policy: Policy, group: string): ChangeRequest {
  return { kind: 'assign', policy: policy.name, family: policy.family.id, groups: [group] };
}

/** «Plan «Defender for iOS»»: what the button makes, by its name. */
export function planTitle(request: ChangeRequest): string {
  if (request.kind === 'create' && request.name !== undefined) return `Plan «${request.name}»`;
  return request.kind === 'createGroup' && request.group !== undefined
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
    group: ({ usualGroup }) => usualGroup,
    // Android has several ways of being managed: which one is for a person to say.
    ...(platform === 'android'
      ? {}
      : {
          create: ({ usualGroup }) => ({
            kind: 'create',
            family: 'compliance',
            name: `${where} risk`,
            settings: { machineRiskScore: 'medium' },
            platforms: [platform],
            ...groupsOf(usualGroup),
          }),
        }),
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
  group: ({ usualGroup }) => usualGroup,
  create: ({ usualGroup }) => ({
    kind: 'create',
    family: 'conditionalAccess',
    name: 'Require compliant devices',
    settings: { grant: 'compliantDevice', cloudApps: ['exchange', 'sharepoint'] },
    ...groupsOf(usualGroup),
  }),
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
    group: ({ usualGroup }) => usualGroup,
    create: ({ usualGroup }) => ({
      kind: 'create',
      family: 'defenderAppConfiguration',
      name: `Defender for ${where}`,
      settings,
      platforms: [platform],
      ...groupsOf(usualGroup),
    }),
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
  create: () => ({
    kind: 'create',
    family: 'supervisedMode',
    name: 'Defender supervised mode',
    settings: { issupervised: true },
    groups: ['All devices'],
  }),
  group: () => 'All devices',
};

const onboarding: Wanted = {
  family: 'endpointDetection',
  title: 'An onboarding policy brings Windows devices to Defender',
  holds: () => true,
  none: 'None is there.',
  lacking: 'None is there.',
  group: () => 'All devices',
  create: () => ({
    kind: 'create',
    family: 'endpointDetection',
    name: 'Defender onboarding',
    settings: { deployment: 'preconfigured' },
  }),
};

const antivirus: Wanted = {
  family: 'antivirus',
  title: 'An antivirus policy is assigned',
  holds: () => true,
  none: 'None is there, so devices keep what they have.',
  lacking: 'None is there.',
  optional: true,
  group: ({ defenderGroup }) => defenderGroup,
  create: ({ defenderGroup }) => ({
    kind: 'create',
    family: 'antivirus',
    name: 'Defender antivirus',
    settings: { realtimeMonitoring: true, cloudProtection: true },
    ...groupsOf(defenderGroup),
  }),
};

const firewall: Wanted = {
  family: 'firewall',
  title: 'A firewall policy is assigned',
  holds: () => true,
  none: 'None is there, so devices keep what they have.',
  lacking: 'None is there.',
  optional: true,
  group: ({ defenderGroup }) => defenderGroup,
  create: ({ defenderGroup }) => ({
    kind: 'create',
    family: 'firewall',
    name: 'Windows firewall',
    settings: { 'domain.enabled': true, 'private.enabled': true, 'public.enabled': true },
    ...groupsOf(defenderGroup),
  }),
};
