import type { Action, Answer, Check } from '../core/answer';
import { platforms, platformTitles, type Family, type Platform } from '../core/family';
import type { ChangeRequest } from '../core/request';
import { readProperty } from '../core/shapes/properties';
import { sayValue } from '../core/setting';
import { includedGroups } from './assignments';
import { deviceOf, devicesPath, readsDevices } from './devices';
import { systemsOf } from './list-devices';
import { collect, sayCount } from './patience';
import { questionKind, type Policy, type QuestionPorts } from './question-kind';
import { connectionChecks, licenceChecks, securityManagementChecks, switchCheck } from './readiness-connection';
import { policyCheck, wantedFor } from './readiness-policies';

/** Microsoft's procedures for risk signals as a check list per platform: what is there, what is missing, and what closes the gap. */
export const checkReadiness = questionKind({
  kind: 'checkReadiness',
  topic: 'policies',
  examples: ['check readiness', 'is everything in place for risk signals on iOS?', 'check readiness for Windows'],
  families: ['connector'],
  reads: [readsDevices],
  async answer(ports, request) {
    const connector = ports.families.get('connector');
    if (!connector) return { title: 'Readiness', lead: 'The connector has to be switched on here for this check.' };
    const asked = request.platforms ?? ['android', 'ios'];
    const [[link], licences, lists] = await Promise.all([
      ports.policies(connector, Object.keys(connector.variants)),
      licenceChecks(ports),
      Promise.all(asked.map((platform) => platformChecks(ports, platform))),
    ]);
    const checks = [
      ...connectionChecks(link, ports.clock.now()),
      ...licences,
      ...asked.flatMap((platform, i) => [...switchesFor(connector, link, platform), ...(lists[i] ?? [])]),
    ];
    return answerOf(asked, checks);
  },
});

function answerOf(asked: readonly Platform[], checks: readonly Check[]): Answer {
  const gaps = checks.filter(({ state }) => state === 'missing').length;
  const look = checks.filter(({ state }) => state === 'look').length;
  const closed =
    gaps === 0 ? 'Everything that Graph tells is in place.' : `${gaps === 1 ? '1 gap' : `${gaps} gaps`} to close.`;
  const others = platforms.filter((one) => !asked.includes(one));
  return {
    title: `Readiness for ${asked.map((platform) => platformTitles[platform]).join(' and ')}`,
    lead: look === 0 ? closed : `${closed} ${look === 1 ? '1 line' : `${look} lines`} to look at yourself.`,
    checks,
    actions: [
      ...fixAll(checks),
      ...others.map((platform): Action => ({
        kind: 'ask',
        title: `Check ${platformTitles[platform]}`,
        request: { kind: 'checkReadiness', platforms: [platform] },
        at: {},
      })),
    ],
  };
}

/** All gaps that have a button, as one change with several parts. */
export function fixAll(checks: readonly Check[]): readonly Action[] {
  const requests = checks.flatMap(({ state, action }) =>
    state === 'missing' && action?.kind === 'propose' ? action.requests : [],
  );
  return requests.length > 1 ? [{ kind: 'propose', title: `Close these ${requests.length} gaps`, requests }] : [];
}

async function platformChecks(ports: QuestionPorts, platform: Platform): Promise<readonly Check[]> {
  const [protection, policies, reporting] = await Promise.all([
    protectionChecks(ports, platform),
    Promise.all(wantedFor(platform).map((wanted) => policyCheck(ports, wanted, platform))),
    reportingCheck(ports, platform),
  ]);
  const own = platform === 'windows' ? securityManagementChecks : [];
  return [...protection, ...policies, ...own, reporting];
}

async function protectionChecks(ports: QuestionPorts, platform: Platform): Promise<readonly Check[]> {
  if (platform !== 'android' && platform !== 'ios') return [];
  const protection = ports.families.get('appProtection');
  const title = `An app protection policy for ${platformTitles[platform]} sets a threat level`;
  if (!protection) return [{ state: 'off', title, reason: 'Not looked at: this kind of policy is switched off here.' }];
  const variants = Object.keys(protection.variants).filter((id) => protection.variants[id]?.platform === platform);
  return policyChecks(protection, await ports.policies(protection, variants), platform);
}

function switchesFor(connector: Family, link: Policy | undefined, platform: Platform): readonly Check[] {
  const compliance = 'enrolled devices get no compliance signal from Defender.';
  switch (platform) {
    case 'android':
    case 'ios':
      return [
        ...switchCheck(connector, link, {
          id: `${platform}MobileApplicationManagementEnabled`,
          platform,
          why: 'app protection does not see the threat level.',
        }),
        ...switchCheck(connector, link, { id: `${platform}Enabled`, platform, why: compliance, optional: true }),
      ];
    case 'windows':
      return [
        ...switchCheck(connector, link, { id: 'windowsEnabled', platform, why: compliance }),
        ...switchCheck(connector, link, {
          id: 'microsoftDefenderForEndpointAttachEnabled',
          why: 'devices that are not enrolled get no security settings.',
          optional: true,
        }),
      ];
    case 'macos':
      return switchCheck(connector, link, { id: 'macEnabled', platform, why: compliance });
  }
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

/** How many enrolled devices of a platform report a threat level at all. */
async function reportingCheck(ports: QuestionPorts, platform: Platform): Promise<Check> {
  const filter = systemsOf[platform].map((one) => `operatingSystem eq '${one}'`).join(' or ');
  const { rows, whole } = await collect(ports, { version: 'v1.0', path: devicesPath({ filter: `(${filter})` }) });
  const levels = new Set(['secured', 'lowSeverity', 'mediumSeverity', 'highSeverity', 'compromised']);
  const devices = rows.map(deviceOf);
  const reporting = devices.filter(({ threat }) => levels.has(threat)).length;
  return {
    state: reporting > 0 ? 'ok' : 'warning',
    title: `${platformTitles[platform]} devices report a threat level`,
    reason: `${reporting} of ${sayCount(devices.length, whole, 'enrolled device')}; unenrolled ones are not in Graph.`,
  };
}
