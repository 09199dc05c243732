import { dropPart } from '../changes/amend';
import { covers, shortName } from '../core/app';
import type { PlanPart } from '../core/plan';
import type { Named } from '../language/follow-up';
import type { Reply } from '../ports';
import { asked, type About } from './about-last';
import { amending } from './amending';
import { narrowed } from './narrow';
import { askWhich } from './ask-which';
import { onChange } from './on-change';
import { platformOf, sayNamed } from './part-of';

/** «not iOS» leaves out the part; «not Teams» cannot, where one policy covers both: that is said, and a way offered. */
export async function leaveOut(about: About, named: Named): Promise<readonly Reply[]> {
  const { ports, incoming, speaker, change, text } = about;
  const fewer = await fewerOf(about, named, 'without');
  if (fewer) return fewer;
  const { families } = ports.rules();
  const unwanted = change.plan.parts.filter((part) => isOn(about, part, named.platforms));
  if (unwanted.length > 0) return drop(about, unwanted);
  const [app] = ports.apps.filter(({ id }) => named.apps.includes(id));
  const covering = change.plan.parts.filter(
    (part) => app && part.before?.apps && covers(part.before.apps, app, platformOf(families, part)),
  );
  if (!app || covering.length === 0)
    return [ports.drawer.say(`Change #${change.id} does not touch ${sayNamed(ports, named)}.`)];
  const names = namesOf(covering);
  const question = `${sayNames(names)} ${names.length > 1 ? 'cover' : 'covers'} ${shortName(app)} together with the other apps, and a setting holds for a whole policy. To treat ${shortName(app)} differently, take it off first. Shall I plan that?`;
  const choices = names.map((policy) => ({
    label: `Take ${shortName(app)} off «${policy}»`,
    request: { kind: 'removeApps' as const, apps: [app.id], policy },
    chosen: {},
  }));
  const what = asked(incoming, { request: change.request, utterance: text });
  return [await askWhich(ports, incoming, speaker, what, { text: question, choices })];
}

/** «only iOS» leaves out all other parts; «only Outlook» cannot, where a policy covers others, too. */
export async function only(about: About, named: Named): Promise<readonly Reply[]> {
  const { ports, change } = about;
  const fewer = await fewerOf(about, named, 'only');
  if (fewer) return fewer;
  const what = sayNamed(ports, named);
  const kept = change.plan.parts.filter((part) => isOn(about, part, named.platforms));
  if (named.platforms.length > 0 && kept.length === 0)
    return [ports.drawer.say(`Change #${change.id} does not touch ${what}, so there would be nothing left of it.`)];
  if (kept.length > 0 && kept.length < change.plan.parts.length)
    return drop(
      about,
      change.plan.parts.filter((part) => !kept.includes(part)),
    );
  if (kept.length > 0) return [ports.drawer.say(`Change #${change.id} is about nothing but ${what} already.`)];
  if (named.apps.length === 0)
    return [ports.drawer.say(`Change #${change.id} cannot be for ${what} alone. Say the whole of it in one sentence.`)];
  const names = namesOf(change.plan.parts);
  return [
    ports.drawer.say(
      `A setting holds for all apps of a policy, so ${sayNames(names)} cannot have it for ${what} alone. A policy of its own would: «create an app protection policy called "…" for ${what}».`,
    ),
  ];
}

/** Where apps or groups are the very thing that changes, the request has fewer of them. */
async function fewerOf(about: About, named: Named, how: 'only' | 'without'): Promise<readonly Reply[] | undefined> {
  const { ports, incoming, speaker, change, text } = about;
  const request = narrowed(change.request, named, how);
  if (!request || change.status.kind !== 'needsApproval') return undefined;
  const said = { request, utterance: `${change.utterance}, ${text.trim()}` };
  return onChange(ports, incoming, speaker, { ...asked(incoming, said), ...amending(change, said, speaker) });
}

function isOn({ ports }: About, part: PlanPart, platforms: readonly string[]): boolean {
  const platform = platformOf(ports.rules().families, part);
  return platform !== undefined && platforms.includes(platform);
}

async function drop({ ports, speaker, change }: About, parts: readonly PlanPart[]): Promise<readonly Reply[]> {
  const { families, thresholds } = ports.rules();
  let { version } = change;
  for (const part of parts) {
    const asks = { change: change.id, version, part: part.key, by: speaker.person };
    const dropped = await dropPart({ ...ports, families, thresholds }, asks);
    if (!dropped.ok) return [ports.drawer.say(dropped.problem.say)];
    ({ version } = dropped.value);
  }
  return [];
}

function namesOf(parts: readonly PlanPart[]): readonly string[] {
  return [...new Set(parts.map(({ target }) => target.name))];
}

function sayNames(names: readonly string[]): string {
  return names.map((name) => `«${name}»`).join(' and ');
}
