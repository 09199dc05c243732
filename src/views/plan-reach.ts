import { valueIn } from '../core/difference';
import type { Counted, Reach } from '../core/change';
import type { Plan } from '../core/plan';
import { sayValue } from '../core/setting';
import { targetOf } from '../core/snapshot';
import { line, lines, names, type Line, type Pen } from './pen';
import { variantTitle } from './plan-parts';
import { counted, joined, listed, nothing, say, shown, type Shown } from './shown';

/** Whom a plan hits, as far as it was counted; what is not known is said, never shown as 0. */
export function drawReach(
  pen: Pen,
  plan: Plan,
  reach: Reach | undefined,
  when: { readonly open: boolean; readonly counting: boolean },
): readonly Line[] {
  const { open, counting } = when;
  if (!reach) return [line(counting ? say`Reach: counting…` : say`Reach: not counted`)];
  return [
    ...alsoLines(pen, plan, reach),
    ...everyoneLines(plan),
    ...groupLines(pen, reach),
    ...(reach.watched.length > 0 ? [line(say`Among them: ${names(pen, reach.watched)}`, 'Warning')] : []),
    ...deviceLines(plan, pen, reach, open),
    ...registrationLines(reach),
    ...(reach.complete ? [] : [line(say`Not all of it is counted`)]),
  ];
}

/** The other apps of each policy; said once when they are the same everywhere. */
function alsoLines(pen: Pen, plan: Plan, reach: Reach): readonly Line[] {
  const covering = plan.parts.filter(({ act }) => act !== 'delete');
  const parts = covering.filter((part) => (reach.alsoApps[part.key] ?? []).length > 0);
  const lists = new Set(parts.map((part) => JSON.stringify(reach.alsoApps[part.key])));
  const [only] = parts;
  if (only && lists.size === 1 && parts.length === covering.length) {
    return [line(say`Also covers ${names(pen, reach.alsoApps[only.key] ?? [])}`)];
  }
  return lines(parts, pen.limits.lines, 'policy', (part) =>
    line(say`${pen.name(part.target.name)} also covers ${names(pen, reach.alsoApps[part.key] ?? [])}`),
  );
}

/** Targets that are no group: everybody, or every device. */
function everyoneLines(plan: Plan): readonly Line[] {
  const types = plan.parts.flatMap((part) => [
    ...(part.before?.assignments ?? []).map(({ target }) => target['@odata.type']),
    ...part.changes.flatMap((one) => (one.kind === 'group' ? [targetOf(one.id, one.exclude)['@odata.type']] : [])),
  ]);
  return [
    ...(types.includes('#microsoft.graph.allLicensedUsersAssignmentTarget') ? [line(say`All users`, 'Warning')] : []),
    ...(types.includes('#microsoft.graph.allDevicesAssignmentTarget') ? [line(say`All devices`, 'Warning')] : []),
  ];
}

function groupLines(pen: Pen, reach: Reach): readonly Line[] {
  const groups = lines(reach.groups, pen.limits.lines, 'group', (group) => {
    const members = group.devices === undefined ? sayPeople(group.people) : sayDevices(group.devices);
    return line(say`${pen.name(group.name)}${group.exclude ? say` (excluded)` : nothing}: ${members}`);
  });
  const several = reach.groups.filter(({ devices }) => devices === undefined).length > 1 && reach.people !== null;
  const total = several && reach.people ? [line(say`${count(reach.people, 'person', 'people')} in all`)] : [];
  return [...groups, ...total];
}

function sayPeople(number: number | null): Shown {
  return number === null ? say`number of people unknown` : counted(number, 'person', 'people');
}

function sayDevices(number: number | null): Shown {
  return number === null ? say`number of devices unknown` : counted(number, 'device');
}

function deviceLines(plan: Plan, pen: Pen, reach: Reach, open: boolean): readonly Line[] {
  const { devicesAbove } = reach;
  if (devicesAbove === null) return [];
  const level = levelsOf(pen, plan);
  const one = devicesAbove.number === 1;
  const verb = open ? (devicesAbove.number === 0 || one ? say`reports` : say`report`) : say`reported`;
  const above = say`${verb} a higher threat level than ${level} ${open ? say`now` : say`when this was planned`}`;
  if (devicesAbove.number === 0) {
    return [
      line(devicesAbove.atLeast ? say`No enrolled device found so far ${above}` : say`No enrolled device ${above}`),
    ];
  }
  const devices = count(devicesAbove, 'enrolled device');
  const drastic = drasticOf(pen, plan);
  if (drastic) return [line(say`${devices} ${above}. ${drastic}`, 'Attention')];
  return [line(open ? say`${devices} ${above} and would lose access` : say`${devices} ${above}`, 'Warning')];
}

/** The new levels of all parts: «Medium», or «Medium (Android) and Low (iOS)». */
function levelsOf(pen: Pen, plan: Plan): Shown {
  const levels = plan.parts.flatMap((part) =>
    part.changes.flatMap((change) => {
      const setting = change.kind === 'setting' ? pen.families.get(part.family)?.settings[change.setting] : undefined;
      if (change.kind !== 'setting' || setting?.reach !== 'deviceThreat') return [];
      return [{ level: pen.name(sayValue(setting, change.to)), where: variantTitle(pen, part) }];
    }),
  );
  const distinct = [...new Set(levels.map(({ level }) => level))];
  if (distinct.length < 2) return distinct[0] ?? say`the new one`;
  return listed(
    levels.map(({ level, where }) => say`${level} (${where})`),
    pen.limits.lines,
  );
}

/** What then happens to these devices is more than being kept out when a severe value (wipe) is, or becomes, set. */
function drasticOf(pen: Pen, plan: Plan): Shown | undefined {
  const all = plan.parts.flatMap((part) => {
    const family = pen.families.get(part.family);
    return Object.entries(family?.settings ?? {}).flatMap(([id, setting]) => {
      if (setting.kind !== 'choice' || !setting.severe || !setting.on[part.variant]) return [];
      const change = part.changes.find((one) => one.kind === 'setting' && one.setting === id);
      const value =
        change?.kind === 'setting'
          ? change.to
          : family && part.before && valueIn(family, part.variant, part.before, id);
      if (value === null || value === undefined || !setting.severe.includes(value)) return [];
      return [say`${shown(setting.title)}: ${pen.name(sayValue(setting, value))}`];
    });
  });
  return all.length > 0 ? joined([...new Set(all)], ', ') : undefined;
}

function registrationLines({ unknownRegistrations }: Reach): readonly Line[] {
  if (unknownRegistrations === null || (unknownRegistrations.number === 0 && !unknownRegistrations.atLeast)) return [];
  if (unknownRegistrations.number === 0) return [line(say`App registrations of unenrolled devices: unknown`)];
  const registrations = count(unknownRegistrations, 'app registration');
  return [line(say`${registrations} of unenrolled devices: threat level unknown`)];
}

function count(number: Counted, one: string, many?: string): Shown {
  return number.atLeast ? say`At least ${counted(number.number, one, many)}` : counted(number.number, one, many);
}
