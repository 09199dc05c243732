import type { Check } from '../core/answer';
import { valueIn } from '../core/difference';
import { platformTitles, type Family, type Platform } from '../core/family';
import { sayValue } from '../core/setting';
import type { Policy, QuestionPorts } from './question-kind';
import {
  assigningAll,
  isAssigned,
  mostMended,
  named,
  planTitle,
  proposing,
  variantsFor,
  type Tenant,
} from './readiness-policies';

/** App protection takes three steps of the procedure: a policy with a threat level, apps in it, groups that get it. */
export async function protectionChecks(
  ports: QuestionPorts,
  tenant: Tenant,
  platform: 'android' | 'ios',
): Promise<readonly Check[]> {
  const family = ports.families.get('appProtection');
  const title = `An app protection policy for ${platformTitles[platform]} sets a threat level`;
  if (!family) return [{ state: 'off', title, reason: 'Not looked at: this kind of policy is switched off here.' }];
  const policies = await ports.policies(family, variantsFor(family, platform));
  const withLevel = policies.filter((policy) => levelOf(policy) !== undefined);
  if (withLevel.length === 0) return [lackingLevel(title, policies, platform, tenant)];
  const where = platformTitles[platform];
  const levels = withLevel.map((policy) => `${policy.name}: ${levelOf(policy)}`).join('; ');
  return [
    { state: 'ok', title, reason: levels },
    coverCheck(`Those policies for ${where} cover apps`, withLevel, platform),
    assignedCheck(`Those policies for ${where} are assigned to groups`, family, withLevel, tenant),
  ];
}

const level = 'maximumAllowedDeviceThreatLevel';
const medium = { [level]: 'medium', mobileThreatDefenseRemediationAction: 'block' };

/** As cards say it; undefined where the policy does not look at threats. */
function levelOf(policy: Policy): string | undefined {
  const value = valueIn(policy.family, policy.variant, policy, level);
  const setting = policy.family.settings[level];
  if (!setting || value === undefined || value === null || value === 'notConfigured') return undefined;
  return sayValue(setting, value);
}

function lackingLevel(title: string, policies: readonly Policy[], platform: Platform, tenant: Tenant): Check {
  const where = platformTitles[platform];
  if (policies.length > 0) {
    const some = policies.slice(0, mostMended);
    const requests = some.map(({ name }) => ({
      kind: 'set' as const,
      family: 'appProtection',
      policy: name,
      settings: medium,
      platforms: [platform],
    }));
    const reason = 'None of the policies checks the threat level.';
    return { state: 'missing', title, reason, ...proposing(`Set Medium in ${named(some)}`, requests) };
  }
  const create = {
    kind: 'create' as const,
    family: 'appProtection',
    name: `${where} app protection`,
    platforms: [platform],
    apps: ['coreMicrosoftApps'],
    settings: medium,
    ...(tenant.usualGroup === undefined ? {} : { groups: [tenant.usualGroup] }),
  };
  const reason = `There is no app protection policy for ${where}.`;
  return { state: 'missing', title, reason, ...proposing(planTitle(create), [create]) };
}

function coverCheck(title: string, policies: readonly Policy[], platform: Platform): Check {
  const empty = policies.filter(({ apps }) => apps?.group === 'selectedPublicApps' && apps.ids.length === 0);
  if (empty.length === 0) return { state: 'ok', title };
  const requests = empty.map(({ name }) => ({
    kind: 'addApps' as const,
    policy: name,
    apps: ['coreMicrosoftApps'],
    platforms: [platform],
  }));
  const reason = `${named(empty)} covers no app.`;
  return { state: 'missing', title, reason, ...proposing('Add the core Microsoft apps', requests) };
}

function assignedCheck(title: string, family: Family, policies: readonly Policy[], { usualGroup }: Tenant): Check {
  const unassigned = policies.filter((policy) => !isAssigned(family, policy));
  if (unassigned.length === 0) return { state: 'ok', title };
  const reason = `${named(unassigned)} is assigned to nobody.`;
  return { state: 'missing', title, reason, ...assigningAll(unassigned, { name: usualGroup }) };
}
