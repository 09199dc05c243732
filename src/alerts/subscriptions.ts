import type { Subscription } from '../core/alert';
import type { Records } from '../ports';
import type { AlertSettings } from './ports';
import { outsidersAt } from './readers';

/**
 * Every channel that hears of alerts. Of which it hears is as it was said there; what nobody can say there (who sees
 * names, quiet hours, who is on call) is as warden.yaml has it.
 */
export async function subscriptionsOf(
  records: Pick<Records, 'subscriptions'>,
  settings: Pick<AlertSettings, 'subscriptions'>,
): Promise<readonly Subscription[]> {
  const said = await records.subscriptions.list();
  const known = new Set(said.map(({ conversation }) => conversation));
  const written = new Map(settings.subscriptions.map((one) => [one.conversation, one]));
  return [
    ...said.map((one) => {
      const { discreet, quiet, mention, groupBy } = written.get(one.conversation) ?? {};
      return {
        ...(groupBy === undefined ? {} : { groupBy }),
        ...one,
        ...(discreet === undefined ? {} : { discreet }),
        ...(quiet === undefined ? {} : { quiet }),
        ...(mention === undefined ? {} : { mention }),
      };
    }),
    ...settings.subscriptions.filter(({ conversation }) => !known.has(conversation)),
  ];
}

/** Whether names stay out of an alert's card. Where nobody subscribes any more, nobody knows who reads along: yes. */
export async function isDiscreet(
  records: Pick<Records, 'subscriptions' | 'marks'>,
  settings: Pick<AlertSettings, 'subscriptions'> | undefined,
  conversation: string,
): Promise<boolean> {
  const one = await subscriptionOf(records, settings, conversation);
  return one === undefined || one.discreet === true;
}

/** Whether outsiders are known to read along in a conversation. */
export async function outsidersRead(
  records: Pick<Records, 'subscriptions' | 'marks'>,
  settings: Pick<AlertSettings, 'subscriptions'> | undefined,
  conversation: string,
): Promise<boolean> {
  return (await subscriptionOf(records, settings, conversation))?.discreet === true;
}

/** With what was last found out about its readers, unless an owner has said who sees names. */
export async function subscriptionOf(
  records: Pick<Records, 'subscriptions' | 'marks'>,
  settings: Pick<AlertSettings, 'subscriptions'> | undefined,
  conversation: string,
): Promise<Subscription | undefined> {
  const { subscriptions } = settings ?? { subscriptions: [] };
  const all = await subscriptionsOf(records, { subscriptions });
  const one = all.find((subscription) => subscription.conversation === conversation);
  if (!one || saysWhoSees(subscriptions, conversation)) return one;
  const outsiders = await outsidersAt(records, conversation);
  return outsiders === undefined ? one : { ...one, discreet: outsiders };
}

/** Channels of which no owner has said who sees names there. */
export async function placesUnsaid(
  records: Pick<Records, 'subscriptions'>,
  { subscriptions }: Pick<AlertSettings, 'subscriptions'>,
): Promise<readonly string[]> {
  const all = await subscriptionsOf(records, { subscriptions });
  return all.map(({ conversation }) => conversation).filter((id) => !saysWhoSees(subscriptions, id));
}

function saysWhoSees(written: readonly Subscription[], conversation: string): boolean {
  return written.some((one) => one.conversation === conversation && one.discreet !== undefined);
}
