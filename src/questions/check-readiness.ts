import type { Action, Answer, Check } from '../core/answer';
import { platforms, platformTitles, type Family, type Platform } from '../core/family';
import { deviceOf, devicesPath, readsDevices } from './devices';
import { systemsOf } from './list-devices';
import { collect, sayCount } from './patience';
import { questionKind, type Policy, type QuestionPorts } from './question-kind';
import {
  connectionChecks,
  licenceChecks,
  macOnboardingCheck,
  securityManagementChecks,
  switchCheck,
} from './readiness-connection';
import { policyCheck, wantedFor, type Tenant } from './readiness-policies';
import { protectionChecks } from './readiness-protection';
import { alertChecks, defenderGroupCheck, tenantOf } from './readiness-tenant';

/** Microsoft's procedures for risk signals as a check list per platform: what is there, what is missing, and what closes the gap. */
export const checkReadiness = questionKind({
  kind: 'checkReadiness',
  topic: 'policies',
  examples: ['check readiness', 'is everything in place for risk signals on iOS?', 'check readiness for Windows'],
  families: ['connector'],
  reads: [readsDevices],
  async answer(given, request) {
    const connector = given.families.get('connector');
    if (!connector) return { title: 'Readiness', lead: 'The connector has to be switched on here for this check.' };
    const ports = readingOnce(given);
    const asked = request.platforms ?? ['android', 'ios'];
    const [[link], licences, tenant, alerts] = await Promise.all([
      ports.policies(connector, Object.keys(connector.variants)),
      licenceChecks(ports),
      tenantOf(ports),
      alertChecks(ports),
    ]);
    const lists = await Promise.all(asked.map((platform) => platformChecks(ports, tenant, platform)));
    const checks = [
      ...connectionChecks(link, ports.clock.now()),
      ...licences,
      ...alerts,
      ...asked.flatMap((platform, i) => [...switchesFor(connector, link, platform), ...(lists[i] ?? [])]),
    ];
    // Conditional Access is one line, whichever platforms are looked at.
    return answerOf(
      asked,
      checks.filter((check, i) => checks.findIndex(({ title }) => title === check.title) === i),
    );
  },
});

/** Several steps look at the same policies: each family is read once. */
function readingOnce(ports: QuestionPorts): QuestionPorts {
  const read = new Map<string, Promise<readonly Policy[]>>();
  return {
    ...ports,
    policies: async (family, variants) => {
      const all = read.get(family.id) ?? ports.policies(family, Object.keys(family.variants));
      read.set(family.id, all);
      return (await all).filter(({ variant }) => variants.includes(variant));
    },
  };
}

function answerOf(asked: readonly Platform[], checks: readonly Check[]): Answer {
  const count = (state: Check['state']) => checks.filter((check) => check.state === state).length;
  const parts = [
    count('missing') === 0 ? 'Everything that risk signals need is in place.' : `${some(count('missing'), 'gap')}.`,
    ...(count('warning') > 0 ? [`${some(count('warning'), 'recommendation')}.`] : []),
    ...(count('look') > 0 ? [`${some(count('look'), 'line')} to look at yourself.`] : []),
  ];
  const others = platforms.filter((one) => !asked.includes(one));
  return {
    title: `Readiness for ${asked.map((platform) => platformTitles[platform]).join(' and ')}`,
    lead: parts.join(' '),
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

function some(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}

/** Everything that has a button, proposed together. */
export function fixAll(checks: readonly Check[]): readonly Action[] {
  const fixes = checks.flatMap(({ action }) => (action?.kind === 'propose' ? [action.requests] : []));
  return fixes.length > 1 ? [{ kind: 'propose', title: `Fix all ${fixes.length}`, requests: fixes.flat() }] : [];
}

async function platformChecks(ports: QuestionPorts, tenant: Tenant, platform: Platform): Promise<readonly Check[]> {
  const [protection, policies, reporting] = await Promise.all([
    platform === 'android' || platform === 'ios' ? protectionChecks(ports, tenant, platform) : [],
    Promise.all(wantedFor(platform).map((wanted) => policyCheck(ports, tenant, wanted, platform))),
    reportingCheck(ports, platform),
  ]);
  return [...protection, ...policies, ...ownChecks(tenant, platform), reporting];
}

/** Steps of one platform's procedure only. */
function ownChecks(tenant: Tenant, platform: Platform): readonly Check[] {
  switch (platform) {
    case 'windows':
      return [defenderGroupCheck(tenant), ...securityManagementChecks];
    case 'macos':
      return [macOnboardingCheck];
    case 'android':
    case 'ios':
      return [guideCheck(tenant, platform)];
  }
}

/** The last step of the procedure is the people's own. */
function guideCheck({ usualGroup }: Pick<Tenant, 'usualGroup'>, platform: 'android' | 'ios'): Check {
  const where = platformTitles[platform];
  const to = usualGroup === undefined ? {} : { groups: [usualGroup] };
  return {
    state: 'look',
    title: `People know how to set up Defender on ${where}`,
    reason: 'Graph does not tell who has done it on a phone that is not enrolled. Send them the steps.',
    action: {
      kind: 'send',
      title: usualGroup === undefined ? `Send the ${where} guide` : `Send the ${where} guide to ${usualGroup}`,
      request: { kind: 'sendGuide', platforms: [platform], ...to },
    },
  };
}

function switchesFor(connector: Family, link: Policy | undefined, platform: Platform): readonly Check[] {
  const why = 'enrolled devices get no compliance signal from Defender.';
  switch (platform) {
    case 'android':
    case 'ios':
      return [
        ...switchCheck(connector, link, {
          id: `${platform}MobileApplicationManagementEnabled`,
          platform,
          why: 'app protection does not see the threat level.',
        }),
        ...switchCheck(connector, link, { id: `${platform}Enabled`, platform, why, optional: true }),
        ...(platform === 'ios' ? switchCheck(connector, link, appSync) : []),
      ];
    case 'windows':
      return [
        ...switchCheck(connector, link, { id: 'windowsEnabled', platform, why }),
        ...switchCheck(connector, link, {
          id: 'microsoftDefenderForEndpointAttachEnabled',
          why: 'devices that are not enrolled get no security settings.',
          optional: true,
        }),
      ];
    case 'macos':
      return switchCheck(connector, link, { id: 'macEnabled', platform, why });
  }
}

/** Defender looks for bad apps among those that Intune tells it of. */
const appSync = {
  id: 'allowPartnerToCollectIOSApplicationMetadata',
  why: 'Defender does not learn which apps are on iOS devices.',
  optional: true,
} as const;

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
