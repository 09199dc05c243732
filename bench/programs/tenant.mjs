// The practice tenant twice, with the policies and requestors of the change rows: one that answers at once, and one that
// answers each call after 200 ms.
import { createRequire } from 'node:module';
import { answerParent } from '../support/child.mjs';
import { policyNames, requestors } from '../support/people.mjs';

const require = createRequire(import.meta.url);
const dist = (path) => require(`../../dist/${path}.js`);
const { groups } = dist('sandbox/seed/ids');
const { startSandbox } = dist('sandbox/server');

const slowMilliseconds = 200;
const prompt = filled(await startSandbox({ seed: 1 }));
const slow = filled(await startSandbox({ seed: 1, latencyMs: slowMilliseconds }));

answerParent({ prompt: prompt.url, slow: slow.url }, { end: () => Promise.all([prompt.close(), slow.close()]) });

function filled(sandbox) {
  const { tenant } = sandbox;
  const like = { android: tenant.policy('Android Office baseline'), ios: tenant.policy('iOS Office baseline') };
  policyNames.forEach((displayName, i) => {
    const platform = i % 2 === 0 ? 'android' : 'ios';
    const { id: _, ...properties } = like[platform];
    tenant.addPolicy(`${platform}ManagedAppProtections`, { ...properties, displayName });
  });
  for (const { objectId, name } of requestors) {
    tenant.addUser({ id: objectId, displayName: name, userPrincipalName: `${objectId}@contoso.com` });
    tenant.members.get(groups.requestors).add(objectId);
  }
  return sandbox;
}
