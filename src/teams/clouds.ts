import type { BotEndpoints } from './options';

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
 * Bot endpoints per cloud. GCC uses the global ones with its own service URL; Teams of 21Vianet has no bots.
 * https://github.com/microsoft/botbuilder-js/tree/main/libraries/botframework-connector/src/auth
 * https://microsoft.github.io/Agents-for-js/variables/_microsoft_agents-hosting.TeamsServiceEndpoints.html
 */
export const teamsClouds = {
  global: {
    endpoints: {
      openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
      issuer: 'https://api.botframework.com',
      loginUrl: 'https://login.microsoftonline.com',
      oauthScope: 'https://api.botframework.com',
    },
    serviceUrlHosts: ['smba.trafficmanager.net', 'smba.infra.gcc.teams.microsoft.com', '*.botframework.com'],
  },
  gccHigh: {
    endpoints: usGovernment,
    serviceUrlHosts: ['smba.infra.gov.teams.microsoft.us', '*.botframework.azure.us'],
  },
  dod: {
    endpoints: usGovernment,
    serviceUrlHosts: ['smba.infra.dod.teams.microsoft.us', '*.botframework.azure.us'],
  },
} as const satisfies Record<string, TeamsCloud>;
