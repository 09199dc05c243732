/** Only pages of Microsoft's admin centers are linked, whatever stands in the data. */
const hosts: readonly string[] = ['intune.microsoft.com', 'entra.microsoft.com', 'security.microsoft.com'];

export function safeUrl(portal: string, id?: string): string | undefined {
  if (portal.includes('{id}') && id === undefined) return undefined;
  const url = portal.replaceAll('{id}', encodeURIComponent(id ?? ''));
  if (url.length > 500 || !URL.canParse(url)) return undefined;
  const { protocol, hostname, username } = new URL(url);
  return protocol === 'https:' && username === '' && hosts.includes(hostname) ? url : undefined;
}
