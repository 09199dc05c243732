import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The file in which SQLite keeps what is committed until it goes to the database file: https://www.sqlite.org/wal.html */
export interface WrittenLog {
  /** Brings to the disk what was written there so far. Another thread waits for it. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export function writtenLog(database: string): WrittenLog {
  let opened: Promise<FileHandle> | undefined;
  return {
    async flush() {
      opened ??= openLog(database);
      await (await opened).datasync();
    },
    async close() {
      await (await opened)?.close();
    },
  };
}

/** It stays the same file while the database is open. */
async function openLog(database: string): Promise<FileHandle> {
  const log = await open(`${database}-wal`, 'r+');
  await flushFolder(dirname(database));
  return log;
}

/** A new file survives only with the folder that names it. Windows has nothing to flush there. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}
