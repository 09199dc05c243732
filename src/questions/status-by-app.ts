import type { Answer } from '../core/answer';
import { textAt, type Entity } from '../core/snapshot';
import { sayCount } from './patience';
import type { Policy, QuestionPorts } from './question-kind';

/** App policies reach people in apps; that is all Graph counts. */
export async function byApp(ports: QuestionPorts, policy: Policy, collection: string): Promise<Answer> {
  const variant = policy.family.variants[policy.variant];
  const path = `${collection}/${encodeURIComponent(policy.id)}/deploymentSummary`;
  const summary = await ports.graph.get({ version: variant?.version ?? 'v1.0', path });
  const people = Number(summary['configurationDeployedUserCount'] ?? 0);
  const rows = perApp(summary)
    .map((one) => ({
      app: appName(ports, variant?.platform, one['mobileAppIdentifier']),
      people: Number(one['configurationAppliedUserCount'] ?? 0),
    }))
    .sort((a, b) => b.people - a.people || a.app.localeCompare(b.app))
    .map((one) => [one.app, one.people.toLocaleString('en-US')]);
  return {
    title: `Status of ${policy.name}`,
    lead:
      people === 0
        ? 'Nobody has got it yet.'
        : `${sayCount(people, true, 'person has', 'people have')} got it in at least one app.`,
    ...(rows.length > 0 ? { table: { columns: ['App', 'People who have it there'], rows } } : {}),
    note: 'Policies of this kind reach people in apps, so Graph counts people, neither devices nor settings.',
  };
}

function perApp(summary: Entity): readonly Entity[] {
  const rows = summary['configurationDeploymentSummaryPerApp'];
  return Array.isArray(rows) ? (rows as readonly Entity[]) : []; // objects of Graph's answer
}

function appName(ports: QuestionPorts, platform: string | undefined, identifier: unknown): string {
  const own = (identifier ?? {}) as Entity; // an object of Graph's answer
  const id = textAt(own, 'packageId') || textAt(own, 'bundleId');
  const app = ports.apps.find((one) => {
    const ids = platform === 'ios' ? one.ios : one.android;
    return ids.some((known) => known.toLowerCase() === id.toLowerCase());
  });
  return app?.name ?? id;
}
