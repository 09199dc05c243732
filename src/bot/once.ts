import { beating, heldUntil } from '../alive';
import type { Press } from '../ports';
import type { BotPorts } from './ports';

/** Does what a button stands for, unless that is being done at this very moment; undefined then. */
export async function once<T>(ports: BotPorts, press: Press, work: () => Promise<T>): Promise<T | undefined> {
  const { store, clock } = ports;
  const [name, holder] = [`press:${press.token}`, clock.token()];
  const take = () => store.leases.take(name, holder, clock.now().toISOString(), heldUntil(clock));
  const fence = await take();
  if (fence === undefined) return undefined;
  // Should the instance die meanwhile, the button works again when this runs out.
  const stop = beating(() => take().then(ignore, ignore));
  try {
    return await work();
  } finally {
    stop();
    await store.leases.release(name, holder, fence);
  }
}

function ignore(): void {}
