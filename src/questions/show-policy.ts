import { appNamesOf } from '../core/app';
import type { Answer } from '../core/answer';
import { valueIn } from '../core/difference';
import { catalogValues } from '../core/shapes/catalog-instances';
import { sayValue } from '../core/setting';
import { excludedGroups, groupNames, includedNames } from './assignments';
import { namedFamilies, questionKind, type Policy, type QuestionPorts } from './question-kind';

export const showPolicy = questionKind({
  kind: 'showPolicy',
  topic: 'policies',
  examples: ['show policy "iOS Office baseline"', 'which apps does "Android Office baseline" cover?'],
  families: [],
  async answer(ports, request) {
    const typed = request.policy;
    if (typed === undefined)
      return { title: 'Which policy?', lead: 'Say its name, for example: show policy "iOS Office baseline".' };
    const families = namedFamilies(ports.families, undefined);
    const all = (
      await Promise.all(families.map((family) => ports.policies(family, Object.keys(family.variants))))
    ).flat();
    const { exact, near } = ports.match(typed, [...new Set(all.map(({ name }) => name))]);
    // Showing the only one that can be meant does no harm; a change would ask first.
    const [meant = exact, ...others] = exact === undefined ? near : [exact];
    if (meant === undefined || others.length > 0) return notFound(typed, near);
    const named = all.filter(({ name }) => name === meant);
    const names = await groupNames(ports.graph, named);
    const [first, ...rest] = named;
    if (!first) return notFound(typed, []);
    const notes = [
      ...(exact === undefined ? [`“${typed}” read as ${meant}.`] : []),
      ...(rest.length > 0 ? [sayRest(rest)] : []),
    ];
    return { ...describe(ports, first, names), ...(notes.length > 0 ? { note: notes.join(' ') } : {}) };
  },
});

function describe(ports: QuestionPorts, policy: Policy, names: ReadonlyMap<string, string>): Answer {
  const variant = policy.family.variants[policy.variant];
  const apps = policy.apps ? appNamesOf(policy.apps, ports.apps, variant?.platform) : [];
  const groups = includedNames(policy, names);
  const excluded = excludedGroups(policy).map((id) => names.get(id) ?? id);
  const settings = Object.entries(policy.family.settings).flatMap(([id, setting]) => {
    const value = valueIn(policy.family, policy.variant, policy, id);
    // A settings catalog policy holds what it sets, and nothing else.
    if (value === undefined || (value === null && variant?.shape === 'catalog')) return [];
    return [{ name: setting.title, value: sayValue(setting, value) }];
  });
  return {
    title: policy.name,
    lead: policy.family.settingsHaveHomes
      ? `${policy.family.title}: ${variant?.title ?? policy.variant}.`
      : `${policy.family.title} for ${variant?.title ?? 'this tenant'}.`,
    facts: [
      ...(policy.apps ? [{ name: 'Covers', value: apps.join(', ') || 'no apps' }] : []),
      { name: 'Assigned to', value: groups.join(', ') || 'nobody' },
      ...(excluded.length > 0 ? [{ name: 'Not for', value: excluded.join(', ') }] : []),
      ...settings,
      ...otherSettings(policy),
    ],
    ...(variant ? { portal: variant.portal.replace('{id}', encodeURIComponent(policy.id)) } : {}),
  };
}

/** A policy may set more than is managed here; that is said, so that nobody takes the list for all. */
function otherSettings(policy: Policy): readonly { readonly name: string; readonly value: string }[] {
  const template = policy.family.variants[policy.variant]?.template;
  if (!template) return [];
  const known = new Set([
    ...Object.values(policy.family.settings).map((setting) => setting.on[policy.variant]?.at),
    ...Object.values(template.secrets).map(({ at }) => at),
  ]);
  const others = [...catalogValues(policy.entity).keys()].filter((id) => !known.has(id)).length;
  return others > 0 ? [{ name: 'Other settings', value: `${others}, kept as they are` }] : [];
}

function sayRest(rest: readonly Policy[]): string {
  const where = rest.map((policy) => policy.family.variants[policy.variant]?.title ?? policy.variant);
  return `There is also a policy of this name for ${where.join(' and ')}.`;
}

function notFound(typed: string, near: readonly string[]): Answer {
  const hint =
    near.length > 0
      ? `Did you mean ${near.map((name) => `«${name}»`).join(' or ')}?`
      : 'Say «list policies» to see them all.';
  return { title: 'Not found', lead: `There is no policy called «${typed}». ${hint}` };
}
