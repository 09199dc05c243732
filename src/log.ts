import pino from 'pino';
import type { Log } from './ports';

/** Logs JSON lines to standard error, so that standard output stays for what a program prints. */
export function openLog(level: 'debug' | 'info' | 'warn' | 'error'): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
  return {
    debug: (message, facts) => logger.debug(facts ?? {}, message),
    info: (message, facts) => logger.info(facts ?? {}, message),
    warn: (message, facts) => logger.warn(facts ?? {}, message),
    error: (message, facts) => logger.error(facts ?? {}, message),
  };
}
