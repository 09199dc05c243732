import { withoutSecrets } from '../../src/core/shapes/catalog-instances';
import { families } from '../../src/families';
import { evaluate } from '../../src/sandbox/compliance';
import type { BotRules } from '../../src/bot/ports';
import { rulesFrom } from '../../src/program';
import { parseSettings } from '../../src/settings-file';
import { decideInIntune } from '../../src/sandbox/multi-admin-approval';
import type { Sandbox } from '../../src/sandbox/server';
import type { Shown } from '../../src/shell/screen';
import { block, type Act, type Script } from './chat-script';
import { aWorld, channel, people, personal, sandboxRules, type Who, type World } from './world';

/** Plays the people's side and writes down everything that is then seen. */
export async function play(script: Script, record?: string): Promise<string> {
  const { settings } = script;
  const listed = settings['families']?.split(/[ ,]+/);
  const world = await aWorld({
    now: script.now,
    ...(record === undefined ? {} : { record }),
    sandbox: {
      ...(settings['permissions'] ? { roles: settings['permissions'].split(/[ ,]+/) } : {}),
      multiAdminApproval: settings['sandbox'] === 'multi admin approval',
    },
    rules: {
      ...rulesOf(settings['rules']),
      ...alertsOf(settings['alerts']),
      ...(settings['writes'] === 'off' ? { writes: false } : {}),
      ...(listed ? { families: new Map([...families].filter(([id]) => listed.includes(id))) } : {}),
      ...(settings['roles'] === 'none'
        ? {
            roles: {
              ...sandboxRules.roles,
              requestor: { groups: [], people: [] },
              approver: { groups: [], people: [] },
              reader: { groups: [], people: [] },
            },
          }
        : {}),
    },
  });
  try {
    const lines: string[] = [];
    let audited = 0;
    for (const act of script.acts) {
      const writes = world.sandbox.writes.length;
      world.shown.length = 0;
      world.clock.move(10_000);
      if (lines.length > 0 && (act.kind === 'note' || !lines.at(-1)?.startsWith('# '))) lines.push('');
      lines.push(...(await perform(world, act)));
      const here = 'who' in act ? (act.channel ? channel.id : personal(act.who as Who).id) : '';
      const shown = inOrder(world.shown, here);
      lines.push(...shown.map((one, i) => showLine(one, here, shown.slice(0, i))));
      lines.push(...world.sandbox.writes.slice(writes).map((call) => graphLine(call, world.sandbox)));
      const entries = [...(await world.store.audit.list({ limit: 1000 }))].reverse().slice(audited);
      audited += entries.length;
      lines.push(...entries.filter(({ kind }) => kind !== 'request.asked').map((entry) => auditLine(entry)));
    }
    return [...script.head, ...lines, ''].join('\n');
  } finally {
    await world.close();
  }
}

/** `rules:` holds a part of warden.yaml in flow style: `{ freezes: [ … ] }`. */
function rulesOf(yaml: string | undefined): Partial<BotRules> {
  if (yaml === undefined) return {};
  const read = parseSettings(yaml, [...families.keys()]);
  if (!read.ok) throw new Error(read.faults.join('; '));
  const { thresholds, freezes, never, approvalsChannel, discreet } = rulesFrom(read.settings, []);
  return { thresholds, freezes, never, ...(approvalsChannel === undefined ? {} : { approvalsChannel, discreet }) };
}

/**
 * What is sent goes out side by side, so which is first is chance. Written down are the conversation at hand, other
 * people, the channel; in each what came new, then what was redrawn, card by card.
 */
function inOrder(all: readonly Shown[], here: string): readonly Shown[] {
  const place = ({ conversation }: Shown) => (conversation === here ? 0 : conversation === channel.id ? 2 : 1);
  const card = ({ how, activityId }: Shown) => (how === 'updated' ? Number(activityId.slice(1)) : 0);
  return [...all].sort(
    (a, b) => place(a) - place(b) || a.conversation.localeCompare(b.conversation) || card(a) - card(b),
  );
}

/** `alerts:` holds the part of warden.yaml of that name in flow style; without it devices are not swept. */
function alertsOf(yaml: string | undefined): Partial<BotRules> {
  if (yaml === undefined) return {};
  const read = parseSettings(`alerts: ${yaml}`, [...families.keys()]);
  if (!read.ok) throw new Error(read.faults.join('; '));
  const { alerts } = rulesFrom(read.settings, []);
  return alerts === undefined ? {} : { alerts };
}

async function perform(world: World, act: Act): Promise<readonly string[]> {
  switch (act.kind) {
    case 'note':
      return [act.line];
    case 'say': {
      const who = whoIs(act.who);
      await world.say(who, act.text, act.channel ? channel : personal(who));
      return [`${`${act.who}${act.channel ? ' #it' : ''}:`.padEnd(7)} ${act.text}`];
    }
    case 'press': {
      const who = whoIs(act.who);
      await world.press(who, act.button, { where: act.channel ? channel : personal(who), reason: act.reason });
      return [act.line];
    }
    case 'later':
      await world.later(act.milliseconds);
      return [act.line];
    case 'member': {
      const { tenant } = world.sandbox;
      const entra = [...tenant.collections.devices.values()].find((one) => one['displayName'] === act.device);
      tenant.members.get(tenant.group(act.group).id)?.add(entra?.id ?? '');
      return [act.line];
    }
    case 'app': {
      const apps = world.sandbox.tenant.collections.managedAppRegistrations;
      const like = [...apps.values()].find(({ deviceName }) => deviceName === act.device);
      if (!like) throw new Error(`no app is registered on ${act.device}`);
      const id = `ios_${world.sandbox.tenant.guid()}`;
      const appIdentifier = { '@odata.type': '#microsoft.graph.iosMobileAppIdentifier', bundleId: act.app };
      apps.set(id, { ...like, id, appIdentifier });
      return [act.line];
    }
    case 'device': {
      const { tenant } = world.sandbox;
      if (act.change === 'deleted') tenant.deleteDevice(act.device);
      else {
        const lastSyncDateTime = world.clock.now().toISOString();
        const device = tenant.changeDevice(act.device, { lastSyncDateTime, ...act.change });
        tenant.changeDevice(act.device, evaluate(tenant, device, world.clock.now()));
      }
      return [act.line];
    }
    case 'intune':
      decideInIntune(world.sandbox.tenant, {
        status: act.status,
        by: 'Rita Lund',
        because: act.because,
        at: world.clock.now(),
      });
      return [act.line];
    case 'portal':
      if (act.change === 'deleted') world.sandbox.tenant.deletePolicy(act.policy);
      else world.sandbox.tenant.changePolicy(act.policy, act.change);
      return [act.line];
  }
}

function whoIs(name: string): Who {
  if (!Object.hasOwn(people, name)) throw new Error(`nobody is called ${name}`);
  return name as Who; // it is a key of people
}

/** A copy of what stands a few lines above is not written out again. */
function showLine(shown: Shown, here: string, above: readonly Shown[]): string {
  const label =
    shown.conversation === channel.id
      ? '#it'
      : shown.conversation === here
        ? 'bot'
        : `bot → ${shown.conversation.slice(2)}`;
  const mark = shown.how === 'updated' ? '↻ ' : '';
  const to = shown.mentions.length > 0 ? `@${shown.mentions.join(' @')} ` : '';
  const same = shown.message.text.includes('\n') && above.some(({ message }) => message.text === shown.message.text);
  return block(label, same ? `${mark}(the same card)` : `${mark}${to}${shown.message.text}`);
}

function graphLine(call: Sandbox['writes'][number], sandbox: Sandbox): string {
  const path = call.url.replace(
    /[TA]_[0-9a-f-]{36}|(?<=(?:Policies|Configurations|Access\/policies|groups)\/)[0-9a-f-]{36}/g,
    (id) => {
      for (const collection of Object.values(sandbox.tenant.collections)) {
        const name = collection.get(id)?.['displayName'] ?? collection.get(id)?.['name'];
        if (typeof name === 'string') return `{${name}}`;
      }
      return '{gone}';
    },
  );
  const port = /http:\/\/127\.0\.0\.1:\d+/g;
  const body =
    call.body === undefined || call.body === null
      ? ''
      : ` ${JSON.stringify(withoutSecrets(call.body)).replace(port, '{graph}')}`;
  return `graph:  ${call.method} ${path}${body} → ${call.status}`;
}

function auditLine(entry: {
  readonly kind: string;
  readonly actor: { readonly name: string };
  readonly change?: number;
  readonly facts: Readonly<Record<string, unknown>>;
}): string {
  const facts = ['code', 'verdict', 'approvals', 'justification', 'leftOut', 'status', 'why'].flatMap((name) =>
    entry.facts[name] === undefined ? [] : [`${name} ${textOf(entry.facts[name])}`],
  );
  const change = entry.change === undefined ? [] : [`#${entry.change}`];
  return `audit:  ${[entry.kind, ...change, entry.actor.name, ...facts].join(' · ')}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
