import type { Check } from '../core/answer';
import { platformTitles, type Family, type Platform } from '../core/family';
import type { ChangeRequest } from '../core/request';
import { readProperty } from '../core/shapes/properties';
import { sayValue } from '../core/setting';
import { includedGroups } from './assignments';
import { questionKind, type Policy, type QuestionPorts } from './question-kind';

/** Microsoft's procedures for risk signals in app protection, as a check list: what is there, what is missing, and what closes the gap. */
export const checkReadiness = questionKind({
  kind: 'checkReadiness',
  topic: 'policies',
  examples: ['check readiness', 'is everything in place for risk signals on iOS?'],
  families: ['appProtection', 'connector'],
  async answer(ports, request) {
    const protection = ports.families.get('appProtection');
    const connector = ports.families.get('connector');
    if (!protection || !connector)
      return {
        title: 'Readiness',
        lead: 'App protection and the connector have to be switched on here for this check.',
      };
    const asked = (request.platforms ?? ['android', 'ios']).filter((one) => one === 'android' || one === 'ios');
    if (asked.length === 0)
      return { title: 'Readiness', lead: 'Risk signals in app protection are for Android and iOS.' };
    const variants = Object.keys(protection.variants).filter((id) => {
      const platform = protection.variants[id]?.platform;
      return platform !== undefined && asked.some((one) => one === platform);
    });
    const [[link], policies, reporting] = await Promise.all([
      ports.policies(connector, Object.keys(connector.variants)),
      ports.policies(protection, variants),
      Promise.all(asked.map((platform) => devicesReporting(ports, platform))),
    ]);
    const checks = [
      connectionCheck(link),
      ...asked.flatMap((platform, i) => [
        ...(link ? toggleChecks(connector, link, platform) : []),
        ...policyChecks(
          protection,
          policies.filter((one) => protection.variants[one.variant]?.platform === platform),
          platform,
        ),
        reportingCheck(platform, reporting[i] ?? null),
      ]),
    ];
    const gaps = checks.filter(({ state }) => state === 'missing').length;
    const title = `Readiness for ${asked.map((platform) => platformTitles[platform]).join(' and ')}`;
    return {
      title,
      lead:
        gaps === 0
          ? 'Everything that can be checked is in place.'
          : `${gaps === 1 ? '1 gap' : `${gaps} gaps`} to close.`,
      checks,
    };
  },
});

function connectionCheck(link: Policy | undefined): Check {
  const title = 'Defender and Intune are connected';
  const state = link?.entity['partnerState'];
  if (state === 'enabled') return { state: 'ok', title };
  if (state === 'unresponsive') {
    return {
      state: 'warning',
      title,
      reason: 'Defender has not reported for too long. Look at the connection in the Defender portal.',
    };
  }
  return {
    state: 'missing',
    title,
    reason: 'Switch on «Microsoft Intune connection» in the Defender portal (Settings, Endpoints, Advanced features).',
  };
}

function toggleChecks(connector: Family, link: Policy, platform: 'android' | 'ios'): readonly Check[] {
  const forProtection = `${platform}MobileApplicationManagementEnabled`;
  const forCompliance = `${platform}Enabled`;
  return [forProtection, forCompliance].flatMap((id): readonly Check[] => {
    const setting = connector.settings[id];
    const place = setting?.on[link.variant];
    if (!setting || !place) return [];
    if (readProperty(link.entity, place) === true) return [{ state: 'ok', title: setting.title }];
    const optional = id === forCompliance;
    return [
      {
        state: optional ? 'warning' : 'missing',
        title: setting.title,
        reason: optional
          ? 'Off: enrolled devices get no compliance signal from Defender.'
          : 'Off: app protection does not see the threat level.',
        action: {
          kind: 'propose',
          title: `Turn on for ${platformTitles[platform]}`,
          requests: [{ kind: 'set', family: 'connector', settings: { [id]: true } }],
        },
      },
    ];
  });
}

function policyChecks(family: Family, policies: readonly Policy[], platform: Platform): readonly Check[] {
  const where = platformTitles[platform];
  const [signalId, signal] =
    Object.entries(family.settings).find(([, setting]) => setting.reach === 'deviceThreat') ?? [];
  if (!signal || signalId === undefined) return [];
  const withLevel = policies.filter((policy) => {
    const place = signal.on[policy.variant];
    const level = place ? readProperty(policy.entity, place) : null;
    return level !== null && level !== 'notConfigured';
  });
  const title = `An app protection policy for ${where} sets a threat level`;
  if (withLevel.length === 0) {
    const [only] = policies;
    const reason =
      policies.length === 0
        ? `There is no app protection policy for ${where}.`
        : 'None of the policies checks the threat level.';
    const request = only && policies.length === 1 ? mediumIn(family, only, signalId, platform) : undefined;
    const action =
      only && request
        ? { action: { kind: 'propose' as const, title: `Set Medium in «${only.name}»`, requests: [request] } }
        : {};
    return [{ state: 'missing', title, reason, ...action }];
  }
  const names = withLevel.map((policy) => {
    const place = signal.on[policy.variant];
    return `${policy.name}: ${sayValue(signal, place ? readProperty(policy.entity, place) : null)}`;
  });
  const empty = withLevel.filter(
    (policy) => policy.apps?.group === 'selectedPublicApps' && policy.apps.ids.length === 0,
  );
  const unassigned = withLevel.filter((policy) => includedGroups(policy).length === 0);
  return [
    { state: 'ok', title, reason: names.join('; ') },
    partCheck(`Those policies for ${where} cover apps`, empty, 'covers no app'),
    partCheck(`Those policies for ${where} are assigned to groups`, unassigned, 'is assigned to nobody'),
  ];
}

function mediumIn(family: Family, policy: Policy, signal: string, platform: Platform): ChangeRequest {
  return {
    kind: 'set',
    family: family.id,
    policy: policy.name,
    settings: { [signal]: 'medium' },
    platforms: [platform],
  };
}

function partCheck(title: string, lacking: readonly Policy[], why: string): Check {
  if (lacking.length === 0) return { state: 'ok', title };
  return { state: 'missing', title, reason: lacking.map(({ name }) => `«${name}» ${why}`).join('; ') };
}

/** How many enrolled devices of a platform report a threat level at all; null when it could not be read. */
async function devicesReporting(
  ports: QuestionPorts,
  platform: 'android' | 'ios',
): Promise<{ readonly all: number; readonly reporting: number } | null> {
  const filter =
    platform === 'ios' ? "(operatingSystem eq 'iOS' or operatingSystem eq 'iPadOS')" : "operatingSystem eq 'Android'";
  const path = `/deviceManagement/managedDevices?$filter=${encodeURIComponent(filter)}&$select=id,partnerReportedThreatState`;
  const devices = await ports.graph.list({ version: 'v1.0', path });
  const levels = new Set(['secured', 'lowSeverity', 'mediumSeverity', 'highSeverity', 'compromised']);
  return {
    all: devices.length,
    reporting: devices.filter((one) => levels.has(String(one['partnerReportedThreatState']))).length,
  };
}

function reportingCheck(
  platform: 'android' | 'ios',
  counted: { readonly all: number; readonly reporting: number } | null,
): Check {
  const title = `${platformTitles[platform]} devices report a threat level`;
  if (!counted) return { state: 'warning', title, reason: 'The devices could not be read.' };
  const reason = `${counted.reporting} of ${counted.all} enrolled devices; unenrolled ones are not in Graph.`;
  return { state: counted.reporting > 0 ? 'ok' : 'warning', title, reason };
}
