import type { Family } from '../core/family';
import { virtualTargets } from '../core/snapshot';
import { groupsCalled, groupsLike, sayGroups, sayTwins, toldApart } from '../operations/finding-groups';
import type { Graph } from '../ports';
import { ask, problem, type Choice, type Group, type PlanContext } from './planned';

const everyone = /^(all users|everyone|everybody)$/i;
const everyDevice = /^all devices$/i;

/** Refuses everybody as a target of a family whose policies go to groups only. */
export function refuseTargets(
  family: Family,
  wanted: readonly { readonly id: string; readonly exclude: boolean }[],
): void {
  const takes: readonly string[] = family.groups?.takes ?? [];
  for (const { id, exclude } of wanted) {
    const everybody = virtualTargets.find((one) => one.id === id);
    if (!everybody || (takes.includes(id) && !exclude)) continue;
    const members = family.groups?.members === 'devices' ? 'devices' : 'people';
    throw problem(
      'no-virtual-target',
      exclude
        ? `«${everybody.name}» cannot be excluded. Name a group.`
        : `${family.title} policies are assigned to groups of ${members}; «${everybody.name}» cannot be their target. Name a group.`.replace(
            'policy policies',
            'policies',
          ),
    );
  }
}

/**
 * Finds each group by its exact name; one that the same sentence makes is meant before all others. A near miss is offered, never taken; `become` makes the request that a
 * choice stands for, with the typed name replaced.
 */
export async function findGroups(
  graph: Graph,
  typed: readonly string[],
  { made = [], chosen }: Making,
  become: (typed: string, name: string) => Choice['request'],
): Promise<readonly Group[]> {
  return Promise.all(
    typed.map(async (name) => {
      const own = made.find((one) => one.name.toLowerCase() === name.toLowerCase());
      return own ?? (await findGroup(graph, name, { chosen, become: (meant) => become(name, meant) }));
    }),
  );
}

/** Groups that the same sentence makes, and those that were picked among several of one name. */
export type Making = Pick<PlanContext, 'made' | 'chosen'>;

interface Meaning extends Pick<PlanContext, 'chosen'> {
  readonly become: (name: string) => Choice['request'];
}

async function findGroup(graph: Graph, typed: string, { chosen, become }: Meaning): Promise<Group> {
  // Which families take these is looked at when the policy is known: `refuseTargets`.
  const virtual = everyone.test(typed) ? 'allUsers' : everyDevice.test(typed) ? 'allDevices' : undefined;
  const everybody = virtualTargets.find(({ id }) => id === virtual);
  if (everybody) return { id: everybody.id, name: everybody.name };
  const found = await groupsCalled(graph, typed);
  const [first] = found;
  if (found.length === 1 && first) return first;
  if (found.length > 1) return oneOfTwins(graph, found, { chosen, become });
  const near = await groupsLike(graph, typed);
  if (near.length === 0)
    throw problem('no-such-group', `There is no group called «${typed}» in Entra. ${await sayGroups(graph)}`);
  throw ask(
    `There is no group called «${typed}». Did you mean one of these?`,
    near.map((group) => ({ label: group.name, request: become(group.name), chosen })),
  );
}

/** Entra allows several groups of one name: which of them is meant is asked. */
async function oneOfTwins(graph: Graph, twins: readonly Group[], { chosen, become }: Meaning): Promise<Group> {
  const name = twins[0]?.name ?? '';
  const key = `group/${name.toLowerCase()}`;
  const picked = twins.find(({ id }) => chosen[key] === id);
  if (picked) return picked;
  const some = await toldApart(graph, twins);
  throw ask(
    sayTwins(twins),
    some.map(({ id, detail }) => ({ label: name, detail, request: become(name), chosen: { ...chosen, [key]: id } })),
  );
}
