// The practice tenant twice: one that answers at once, and one that answers each call after 200 ms. Both are given the
// policies and requestors of the turns to come.
import { createRequire } from 'node:module';
import { answerParent } from '../support/child.mjs';
import { policyName, requestorOf } from '../support/people.mjs';

const require = createRequire(import.meta.url);
const dist = (path) => require(`../../dist/${path}.js`);
const { groups } = dist('sandbox/seed/ids');
const { startSandbox } = dist('sandbox/server');

const slowMilliseconds = 200;
const prompt = await startSandbox({ seed: 1 });
const slow = await startSandbox({ seed: 1, latencyMs: slowMilliseconds });
const like = {
  android: prompt.tenant.policy('Android Office baseline'),
  ios: prompt.tenant.policy('iOS Office baseline'),
};
let there = [];

answerParent(
  { prompt: prompt.url, slow: slow.url },
  {
    /** Policies and requestors for these turns, in place of those of the turns before. */
    prepare({ from, turns }) {
      const next = Array.from({ length: turns }, (_, i) => from + i);
      for (const { tenant } of [prompt, slow]) {
        for (const turn of there) tenant.deletePolicy(policyName(turn));
        for (const turn of next) addTurn(tenant, turn);
      }
      there = next;
    },
    end: () => Promise.all([prompt.close(), slow.close()]),
  },
);

function addTurn(tenant, turn) {
  const platform = turn % 2 === 0 ? 'android' : 'ios';
  const { id: _, ...properties } = like[platform];
  tenant.addPolicy(`${platform}ManagedAppProtections`, { ...properties, displayName: policyName(turn) });
  const { objectId, name } = requestorOf(turn);
  tenant.addUser({ id: objectId, displayName: name, userPrincipalName: `${objectId}@contoso.com` });
  tenant.members.get(groups.requestors).add(objectId);
}
