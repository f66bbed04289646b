import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OutlayError } from '../error.ts';

/**
 * Makes sure that one collector at a time works on a data folder: two would each hold half of the streams in memory.
 * The lock is the operating system's lock on an SQLite file, so it is gone with the process, however it ends.
 *
 * @returns a function that releases the lock
 * @throws OutlayError when another collector holds it
 */
export function lockDataDirectory(dataDirectory: string): () => void {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dataDirectory, { recursive: true });
    database = new DatabaseSync(join(dataDirectory, 'collector.lock'), { timeout: 0 });
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
  } catch (cause) {
    database?.close();
    throw new OutlayError(explanation(dataDirectory, cause), { cause });
  }
  const locked = database;
  return () => locked.close();
}

/** Primary result code of SQLite for a file that another process has locked. */
const SQLITE_BUSY = 5;

function explanation(dataDirectory: string, cause: unknown): string {
  if (cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY) {
    return `another collector is using the data folder ${dataDirectory}; stop it, or give this one its own with --data`;
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return (
    `cannot use the data folder ${dataDirectory}: ${reason}. ` +
    'It must be a folder that this user can write to, on a disk that has room; name another with --data'
  );
}
