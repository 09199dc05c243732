import type { Press } from '../ports';
import type { BotPorts } from './ports';

/** Longer than planning lasts; should the instance die meanwhile, the button works again after this. */
const holdSeconds = 60;

/** Does what a button stands for, unless that is being done at this very moment; undefined then. */
export async function once<T>(ports: BotPorts, press: Press, work: () => Promise<T>): Promise<T | undefined> {
  const now = ports.clock.now();
  const until = new Date(now.getTime() + holdSeconds * 1000).toISOString();
  const [name, holder] = [`press:${press.token}`, ports.clock.token()];
  const fence = await ports.store.leases.take(name, holder, now.toISOString(), until);
  if (fence === undefined) return undefined;
  try {
    return await work();
  } finally {
    await ports.store.leases.release(name, holder, fence);
  }
}
