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
  mkdirSync(dataDirectory, { recursive: true });
  const database = new DatabaseSync(join(dataDirectory, 'collector.lock'), { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
  } catch (cause) {
    database.close();
    throw new OutlayError(
      `another collector is using the data folder ${dataDirectory}; stop it, or give this one its own with --data`,
      { cause },
    );
  }
  return () => database.close();
}
