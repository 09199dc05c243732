import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { isNativeError } from 'node:util/types';
import { messageOf, StoreFailed } from './errors';

/** The one place that knows which SQLite it is: the built-in one from Node 22.16, before that a package with its API. */

export type SqliteEngine = Pick<DatabaseSyncInstance, 'prepare' | 'exec' | 'close' | 'isTransaction'>;

interface SqliteModule {
  readonly DatabaseSync: new (file: string, options: { readonly timeout: number }) => SqliteEngine;
  readonly StatementSync: { readonly prototype: object };
}

/** Opens the file for this process, in a folder and with a mode for its owner only. */
export function openSqlite(file: string, busyMilliseconds: number): SqliteEngine {
  const { DatabaseSync } = builtIn() ?? packaged();
  try {
    if (file !== ':memory:') {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      closeSync(openSync(file, 'a', 0o600));
    }
    return new DatabaseSync(file, { timeout: busyMilliseconds });
  } catch (cause) {
    throw new StoreFailed('unreachable', `opening the database ${file}: ${messageOf(cause)}`, { cause });
  }
}

/**
 * SQLITE_BUSY (5) and SQLITE_LOCKED (6) with all their extended codes: https://www.sqlite.org/rescode.html
 * The package (1.2.1) leaves the code out when `all` fails, so then SQLite's own words tell.
 */
export function isBusy(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  if ('errcode' in error && typeof error.errcode === 'number') return [5, 6].includes(error.errcode & 0xff);
  return /^database (table |schema )?is locked/.test(error.message);
}

/** The first versions of it had no `columns`, `isTransaction` and `timeout`: https://nodejs.org/api/sqlite.html */
function builtIn(): SqliteModule | undefined {
  // Both modules have the same API by their documentation; the types of Node 20 do not know the built-in one.
  const found = process.getBuiltinModule('node:sqlite') as SqliteModule | undefined;
  return found && 'columns' in found.StatementSync.prototype ? found : undefined;
}

function packaged(): SqliteModule {
  return load('@photostructure/sqlite') as SqliteModule;
}

/** Only where it is needed: it is a native module. */
const load = createRequire(__filename);
