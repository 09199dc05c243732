import { CloudAdapter } from 'botbuilder';
import type { Chat } from '../ports';
import { createChat } from './chat';
import { createConnector, type Connector } from './connector';
import { createInHand, type InHand } from './in-hand';
import { defaultLimits, type Limits, type TeamsOptions } from './options';

/** What all requests share. */
export interface Edge {
  readonly options: TeamsOptions;
  readonly limits: Limits;
  readonly connector: Connector;
  readonly adapter: CloudAdapter;
  readonly chat: Chat;
  readonly inHand: InHand;
}

export function edgeOf(options: TeamsOptions): Edge {
  const { auth, clock, log, mode, serviceUrlHosts } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const connector = createConnector({
    ...(auth === undefined ? {} : { auth }),
    clock,
    callWithinMs: limits.callWithinMs,
  });
  const adapter = new CloudAdapter(connector.authentication);
  adapter.onTurnError = (_, error) => {
    log.error('turn failed outside of the bot', { error: error.stack });
    return Promise.resolve();
  };
  const chat = createChat({
    connector,
    bot: { id: `28:${auth?.appId ?? 'warden-sandbox'}`, name: 'Warden' },
    serviceUrls: { mode, hosts: serviceUrlHosts },
    log,
  });
  return { options, limits, connector, adapter, chat, inHand: createInHand(log) };
}
