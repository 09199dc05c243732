import type { CreateGroupRequest, WipeAppDataRequest } from '../core/request';
import { nearNames } from '../language/names';
import { plannedOperations } from '../operations';
import { ask, problem, type PlanContext, type PlanningPorts } from './planned';
import type { Parts } from './wanted';

/** What is no policy's settings is planned by its own file in `operations/`. */
export async function planOperation(
  ports: PlanningPorts,
  request: CreateGroupRequest | WipeAppDataRequest,
  { chosen, continues, now }: PlanContext,
): Promise<Parts> {
  const operation = plannedOperations.get(request.kind);
  if (!operation) throw problem('operation-off', 'That is not done here.');
  const { graph, apps } = ports;
  const drafted = await operation.plan({ graph, apps, match: nearNames }, request, { chosen, now, continues });
  switch (drafted.kind) {
    case 'problem':
      throw problem(drafted.code, drafted.say);
    case 'ask':
      throw ask(drafted.text, drafted.choices);
    case 'parts':
      return drafted;
  }
}
