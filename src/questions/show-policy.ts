import { appNamesOf } from '../core/app';
import type { Answer } from '../core/answer';
import { valueIn } from '../core/difference';
import { catalogValues } from '../core/shapes/catalog-instances';
import { sayValue } from '../core/setting';
import { excludedGroups, groupNames, includedNames } from './assignments';
import { findPolicy } from './find-policy';
import { questionKind, type Policy, type QuestionPorts } from './question-kind';

export const showPolicy = questionKind({
  kind: 'showPolicy',
  topic: 'policies',
  examples: ['show policy "iOS Office baseline"', 'which apps does "Android Office baseline" cover?'],
  families: [],
  async answer(ports, request, at) {
    const typed = request.policy;
    if (typed === undefined)
      return { title: 'Which policy?', lead: 'Say its name, for example: show policy "iOS Office baseline".' };
    const found = await findPolicy(ports, typed, at.id, ({ id, name }) => ({
      request: { ...request, policy: name },
      at: { id },
    }));
    if (found.kind === 'which') return found.answer;
    const { policy, note } = found.one;
    const names = await groupNames(ports.graph, [policy]);
    return { ...describe(ports, policy, names), ...(note === undefined ? {} : { note }) };
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
