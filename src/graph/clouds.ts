/** Where Graph and its sign-in are, per Microsoft cloud. https://learn.microsoft.com/graph/deployments */
export const graphClouds = {
  global: { root: 'https://graph.microsoft.com', login: 'https://login.microsoftonline.com' },
  usGov: { root: 'https://graph.microsoft.us', login: 'https://login.microsoftonline.us' },
  usGovDod: { root: 'https://dod-graph.microsoft.us', login: 'https://login.microsoftonline.us' },
  china: { root: 'https://microsoftgraph.chinacloudapi.cn', login: 'https://login.partner.microsoftonline.cn' },
} as const;
