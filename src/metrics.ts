import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Address } from './config';
import { openStatuses } from './core/change';
import type { Log, Store } from './ports';

/**
 * Figures for Prometheus. What happens is counted where it is logged, by the words of its line, so that both say the same;
 * what waits is looked up when it is asked for. No figure carries a name, an id or anything people typed.
 */

export interface Metrics {
  /** The same log; what goes through it is counted, whatever level is written. */
  counting(log: Log): Log;
  /** Answers `GET /metrics` there, and nothing else. */
  serve(at: Address, store: Store): Promise<{ readonly url: string; close(): Promise<void> }>;
}

export function openMetrics(): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const events = new Counter({
    name: 'warden_events_total',
    help: 'What happened, by the line it has in the log.',
    labelNames: ['level', 'event'],
    registers: [register],
  });
  return {
    counting: (log) => ({
      debug: (event, facts) => log.debug(event, facts),
      info: (event, facts) => counted('info', event, () => log.info(event, facts)),
      warn: (event, facts) => counted('warn', event, () => log.warn(event, facts)),
      error: (event, facts) => counted('error', event, () => log.error(event, facts)),
    }),
    async serve({ host, port }, store) {
      lookUp(register, store);
      const server = createServer((request, response) => {
        if (request.method !== 'GET' || request.url !== '/metrics') return ended(response, 404);
        register.metrics().then(
          (text) => response.setHeader('content-type', register.contentType).end(text),
          () => ended(response, 503),
        );
      });
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
      // A server that listens on a port has an address of this kind.
      const { port: taken } = server.address() as AddressInfo;
      return {
        url: `http://${host}:${taken}/metrics`,
        close: () => new Promise((resolve) => server.close(() => resolve()) && server.closeAllConnections()),
      };
    },
  };

  function counted(level: string, event: string, write: () => void): void {
    events.inc({ level, event });
    write();
  }
}

/** restify changes `writeHead` for the whole process, so that nothing can be chained to it. */
function ended(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}

function lookUp(register: Registry, store: Store): void {
  const gauge = (name: string, help: string, look: () => Promise<number>) =>
    new Gauge({
      name,
      help,
      registers: [register],
      async collect() {
        this.set(await look());
      },
    });
  gauge('warden_outbox_waiting', 'Messages that wait for Teams.', () => store.outbox.size());
  gauge('warden_alert_groups_open', 'Alert cards that live.', async () => (await store.groups.living()).length);
  gauge(
    'warden_changes_open',
    'Changes that wait for a decision, for their time or for Intune, or are being written.',
    async () => (await store.changes.list({ status: [...openStatuses], limit: mostCounted })).length,
  );
}

const mostCounted = 1000;
