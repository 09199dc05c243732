import { covers, shortName } from '../core/app';
import type { ChangeRequest } from '../core/request';
import type { Named } from '../language/follow-up';
import type { Reply } from '../ports';
import { asked, type About } from './about-last';
import { askWhich } from './ask-which';
import { platformOf, sayNamed } from './part-of';
import { sayTakenBy } from './taken-by';

/** «for Teams too» after an assignment: who has a policy has it for all its apps, so the app is offered to the policy. */
export async function goneBesides(about: About, named: Named): Promise<readonly Reply[]> {
  const { ports, incoming, speaker, change, text } = about;
  const { families } = ports.rules();
  const { request } = change;
  const apps = ports.apps.filter(({ id }) => named.apps.includes(id));
  const isAboutGroups = request.kind === 'assign' || request.kind === 'unassign';
  if (!isAboutGroups || apps.length === 0 || named.platforms.length + named.groups.length > 0)
    return [ports.drawer.say(sayTakenBy(families, change))];
  const what = sayNamed(ports, named);
  const lacking = change.plan.parts.filter(
    (part) =>
      part.before?.apps &&
      apps.some((app) => part.before?.apps && !covers(part.before.apps, app, platformOf(families, part))),
  );
  const names = [...new Set(change.plan.parts.map(({ target }) => `«${target.name}»`))].join(' and ');
  if (lacking.length === 0)
    return [ports.drawer.say(`${names} covers ${what} already, so change #${change.id} is about ${what}, too.`)];
  const choices = [...new Set(lacking.map(({ target }) => target.name))].map((policy) => {
    const add: ChangeRequest = { kind: 'addApps', apps: apps.map(({ id }) => id), policy };
    return { label: `Add ${apps.map(shortName).join(' and ')} to «${policy}»`, request: add, chosen: {} };
  });
  const question = `Change #${change.id} says who has ${names}. ${what} is not among its apps. Shall I plan to add it?`;
  const asking = asked(incoming, { request, utterance: text.trim() });
  return [await askWhich(ports, incoming, speaker, asking, { text: question, choices })];
}
