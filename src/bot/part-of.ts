import { covers, shortName } from '../core/app';
import type { Change } from '../core/change';
import { platformTitles, type Families, type Platform } from '../core/family';
import type { PlanPart } from '../core/plan';
import type { Named } from '../language/follow-up';
import type { BotPorts } from './ports';

/** The platforms of the policies a change writes to, whether or not they were named. */
export function platformsOf(families: Families, change: Change): readonly Platform[] {
  return [...new Set(change.plan.parts.flatMap((part) => platformOf(families, part) ?? []))];
}

export function platformOf(families: Families, { family, variant }: PlanPart): Platform | undefined {
  return families.get(family)?.variants[variant]?.platform;
}

/** True when everything named is in the change already: by name, or since its policies are of that platform and cover that app. */
export function isPartOf(ports: BotPorts, change: Change, { apps, platforms, groups }: Named): boolean {
  const { families } = ports.rules();
  const its: readonly string[] = platformsOf(families, change);
  return (
    platforms.every((platform) => its.includes(platform)) &&
    apps.every((id) => saysApp(change, id) || change.plan.parts.every((part) => coversApp(ports, part, id))) &&
    groups.every((name) => saysGroup(change, name))
  );
}

function saysApp({ request }: Change, id: string): boolean {
  return 'apps' in request && (request.apps ?? []).includes(id);
}

/** A setting of a policy holds for every app it covers; adding or taking off apps is about those that were named. */
function coversApp(ports: BotPorts, part: PlanPart, id: string): boolean {
  const app = ports.apps.find((one) => one.id === id);
  const settles = part.act === 'set' && part.changes.every(({ kind }) => kind === 'setting');
  return (
    settles &&
    app !== undefined &&
    part.before?.apps !== undefined &&
    covers(part.before.apps, app, platformOf(ports.rules().families, part))
  );
}

function saysGroup({ request }: Change, name: string): boolean {
  const groups = 'groups' in request ? (request.groups ?? []) : [];
  return groups.some((one) => one.toLowerCase() === name.toLowerCase());
}

/** «Teams and iOS». */
export function sayNamed(ports: BotPorts, { apps, platforms, groups }: Named): string {
  const names = [
    ...apps.map((id) => {
      const app = ports.apps.find((one) => one.id === id);
      return app ? shortName(app) : id;
    }),
    ...platforms.map((id) => Object.entries(platformTitles).find(([one]) => one === id)?.[1] ?? id),
    ...groups,
  ];
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join('');
}
