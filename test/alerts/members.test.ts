import { usersIn } from '../../src/alerts/members';
import { openGraph } from '../../src/graph/graph';
import { openLog } from '../../src/log';
import { sandboxToken } from '../../src/graph/credential';
import { startSandbox } from '../../src/sandbox/server';

test('guests and disabled accounts are members too: rooms and shared devices have such', async () => {
  const sandbox = await startSandbox({ seed: 1 });
  const token = sandboxToken(sandbox.url);
  const graph = openGraph({ root: sandbox.url, token, log: openLog('error') });
  const at = (path: string) => ({ version: 'v1.0', path }) as const;
  const users = await graph.list(at('/users?$select=id,userType,accountEnabled&$top=999'));
  const odd = users.find(({ userType, accountEnabled }) => userType === 'Guest' || accountEnabled === false);
  const pilot = encodeURIComponent("displayName eq 'Pilot'");
  const [group] = await graph.list(at(`/groups?$filter=${pilot}&$select=id`));
  const body = { 'members@odata.bind': [`${graph.root}/v1.0/directoryObjects/${String(odd?.['id'])}`] };
  await graph.write({ ...at(`/groups/${String(group?.['id'])}`), method: 'PATCH', body });

  expect(await usersIn(graph, String(group?.['id']))).toContain(odd?.['id']);
  await sandbox.close();
});
