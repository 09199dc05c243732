// A sweep of all devices beside its yardstick, which fetches and parses the same gzip pages and does nothing else. Both
// run in processes of their own, in turns, one device in a thousand having changed between them.
import { startChild } from './support/child.mjs';
import { median } from './support/numbers.mjs';

const [usual, largest] = [100_000, 1_000_000];
const rounds = { [usual]: 5, [largest]: 3 };
const slow = { devices: 40_000, latencyMs: 500 };
const partitions = 4;
const bars = { ratio: 1.5, megabytes: 160, delayMilliseconds: 20, faster: 3.5 };

export async function sweep() {
  const { rows } = await sizeOf(usual);
  return [...rows, await slowly()];
}

/** Some minutes, most of them to make up the devices. */
export async function million() {
  const { peak } = await sizeOf(usual);
  const { peak: more, rows } = await sizeOf(largest);
  return [...rows, flatness([peak, more])];
}

async function sizeOf(devices) {
  return withTenant({ devices }, async ({ tenant, floor, sweeper, idle }) => {
    const measured = [];
    for (let version = 1; version <= rounds[devices]; version += 1) {
      await tenant.ask('become', { devices, version });
      const before = await floor.ask('read');
      const swept = await sweeper.ask('sweep');
      const after = await floor.ask('read');
      if (swept.devices !== devices || swept.changed !== devices / 1000) throw new Error(JSON.stringify(swept));
      measured.push({ ...swept, floor: (before.milliseconds + after.milliseconds) / 2 });
    }
    return { peak: Math.max(...measured.map(({ peak }) => peak)) - idle, rows: rowsOfSize(devices, measured, idle) };
  });
}

function rowsOfSize(devices, measured, idle) {
  const name = `${devices.toLocaleString('en-US')} devices`;
  const ratio = median(measured.map(({ milliseconds, floor }) => milliseconds / floor));
  const [swept, floor] = ['milliseconds', 'floor'].map((key) => median(measured.map((one) => one[key])) / 1000);
  const megabytes = (Math.max(...measured.map(({ peak }) => peak)) - idle) / 2 ** 20;
  const delay = median(measured.map(({ delayMilliseconds }) => delayMilliseconds));
  return [
    {
      name: `${name}: beside fetching and parsing`,
      figure: `${ratio.toFixed(2)} ×`,
      bar: `≤ ${bars.ratio} ×`,
      holds: ratio <= bars.ratio,
      about: `${swept.toFixed(1)} s, the yardstick ${floor.toFixed(1)} s`,
    },
    {
      name: `${name}: memory above the idle bot`,
      figure: `${Math.round(megabytes)} MB`,
      bar: `≤ ${bars.megabytes} MB`,
      holds: megabytes <= bars.megabytes,
      about: `idle ${Math.round(idle / 2 ** 20)} MB`,
    },
    {
      name: `${name}: main loop delay, p99`,
      figure: `${delay.toFixed(1)} ms`,
      bar: `≤ ${bars.delayMilliseconds} ms`,
      holds: delay <= bars.delayMilliseconds,
    },
  ];
}

/** What ten times the devices take more; the garbage collector's own waves are larger than this. */
function flatness([small, large]) {
  const more = (large - small) / 2 ** 20;
  return {
    name: 'Ten times the devices: memory more',
    figure: `${Math.round(more)} MB`,
    bar: '≤ 40 MB',
    holds: more <= 40,
  };
}

/** What Graph takes for a page decides in practice: parts side by side, against one page after the other. */
async function slowly() {
  return withTenant(slow, async ({ tenant, floor, sweeper }) => {
    await tenant.ask('become', { ...slow, version: 1 });
    const after = await floor.ask('read');
    const swept = await sweeper.ask('sweep');
    const faster = after.milliseconds / swept.milliseconds;
    return {
      name: `${slow.latencyMs} ms a page: beside page after page`,
      figure: `${faster.toFixed(1)} × faster`,
      bar: `≥ ${bars.faster} ×`,
      holds: faster >= bars.faster,
      about: `${(swept.milliseconds / 1000).toFixed(1)} s, page after page ${(after.milliseconds / 1000).toFixed(1)} s`,
    };
  });
}

async function withTenant({ devices }, measure) {
  const tenant = await startChild('devices');
  const floor = await startChild('page-floor', [tenant.url]);
  const sweeper = await startChild('sweeper', [tenant.url, String(partitions)]);
  try {
    await tenant.ask('become', { devices, version: 0 });
    const { bytes: idle } = await sweeper.ask('memory');
    await sweeper.ask('fill', { devices });
    // The first of each warms up.
    await floor.ask('read');
    await sweeper.ask('sweep');
    return await measure({ tenant, floor, sweeper, idle });
  } finally {
    for (const child of [sweeper, floor, tenant]) await child.end();
  }
}
