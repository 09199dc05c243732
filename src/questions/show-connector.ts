import type { Answer, Check } from '../core/answer';
import type { Family } from '../core/family';
import { readProperty } from '../core/shapes/properties';
import { sayValue } from '../core/setting';
import { questionKind, type Policy } from './question-kind';
import { sayWhen } from './when';

export const showConnector = questionKind({
  kind: 'showConnector',
  topic: 'policies',
  examples: ['show the connector', 'is the Android connector on?'],
  families: ['connector'],
  async answer(ports) {
    const family = ports.families.get('connector');
    if (!family) return { title: 'Connector', lead: 'The connector is switched off here.' };
    const [found] = await ports.policies(family, Object.keys(family.variants));
    return found ? describe(family, found, ports.timezone()) : notSetUp(family);
  },
});

/** Graph's partner states in words; anything unknown is shown as it came. */
const states: Readonly<Record<string, string>> = {
  unavailable: 'Unavailable',
  available: 'Available, not enabled',
  enabled: 'Enabled',
  unresponsive: 'Unresponsive',
  notSetUp: 'Not set up',
  error: 'Error',
  neverConfigured: 'Never configured',
};

function describe(family: Family, found: Policy, timezone: string): Answer {
  const state = textOf(found.entity['partnerState']);
  const heartbeat = textOf(found.entity['lastHeartbeatDateTime']);
  const settings = Object.values(family.settings).flatMap((setting) => {
    const place = setting.on[found.variant];
    return place ? [{ name: setting.title, value: sayValue(setting, readProperty(found.entity, place)) }] : [];
  });
  const seen = heartbeat === '' || heartbeat.startsWith('0001') ? 'never' : sayWhen(heartbeat, timezone);
  return {
    title: family.title,
    facts: [{ name: 'State', value: states[state] ?? state }, { name: 'Last heartbeat', value: seen }, ...settings],
    ...(family.variants[found.variant] ? { portal: family.variants[found.variant]?.portal ?? '' } : {}),
  };
}

function notSetUp(family: Family): Answer {
  const check: Check = {
    state: 'missing',
    title: 'Connection between Defender and Intune',
    reason:
      'Switch on «Microsoft Intune connection» in the Defender portal (Settings, Endpoints, Advanced features) first.',
  };
  return { title: family.title, lead: 'The connector is not set up in this tenant.', checks: [check] };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
