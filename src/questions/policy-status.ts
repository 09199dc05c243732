import type { Answer } from '../core/answer';
import { findPolicy, type Meant } from './find-policy';
import { questionKind, type QueryOf, type QuestionPorts } from './question-kind';
import { byApp } from './status-by-app';
import { byDevice, bySetting } from './status-by-device';
import { statusSources } from './status-sources';

/** How a policy came out on the devices it is assigned to: by device, or by setting. */
export const policyStatus = questionKind({
  kind: 'policyStatus',
  topic: 'policies',
  names: true,
  examples: ['show the status of "Windows baseline" by device', 'show the status of "Windows baseline" per setting'],
  families: [],
  reads: [
    {
      permission: 'DeviceManagementConfiguration.Read.All',
      about: 'how policies came out on devices',
      docs: 'https://learn.microsoft.com/graph/api/resources/intune-reporting-devicemanagementreports?view=graph-rest-beta',
    },
  ],
  async answer(ports, request, at) {
    const typed = request.policy;
    if (typed === undefined)
      return { title: 'Which policy?', lead: 'Say its name: show the status of "Windows baseline".' };
    const found = await findPolicy(ports, typed, at.id, ({ id, name }) => ({
      request: { ...request, policy: name },
      at: { id },
    }));
    if (found.kind === 'which') return found.answer;
    const { policy, note } = found.one;
    const answer = await statusOf(ports, request, found.one, at.from ?? 0);
    const notes = [note, answer.note].filter((one) => one !== undefined);
    const portal = policy.family.variants[policy.variant]?.portal;
    return {
      ...answer,
      ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
      ...(portal === undefined ? {} : { portal: portal.replace('{id}', encodeURIComponent(policy.id)) }),
    };
  },
});

/** Sorts of policies report in their own ways, and some not at all. */
async function statusOf(
  ports: QuestionPorts,
  request: QueryOf<'policyStatus'>,
  meant: Meant,
  from: number,
): Promise<Answer> {
  const { policy } = meant;
  const at = policy.family.variants[policy.variant]?.at;
  const collection = at && 'collection' in at ? at.collection : '';
  const source = statusSources[collection];
  if (source) {
    const asked = { request, meant, source, from };
    return request.by === 'setting' ? bySetting(ports, asked) : byDevice(ports, asked);
  }
  if (collection.startsWith('/deviceAppManagement/')) return byApp(ports, policy, collection);
  return {
    title: `Status of ${policy.name}`,
    lead: 'Graph does not report how policies of this kind come out on devices. The portal shows what they did.',
  };
}
