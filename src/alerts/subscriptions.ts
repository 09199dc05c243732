import type { Subscription } from '../core/alert';
import type { Records } from '../ports';
import type { AlertSettings } from './ports';

/** Every channel that hears of alerts. What was said in the channel counts more than warden.yaml. */
export async function subscriptionsOf(
  records: Pick<Records, 'subscriptions'>,
  settings: AlertSettings,
): Promise<readonly Subscription[]> {
  const said = await records.subscriptions.list();
  const known = new Set(said.map(({ conversation }) => conversation));
  return [...said, ...settings.subscriptions.filter(({ conversation }) => !known.has(conversation))];
}
