import type { Platform } from './family';
import type { AppGroup, AppSet } from './snapshot';

/** One app of the catalog: its ids per platform, and whether Intune counts it among the core Microsoft apps. */
export interface CatalogApp {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly protected: boolean;
  readonly core: boolean;
  readonly android: readonly string[];
  readonly ios: readonly string[];
}

export type Apps = readonly CatalogApp[];

/** A request's group tokens and what Intune calls them. */
export const appGroupOf: Readonly<Record<string, AppGroup>> = {
  allMicrosoftApps: 'allMicrosoftApps',
  coreMicrosoftApps: 'allCoreMicrosoftApps',
  allApps: 'allApps',
};

export const appGroupTitles: Readonly<Record<AppGroup, string>> = {
  selectedPublicApps: 'selected apps',
  allCoreMicrosoftApps: 'core Microsoft apps',
  allMicrosoftApps: 'all Microsoft apps',
  allApps: 'all apps',
};

/** Package or bundle ids of an app on a platform; empty when it does not exist there. */
export function appIdsOn(app: CatalogApp, platform: Platform | undefined): readonly string[] {
  if (platform === 'android') return app.android;
  return platform === 'ios' ? app.ios : [];
}

/** True when a policy with these apps protects the app: by list, or through a group that holds it. */
export function covers(apps: AppSet, app: CatalogApp, platform: Platform | undefined): boolean {
  if (apps.group === 'allApps') return true;
  if (apps.group === 'allMicrosoftApps' && app.protected) return true;
  if (apps.group === 'allCoreMicrosoftApps' && app.core) return true;
  return appIdsOn(app, platform).some((id) => apps.ids.includes(id.toLowerCase()));
}

/** Names of the apps a policy covers, as an admin reads them: a group by its title, else app by app. */
export function appNamesOf(apps: AppSet, catalog: Apps, platform: Platform | undefined): readonly string[] {
  if (apps.group !== 'selectedPublicApps') return [appGroupTitles[apps.group]];
  const known = catalog.filter((app) => appIdsOn(app, platform).some((id) => apps.ids.includes(id.toLowerCase())));
  const knownIds = new Set(known.flatMap((app) => appIdsOn(app, platform).map((id) => id.toLowerCase())));
  return [...known.map(shortName), ...apps.ids.filter((id) => !knownIds.has(id))];
}

/** «Outlook» rather than «Microsoft Outlook», as people say it. */
export function shortName(app: CatalogApp): string {
  return app.name.replace(/^Microsoft (?=[A-Z][a-z])/, '').replace(/ \(.*\)$/, '');
}
