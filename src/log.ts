import { types } from 'node:util';
import pino from 'pino';
import type { Facts, Log } from './ports';

/** Logs JSON lines to standard error, so that standard output stays for what a program prints. */
export function openLog(
  level: 'debug' | 'info' | 'warn' | 'error',
  to: pino.DestinationStream = pino.destination({ dest: 2, sync: true }),
): Log {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, to);
  return {
    debug: (message, facts) => logger.debug(tellable(facts), message),
    info: (message, facts) => logger.info(tellable(facts), message),
    warn: (message, facts) => logger.warn(tellable(facts), message),
    error: (message, facts) => logger.error(tellable(facts), message),
  };
}

function tellable(facts: Facts = {}, depth = 0): Facts {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, clean(name, value, depth)]));
}

const secretName = /token|secret|password|authorization|credential|cookie/i;
/** A signed token, wherever it got into. */
const jwt = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g;

/** Nobody logs a secret on purpose; this is for the library whose error carries one. */
function clean(name: string, value: unknown, depth: number): unknown {
  if (typeof value === 'string') return secretName.test(name) ? '***' : value.replace(jwt, '***');
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 4) return '…';
  if (types.isNativeError(value)) return tellable(described(value), depth + 1);
  if (Array.isArray(value)) return value.map((one) => clean(name, one, depth + 1));
  return 'toJSON' in value ? value : tellable({ ...value }, depth + 1);
}

/** An Error has no JSON of its own. */
function described(error: Error): Facts {
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? { code: error.code } : {};
  return { name, message, ...code, stack, ...(cause === undefined ? {} : { cause }) };
}
