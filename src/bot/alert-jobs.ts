import { Cron } from 'croner';
import { flushGroup } from '../alerts/flush';
import { touchLiving } from '../alerts/gather';
import { keepDay } from '../alerts/keep-day';
import { sendNotes } from '../alerts/notes';
import type { AlertPorts, AlertSettings } from '../alerts/ports';
import { completeReasons } from '../alerts/reasons-report';
import { sweepDevices } from '../alerts/sweep';
import { GraphUnreachable, type Due } from '../ports';
import type { Handler } from '../jobs/jobs';

/** The due times of alerts: the next sweep, and the timers of groups. */

type Ports = Omit<AlertPorts, 'settings'> & {
  /** Undefined: this bot does not look after devices. */
  readonly settings: () => AlertSettings | undefined;
  /** The tenant was looked at for the first time, of which nothing else is told. */
  readonly firstSwept: () => Promise<void>;
  readonly chatWith: (person: string) => Promise<{ readonly conversation: string } | { readonly why: string }>;
  readonly sayWhen: (iso: string) => string;
  /** Something may have to be sent. */
  readonly kick: () => void;
};

export function alertJobs(ports: Ports): Readonly<Record<'sweep' | 'group' | 'reasons' | 'note', Handler>> {
  return {
    async sweep() {
      const settings = ports.settings();
      if (!settings) return { again: secondsWhileOff };
      const began = ports.clock.now().getTime();
      const swept = await sweepDevices({ ...ports, settings: () => settings }).catch(notNow);
      if (swept instanceof GraphUnreachable) {
        ports.log.warn('devices could not be read', { why: swept.message });
        return { again: Math.min(Math.max(secondsAfterFailure, swept.retryAfterSeconds ?? 0), mostSecondsAway) };
      }
      if (swept) ports.log.info('devices swept', { ...swept, milliseconds: ports.clock.now().getTime() - began });
      if (swept) await keepDay(ports);
      if (swept?.first) await ports.firstSwept();
      ports.kick();
      return { again: secondsToNext(settings, ports) };
    },
    async group(about) {
      const settings = ports.settings();
      if (!settings) return { again: secondsWhileOff };
      await flushGroup({ ...ports, settings: () => settings }, Number(about));
      ports.kick();
      return undefined;
    },
    async reasons() {
      const settings = ports.settings();
      if (!settings) return { again: secondsWhileOff };
      const end = await completeReasons({ ...ports, settings: () => settings });
      ports.kick();
      return end;
    },
    async note(about) {
      const { sent, unreached, left } = await sendNotes(ports, Number(about));
      if (unreached.length > 0)
        ports.log.warn('people could not be told of their devices', { group: about, unreached });
      if (sent > 0) ports.log.info('people told of their devices', { group: about, people: sent });
      ports.kick();
      return left > 0 ? { again: secondsBetweenNotes } : undefined;
    },
  };
}

/** Weather: what was read so far is kept, and the rest is read as soon as Graph lets us. */
function notNow(error: unknown): GraphUnreachable {
  if (error instanceof GraphUnreachable) return error;
  throw error;
}

const secondsAfterFailure = 10;
const mostSecondsAway = 3600;
const secondsBetweenNotes = 5;
/** The file is read again when it changes, so what is switched off may be switched on at any time. */
const secondsWhileOff = 300;

/** Sweeps once at the start, and from then on as the pattern says. */
export function firstSweep({ clock }: Pick<Ports, 'clock'>): Due {
  return { key: 'sweep', at: clock.now().toISOString(), job: 'sweep', about: '' };
}

/** The clock was set back: nothing of alerts waits until it is again as late as it was. */
export async function afterClockWentBack({ store, clock, settings }: Pick<Ports, 'store' | 'clock' | 'settings'>) {
  const now = settings();
  if (!now) return;
  await store.transaction(async (records) => {
    await records.due.set(firstSweep({ clock }));
    await touchLiving(records, { settings: now, now: clock.now() });
  });
}

/** Instances and tenants do not all ask at the same second. */
const mostJitterSeconds = 20;

function secondsToNext({ sweep, timezone }: AlertSettings, { clock, instance }: Ports): number {
  const now = clock.now();
  const next = new Cron(sweep, { timezone }).nextRun(now);
  const seconds = next === null ? 300 : (next.getTime() - now.getTime()) / 1000;
  const spread = [...instance].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1000, 7) / 1000;
  return Math.max(1, seconds + spread * Math.min(mostJitterSeconds, seconds / 10));
}
