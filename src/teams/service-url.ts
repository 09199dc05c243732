/** Where our token and our words may go. */
export interface ServiceUrlRule {
  readonly mode: 'sandbox' | 'real';
  readonly hosts: readonly string[];
}

/**
 * Real: https to a listed host, or a loopback origin listed in full. Sandbox: http to this machine.
 * The token binds the service URL of an activity, but not to a host of Microsoft's.
 */
export function isAllowedServiceUrl(serviceUrl: string, rule: ServiceUrlRule): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const url = new URL(serviceUrl);
  if (url.username !== '' || url.password !== '' || url.hash !== '' || url.search !== '') return false;
  if (rule.mode === 'sandbox') return url.protocol === 'http:' && isLoopback(url.hostname);
  if (isLoopback(url.hostname)) return rule.hosts.includes(url.origin);
  return url.protocol === 'https:' && url.port === '' && rule.hosts.some((host) => covers(host, url.hostname));
}

/** `localhost`, `127.…` and `[::1]`: names and addresses that never leave this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function covers(host: string, hostname: string): boolean {
  return host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host;
}
