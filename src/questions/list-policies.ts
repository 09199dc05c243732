import type { Answer } from '../core/answer';
import { appNamesOf, covers, shortName, appGroupOf } from '../core/app';
import { platformTitles } from '../core/family';
import { valueIn } from '../core/difference';
import { sayValue } from '../core/setting';
import { includedGroups, includedNames, groupNames } from './assignments';
import { findGroup } from './show-group';
import { namedFamilies, questionKind, type Policy, type QuestionPorts, type QueryOf } from './question-kind';

const shown = 20;

export const listPolicies = questionKind({
  kind: 'listPolicies',
  topic: 'policies',
  examples: ['list policies', 'which policies cover Outlook?', 'which policies are assigned to the Sales group?'],
  families: [],
  async answer(ports, request) {
    const all = await readAll(ports, request);
    const names = await groupNames(ports.graph, all);
    const fit = all.filter((policy) => isAsked(ports, request, policy, names));
    const unknown = fit.length === 0 ? await unknownGroup(ports, request) : undefined;
    if (unknown) return unknown;
    if (fit.length === 0) return { title: 'Policies', lead: `There are no policies${describe(ports, request)}.` };
    const rows = fit.slice(0, shown).map((policy) => rowOf(ports, policy, names));
    return {
      title: fit.length === 1 ? '1 policy' : `${fit.length} policies`,
      ...(describe(ports, request) === '' ? {} : { lead: `Policies${describe(ports, request)}.` }),
      table: { columns: ['Policy', 'Platform', 'Covers', 'Assigned to', 'Strictest signal'], rows },
      ...(fit.length > shown
        ? { note: `And ${fit.length - shown} more. Narrow it down by platform, app or group.` }
        : {}),
    };
  },
});

/** A group that is not there is assigned nothing, but that is not what was asked. */
async function unknownGroup(ports: QuestionPorts, request: QueryOf<'listPolicies'>): Promise<Answer | undefined> {
  const { groups = [] } = request;
  for (const typed of groups.filter((one) => !isAll(one))) {
    const found = await findGroup(ports, typed, undefined, ({ name }) => ({
      request: { ...request, groups: groups.map((one) => (one === typed ? name : one)) },
      at: {},
    }));
    if (found.kind === 'which' && found.answer.title === 'Not found') return found.answer;
  }
  return undefined;
}

/** «All users», «everyone»: no group in Entra. */
function isAll(name: string): boolean {
  return /^(?:all (?:users|devices|people|employees|staff members)|every(?:one|body))$/i.test(name);
}

async function readAll(ports: QuestionPorts, request: QueryOf<'listPolicies'>): Promise<readonly Policy[]> {
  const lists = await Promise.all(
    namedFamilies(ports.families, request.family).map((family) => {
      const variants = Object.keys(family.variants).filter((id) => {
        const platform = family.variants[id]?.platform;
        return request.platforms === undefined || (platform !== undefined && request.platforms.includes(platform));
      });
      return ports.policies(family, variants);
    }),
  );
  return lists.flat();
}

function isAsked(
  ports: QuestionPorts,
  request: QueryOf<'listPolicies'>,
  policy: Policy,
  names: ReadonlyMap<string, string>,
): boolean {
  const platform = policy.family.variants[policy.variant]?.platform;
  const apps = (request.apps ?? []).every((id) => {
    if (!policy.apps) return false;
    const group = appGroupOf[id];
    const app = ports.apps.find((one) => one.id === id);
    return group ? policy.apps.group === group : app !== undefined && covers(policy.apps, app, platform);
  });
  const groups = includedGroups(policy).map((id) => names.get(id)?.toLowerCase());
  return apps && (request.groups ?? []).every((name) => groups.includes(name.toLowerCase()));
}

function rowOf(ports: QuestionPorts, policy: Policy, names: ReadonlyMap<string, string>): readonly string[] {
  const variant = policy.family.variants[policy.variant];
  const platform = variant?.platform;
  const apps = policy.apps ? appNamesOf(policy.apps, ports.apps, platform) : [];
  const groups = includedNames(policy, names);
  return [
    policy.name,
    platform ? platformTitles[platform] : (variant?.title ?? ''),
    policy.apps ? sayApps(apps) : '',
    groups.join(', ') || 'nobody',
    signalOf(policy),
  ];
}

function sayApps(apps: readonly string[]): string {
  return apps.length > 4 ? `${apps.slice(0, 3).join(', ')} and ${apps.length - 3} more` : apps.join(', ') || 'no apps';
}

/** The setting that carries the risk signal, as its family calls it. */
function signalOf(policy: Policy): string {
  const [id, signal] =
    Object.entries(policy.family.settings).find(
      ([, setting]) => setting.reach === 'deviceThreat' && setting.on[policy.variant],
    ) ?? [];
  if (id === undefined || !signal) return '';
  return `${signal.title} ${sayValue(signal, valueIn(policy.family, policy.variant, policy, id))}`.toLowerCase();
}

function describe(ports: QuestionPorts, request: QueryOf<'listPolicies'>): string {
  const apps = (request.apps ?? []).map((id) => {
    const app = ports.apps.find((one) => one.id === id);
    return app ? shortName(app) : id;
  });
  const parts = [
    request.platforms ? ` for ${request.platforms.map((one) => platformTitles[one]).join(' and ')}` : '',
    apps.length > 0 ? ` that cover ${apps.join(' and ')}` : '',
    request.groups ? ` assigned to ${request.groups.join(' and ')}` : '',
  ];
  return parts.join('');
}
