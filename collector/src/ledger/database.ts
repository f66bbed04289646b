import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OutlayError } from '../error.ts';
import { requireWholeFile, touchTables } from './check-file.ts';
import { lockDataDirectory } from './lock.ts';
import { OldLedgerError, migrate, requireCurrentSchema } from './schema.ts';

export const LEDGER_FILE = 'ledger.db';

/** How long a write waits for another process (an import beside the collector) before it fails, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the ledger in a data folder, creating both where they do not exist.
 *
 * @throws OutlayError naming the file when it cannot be opened, is no ledger, or is damaged
 */
export function openLedgerDatabase(dataDirectory: string): DatabaseSync {
  const path = join(dataDirectory, LEDGER_FILE);
  try {
    mkdirSync(dataDirectory, { recursive: true });
    if (existsSync(path)) requireWholeFile(path);
    const database = prepareDatabase(new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS }));
    // Says at the start, and not with the first export, that the file cannot be written.
    database.exec('BEGIN IMMEDIATE; ROLLBACK;');
    return database;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/**
 * Opens a ledger that must already exist, to read from it beside a running collector. A ledger of an older Outlay is brought
 * forward first, unless a collector is running on it: one of that older Outlay, which could not go on.
 *
 * @throws OutlayError when there is none or it cannot be read
 */
export function openExistingLedgerDatabase(dataDirectory: string): DatabaseSync {
  const path = join(dataDirectory, LEDGER_FILE);
  if (!existsSync(path)) {
    throw new OutlayError(
      `no ledger at ${path}. Name its folder with --data, or a running collector with --url http://HOST:9464`,
    );
  }
  try {
    return openReadOnlyLedgerDatabase(dataDirectory);
  } catch (cause) {
    if (!(cause instanceof OldLedgerError)) throw unreadable(path, cause);
  }
  const unlock = lockDataDirectory(dataDirectory);
  try {
    openLedgerDatabase(dataDirectory).close();
  } finally {
    unlock();
  }
  return openReadOnlyLedgerDatabase(dataDirectory);
}

/**
 * A connection that cannot write, for reading beside the collector's own.
 *
 * @throws OldLedgerError when the ledger's schema is older than this Outlay's
 */
export function openReadOnlyLedgerDatabase(dataDirectory: string): DatabaseSync {
  const database = new DatabaseSync(join(dataDirectory, LEDGER_FILE), {
    readOnly: true,
    timeout: BUSY_TIMEOUT_MS,
  });
  try {
    requireCurrentSchema(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepareDatabase(database: DatabaseSync): DatabaseSync {
  try {
    // Heard before the first page is written alone; it lets purged rows give their room back bit by bit.
    database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    // WAL lets readers work beside the writer; FULL makes a commit outlive a power cut, not only a killed process.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    if (migrate(database)) allowIncrementalVacuum(database);
    touchTables(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * A ledger of schema 1 learns to give room back bit by bit; only a VACUUM changes that in a file that has tables. Later
 * purges make far more free pages than a busy ledger uses up again, so it is worth one rewrite of a file that is young.
 */
function allowIncrementalVacuum(database: DatabaseSync): void {
  if (database.prepare('PRAGMA auto_vacuum').get()?.['auto_vacuum'] !== 0) return;
  try {
    database.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM;');
  } catch {
    // Needs the file's size again as free room, and no reader. Without it, purged room is used again, not given back.
  }
}

function unreadable(path: string, cause: unknown): OutlayError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new OutlayError(
    `cannot use the ledger ${path}: ${reason}. ` +
      'Check that the file is readable and writable by this user and that the disk has room; ' +
      'to start afresh, move the file away (its -wal and -shm files too)',
    { cause },
  );
}
