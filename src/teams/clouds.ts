import type { BotEndpoints } from './options';

/** Bot endpoints of one Microsoft cloud, and the hosts where its Teams takes messages. */
export interface TeamsCloud {
  readonly endpoints: BotEndpoints;
  readonly serviceUrlHosts: readonly string[];
}

const usGovernment: BotEndpoints = {
  openIdMetadataUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
  issuer: 'https://api.botframework.us',
  loginUrl: 'https://login.microsoftonline.us',
  oauthScope: 'https://api.botframework.us',
};

/**
 * By the names of `WARDEN_CLOUD`. GCC uses the global endpoints with a host of its own.
 * https://learn.microsoft.com/microsoftteams/platform/teams-sdk/essentials/app-configuration/sovereign-cloud
 * https://learn.microsoft.com/azure/bot-service/how-to-deploy-china-cloud
 */
export const teamsClouds: Readonly<Record<'global' | 'usGov' | 'usGovDod' | 'china', TeamsCloud>> = {
  global: {
    endpoints: {
      openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
      issuer: 'https://api.botframework.com',
      loginUrl: 'https://login.microsoftonline.com',
      oauthScope: 'https://api.botframework.com',
    },
    serviceUrlHosts: [
      'smba.trafficmanager.net',
      'smba.onyx.prod.teams.trafficmanager.net',
      'smba.infra.gcc.teams.microsoft.com',
    ],
  },
  usGov: { endpoints: usGovernment, serviceUrlHosts: ['smba.infra.gov.teams.microsoft.us'] },
  usGovDod: { endpoints: usGovernment, serviceUrlHosts: ['smba.infra.dod.teams.microsoft.us'] },
  china: {
    endpoints: {
      openIdMetadataUrl: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
      issuer: 'https://api.botframework.azure.cn',
      loginUrl: 'https://login.partner.microsoftonline.cn',
      oauthScope: 'https://api.botframework.azure.cn',
    },
    serviceUrlHosts: ['frontend.botapi.msg.infra.teams.microsoftonline.cn'],
  },
};
