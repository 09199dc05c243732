import { z } from 'zod';
import { devicePlatforms, type DevicePlatform } from '../core/device';
import { mayHaveWritten, type Change } from '../core/change';
import { platformTitles } from '../core/family';
import type { Clock, Records, Store } from '../ports';
import { tellRequestor } from './records';

/** A day after a change people hear how many devices were out of compliance when it was applied, and how many are now. */

const afterHours = 24;

/** What is counted when it is applied; the report compares with it. */
const Before = z.object({ change: z.int(), bad: z.int(), all: z.int() });

/** In the transaction that ends the apply. Without a sweep there is nothing to count. */
export async function beginLookBack(records: Records, change: Change, at: string): Promise<void> {
  if (!mayHaveWritten(change)) return;
  const { bad, all } = await countOf(records, change);
  if (all === 0) return;
  const about = JSON.stringify({ change: change.id, bad, all } satisfies z.input<typeof Before>);
  const due = new Date(Date.parse(at) + afterHours * 3_600_000).toISOString();
  await records.due.set({ key: `lookBack:${change.id}`, at: due, job: 'lookBack', about });
}

/** Says nothing of what was put back meanwhile. */
export async function lookBack({ store, clock }: { readonly store: Store; readonly clock: Clock }, about: string) {
  const before = Before.parse(JSON.parse(about));
  const at = clock.now().toISOString();
  await store.transaction(async (records) => {
    const change = await records.changes.get(before.change);
    if (!change || change.revertedBy !== undefined) return;
    await tellRequestor(records, change, sentence(change, before, await countOf(records, change)), at);
  });
}

interface Count {
  readonly bad: number;
  readonly all: number;
}

function sentence(change: Change, before: Count, now: Count): string {
  const platforms = platformsOf(change).map((platform) => (platform === 'other' ? platform : platformTitles[platform]));
  const what = platforms.length === devicePlatforms.length ? '' : `${platforms.join(' and ')} `;
  return `${afterHours} hours after change #${change.id}: ${now.bad} of ${now.all} ${what}devices are not compliant; when it ${endings[change.status.kind] ?? 'was applied'} it was ${before.bad} of ${before.all}.`;
}

const endings: Readonly<Partial<Record<Change['status']['kind'], string>>> = {
  partiallyApplied: 'was partly applied',
  unknown: 'ended unclear',
};

async function countOf(records: Pick<Records, 'devices'>, change: Change): Promise<Count> {
  const platforms: readonly string[] = platformsOf(change);
  const tally = (await records.devices.tally()).filter(({ platform }) => platforms.includes(platform));
  const sum = (some: typeof tally) => some.reduce((total, { devices }) => total + devices, 0);
  return { all: sum(tally), bad: sum(tally.filter(({ state }) => isBad(state))) };
}

function isBad(state: string): boolean {
  return ['noncompliant', 'inGracePeriod', 'error', 'conflict'].includes(state);
}

/** A part of a platform's own kind hits that platform, any other may hit all. */
function platformsOf({ plan }: Change): readonly DevicePlatform[] {
  const hit = plan.parts.map(({ variant }) => devicePlatforms.find((one) => variant.toLowerCase().startsWith(one)));
  return hit.includes(undefined) ? devicePlatforms : devicePlatforms.filter((platform) => hit.includes(platform));
}
