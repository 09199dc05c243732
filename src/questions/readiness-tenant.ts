import type { Check } from '../core/answer';
import { alertReadsMissing } from '../core/alert-reads';
import { textAt } from '../core/snapshot';
import { GraphRefused, type Graph } from '../ports';
import { groupNames, includedGroups } from './assignments';
import type { QuestionPorts } from './question-kind';
import { makesDefenderGroup, planTitle, proposing, type Tenant } from './readiness-policies';

/** Which groups are at hand for what is proposed. */
export async function tenantOf(ports: QuestionPorts): Promise<Tenant> {
  const [usualGroup, defenderGroup] = await Promise.all([usualGroupOf(ports), defenderGroupOf(ports.graph)]);
  return { usualGroup, defenderGroup };
}

/** The group that most policies for people are assigned to: who gets one, gets what belongs to it. */
async function usualGroupOf(ports: QuestionPorts): Promise<string | undefined> {
  const families = ['appProtection', 'compliance'].flatMap((id) => ports.families.get(id) ?? []);
  const lists = await Promise.all(families.map((family) => ports.policies(family, Object.keys(family.variants))));
  const ids = lists.flat().flatMap(includedGroups);
  const count = (id: string) => ids.filter((one) => one === id).length;
  const [most] = [...new Set(ids)].sort((a, b) => count(b) - count(a));
  return most === undefined ? undefined : (await groupNames(ports.graph, lists.flat())).get(most);
}

/** Where a channel hears of alerts: what it never hears, since the app may not read it. */
export async function alertChecks({ graph, store, subscriptions }: QuestionPorts): Promise<readonly Check[]> {
  if ((await store.subscriptions.list()).length + subscriptions().length === 0) return [];
  return alertReadsMissing(await graph.permissions()).map(({ permission, about }) => ({
    state: 'warning',
    title: `Warden tells of ${about}`,
    reason: `It cannot: the app lacks ${permission}. An Entra administrator can grant it.`,
  }));
}

const rule = /device\.managementType\s+-eq\s+"MicrosoftSense"/i;
const dynamicGroups = `/groups?$filter=${encodeURIComponent("groupTypes/any(g:g eq 'DynamicMembership')")}&$select=id,displayName,membershipRule`;

/** Entra does not filter by rule, so all dynamic groups are looked at. */
async function defenderGroupOf(graph: Graph): Promise<string | undefined> {
  try {
    const groups = await graph.list({ version: 'v1.0', path: dynamicGroups });
    const found = groups.find((group) => rule.test(textAt(group, 'membershipRule')));
    return found && textAt(found, 'displayName');
  } catch (error) {
    if (error instanceof GraphRefused && error.status === 403) return undefined;
    throw error;
  }
}

/** Policies for devices that only Defender manages need a group of them to be assigned to. */
export function defenderGroupCheck({ defenderGroup }: Tenant): Check {
  const title = 'A group has the devices that Defender manages';
  if (defenderGroup !== undefined) return { state: 'ok', title, reason: defenderGroup };
  return {
    state: 'warning',
    title,
    reason: 'There is none, so policies for them cannot be assigned to just these devices.',
    ...proposing(planTitle(makesDefenderGroup), [makesDefenderGroup]),
  };
}
