import type { Change } from '../core/change';
import type { Families } from '../core/family';

/** What was meant to go on from a change and does not: what it sets, and what that takes. */
export function sayTakenBy(families: Families, { id, request }: Change): string {
  const single = request.kind === 'several' ? request.requests : [request];
  const takes = single.flatMap((one) => {
    if (!('settings' in one)) return [];
    const settings = families.get(one.family)?.settings ?? {};
    return Object.keys(one.settings ?? {}).flatMap((key) => {
      const setting = settings[key];
      return setting && 'values' in setting
        ? [`«${setting.title}» takes ${listed(Object.values(setting.values).map(({ say }) => say))}.`]
        : [];
    });
  });
  const hint =
    takes.length > 0 ? ` ${[...new Set(takes)].slice(0, 2).join(' ')}` : ' Say the whole of it in one sentence.';
  return `I cannot read that as going on from change #${id}, so I did nothing.${hint}`;
}

function listed(says: readonly string[]): string {
  return says.length > 1 ? `${says.slice(0, -1).join(', ')} or ${says.at(-1)}` : says.join('');
}
