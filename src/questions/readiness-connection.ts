import type { Check } from '../core/answer';
import { platformTitles, type Family, type Platform } from '../core/family';
import { readValue } from '../core/shapes';
import { textAt } from '../core/snapshot';
import { GraphRefused } from '../ports';
import type { Policy, QuestionPorts } from './question-kind';

/** What lies between Defender and Intune: the connection, its heartbeat, its switches, the licences. */

const advancedFeatures = 'https://security.microsoft.com/preferences2/integration';

export function connectionChecks(link: Policy | undefined, now: Date): readonly Check[] {
  const title = 'Defender and Intune are connected';
  const state = link?.entity['partnerState'];
  if (!link || (state !== 'enabled' && state !== 'unresponsive')) {
    const reason =
      'Switch on «Microsoft Intune connection» in the Defender portal: Settings, Endpoints, Advanced features.';
    return [{ state: 'missing', title, reason, portal: advancedFeatures }];
  }
  if (state === 'unresponsive') {
    const reason = 'Defender has not reported for too long. Look at the connection in the Defender portal.';
    return [{ state: 'warning', title, reason, portal: advancedFeatures }];
  }
  return [{ state: 'ok', title }, heartbeatCheck(textAt(link.entity, 'lastHeartbeatDateTime'), now)];
}

/** The services are to speak at least once a day: https://learn.microsoft.com/intune/intune-service/protect/advanced-threat-protection-configure */
const heartbeatHours = 24;

export function heartbeatCheck(at: string, now: Date): Check {
  const title = 'Defender has reported within the last 24 hours';
  const hours = (now.getTime() - Date.parse(at)) / 3_600_000;
  if (hours <= heartbeatHours) return { state: 'ok', title };
  const when =
    Number.isNaN(hours) || at.startsWith('0001') ? 'It never has.' : `It was ${Math.floor(hours)} hours ago.`;
  return {
    state: 'warning',
    title,
    reason: `${when} Look at the connection in the Defender portal.`,
    portal: advancedFeatures,
  };
}

/** A switch of the connector; one that is off has a button that proposes to turn it on. */
export function switchCheck(
  connector: Family,
  link: Policy | undefined,
  wanted: { readonly id: string; readonly platform?: Platform; readonly why: string; readonly optional?: true },
): readonly Check[] {
  const setting = connector.settings[wanted.id];
  const variant = link && connector.variants[link.variant];
  const place = link && setting?.on[link.variant];
  if (!setting || !variant || !place) return [];
  if (readValue(variant, link.entity, place) === true) return [{ state: 'ok', title: setting.title }];
  const title = wanted.platform ? `Turn on for ${platformTitles[wanted.platform]}` : 'Turn on';
  return [
    {
      state: wanted.optional ? 'warning' : 'missing',
      title: setting.title,
      reason: `Off: ${wanted.why}`,
      action: {
        kind: 'propose',
        title,
        requests: [{ kind: 'set', family: connector.id, settings: { [wanted.id]: true } }],
      },
    },
  ];
}

/** What Graph does not tell is asked of a person. */
export const securityManagementChecks: readonly Check[] = [
  {
    state: 'look',
    title: 'The Defender portal lets Intune manage security settings',
    reason:
      'Graph does not tell. Please check: Settings, Endpoints, Enforcement scope, «Use MDE to enforce security configuration settings from Intune».',
    portal: 'https://security.microsoft.com/preferences2/integration',
  },
  {
    state: 'look',
    title: 'Somebody has the role «Manage endpoint security settings in Microsoft Intune»',
    reason: 'Graph does not tell. Please check: Settings, Endpoints, Roles.',
    portal: 'https://security.microsoft.com/preferences2/user_roles',
  },
];

/** Intune has no automatic package for macOS. */
export const macOnboardingCheck: Check = {
  state: 'look',
  title: 'Devices with macOS are onboarded with a package from Defender',
  reason:
    'Graph does not tell. Please check: Settings, Endpoints, Onboarding, «macOS»; its files go into Intune by hand.',
  portal: 'https://security.microsoft.com/preferences2/onboarding',
};

/** Service plans by id. https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference */
const licences = [
  {
    title: 'Licences for Defender for Endpoint',
    plans: [
      '871d91ec-ec1a-452b-a83f-bd76c7d770ef',
      '292cc034-7b7c-4950-aaf5-943befd3f1d4',
      'bfc1bbd9-981b-4f71-9b82-17c35fd0e2a4',
    ],
  },
  { title: 'Licences for Intune', plans: ['c1ec4a95-1f05-45b3-a911-aa3fa01094f5'] },
  {
    title: 'Licences for Entra ID P1 or P2',
    plans: ['41781fb2-bc02-4b7c-bd55-b576c07bb09d', 'eec0eb4f-6444-4f95-aba0-50c24d67f998'],
  },
] as const;

export async function licenceChecks(ports: QuestionPorts): Promise<readonly Check[]> {
  return licencesIn(await enabledPlans(ports));
}

export function licencesIn(plans: ReadonlySet<string> | undefined): readonly Check[] {
  return licences.map(({ title, plans: any }): Check => {
    if (plans && any.some((id) => plans.has(id))) return { state: 'ok', title };
    const reason = plans
      ? 'The tenant has no subscription with this service, as far as Graph tells.'
      : 'Graph does not tell here. Please check: Billing, Licences.';
    return {
      state: plans ? 'warning' : 'look',
      title,
      reason,
      portal: 'https://entra.microsoft.com/#view/Microsoft_AAD_IAM/LicensesMenuBlade/~/Products',
    };
  });
}

/** The service plans of the tenant's subscriptions; undefined when Warden may not read them. */
async function enabledPlans(ports: QuestionPorts): Promise<ReadonlySet<string> | undefined> {
  try {
    const [tenant] = await ports.graph.list({ version: 'v1.0', path: '/organization?$select=id,assignedPlans' });
    const plans = tenant?.['assignedPlans'];
    if (!Array.isArray(plans)) return undefined;
    const known = plans as readonly Readonly<Record<string, unknown>>[]; // objects of Graph's answer
    return new Set(
      known.filter((one) => one['capabilityStatus'] === 'Enabled').map((one) => String(one['servicePlanId'])),
    );
  } catch (error) {
    if (error instanceof GraphRefused && error.status === 403) return undefined;
    throw error;
  }
}
