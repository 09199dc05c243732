import { outsidersAt, watchReaders } from '../alerts/readers';
import { outsidersRead as readAlertsAlong, placesUnsaid } from '../alerts/subscriptions';
import type { Store } from '../ports';
import type { Handler } from '../jobs/jobs';
import { addressOf, personalOfOwners } from './places';
import type { BotPorts, BotRules } from './ports';

/** Who reads along where Warden posts by itself, and what is left out there because of it. */

interface Ports {
  readonly store: Store;
  readonly rules: () => BotRules;
}

/**
 * Whether nobody is named in what is posted to the channels that approve and audit: as an owner said, else when
 * outsiders read along there, and until somebody has looked. Elsewhere people see what they asked for.
 */
export async function namesNobody({ store, rules }: Ports, conversation: string): Promise<boolean> {
  const { discreet } = rules();
  if (!deciding(rules()).includes(conversation)) return false;
  return discreet.get(conversation) ?? (await outsidersAt(store, conversation)) ?? true;
}

/** Whether outsiders are known to read along where somebody asks a question. */
export async function outsidersRead(ports: Ports, conversation: string): Promise<boolean> {
  const { store, rules } = ports;
  return (await readAlertsAlong(store, rules().alerts, conversation)) || namesNobody(ports, conversation);
}

export const noNames = 'Outsiders may read along here, so devices and people are not named. Ask me in a personal chat.';

function deciding({ approvalsChannel, auditChannel }: BotRules): readonly string[] {
  return [...new Set([approvalsChannel, auditChannel].flatMap((one) => one ?? []))];
}

/** Looked at every day; sooner where Teams' address of a channel is not known yet. */
const [hours, soonHours] = [24, 0.25];

export async function lookAtReaders(bot: BotPorts): ReturnType<Handler> {
  const rules = bot.rules();
  const decide = deciding(rules).filter((id) => !rules.discreet.has(id));
  const hear = rules.alerts ? await placesUnsaid(bot.store, rules.alerts) : [];
  const places = [
    ...decide.map((id) => ({
      id,
      does: id === rules.approvalsChannel ? 'is where changes are approved' : 'is told of the audit',
    })),
    ...hear.filter((id) => !decide.includes(id)).map((id) => ({ id, does: 'hears of alerts' })),
  ];
  const all = await watchReaders(
    {
      ...bot,
      tenants: rules.tenants,
      owners: () => personalOfOwners(bot),
      addressOf: (id) => addressOf(bot.store, id),
    },
    places,
  );
  return { again: (all ? hours : soonHours) * 3600 };
}
