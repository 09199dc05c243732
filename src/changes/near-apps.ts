import { shortName, type Apps, type CatalogApp } from '../core/app';
import { nearNames } from '../language/names';

const mostNear = 3;

/** Apps that a typed name may have been meant for, best first: offered, never taken. */
export function nearApps(typed: string, apps: Apps): readonly CatalogApp[] {
  const own = withOwnName(apps);
  const names = own.flatMap((app) => [shortName(app), ...app.aliases].map((name) => ({ name, app })));
  const { exact, near } = nearNames(typed, [...new Set(names.map(({ name }) => name))]);
  const meant = exact === undefined ? near : [exact];
  const found = meant.flatMap((name) => names.filter((one) => one.name === name).map(({ app }) => app));
  return [...new Set(found)].slice(0, mostNear);
}

/** What apps there are, as far as they fit a sentence. */
export function sayKnownApps(apps: Apps): string {
  const names = withOwnName(apps).map(shortName);
  const more = names.length - mostNamed;
  return `I know ${names.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

const mostNamed = 6;

/** Without the editions of an app for some countries, which are called the same. */
function withOwnName(apps: Apps): Apps {
  return apps.filter((app, i) => apps.findIndex((other) => shortName(other) === shortName(app)) === i);
}
