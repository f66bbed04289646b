import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, backup } from 'node:sqlite';
import { OutlayError } from '../../error.ts';
import { requireOwnFile } from '../schema.ts';

/** What a file holds, to be told to who made or restored it. */
export interface LedgerSummary {
  readonly series: number;
  readonly bytes: number;
  /** Start of the last quarter hour that has spend; undefined where there is none. */
  readonly lastSpend: Date | undefined;
}

/**
 * Copies a ledger to a file that is not there yet. The copy is as of one moment, whatever is written meanwhile; it is
 * whole and checked before it gets its name.
 *
 * @param source a connection to the ledger; it may be open elsewhere
 * @throws OutlayError when the file is there already, the copy is damaged or cannot be written
 */
export async function copyLedger(source: DatabaseSync, path: string): Promise<LedgerSummary> {
  if (existsSync(path)) throw new OutlayError(`${path} is there already; name another file, or move it away`);
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  try {
    // All pages in one step: between two, a write to the source would make it begin again, for ever under traffic.
    await backup(source, partial, { rate: ALL_PAGES });
    const summary = sealCopy(partial);
    syncFile(partial);
    renameSync(partial, path);
    syncFile(dirname(path));
    return summary;
  } catch (cause) {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(partial + suffix, { force: true });
    if (cause instanceof OutlayError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OutlayError(
      `cannot write ${path}: ${reason}. The folder must be writable and have room for the ledger`,
      {
        cause,
      },
    );
  }
}

/** More pages than a file has: the largest number that SQLite takes. */
const ALL_PAGES = 2 ** 31 - 1;

/**
 * Opens a file that is to be restored, to read from it.
 *
 * @throws OutlayError when it is no ledger, a damaged one, or one of a newer Outlay
 */
export function openBackup(path: string): DatabaseSync {
  if (!existsSync(path)) throw new OutlayError(`there is no file ${path}`);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    if (Number(database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables']) === 0) {
      throw new OutlayError('it is empty');
    }
    requireOwnFile(database);
    requireSound(database);
    return database;
  } catch (cause) {
    database?.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OutlayError(`${path} cannot be restored: ${reason}`, { cause });
  }
}

/** Makes the copy one file (a WAL would be a second one), and looks at every page of it. */
function sealCopy(path: string): LedgerSummary {
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA journal_mode = DELETE');
    requireSound(database);
    return summaryOf(database);
  } finally {
    database.close();
  }
}

function requireSound(database: DatabaseSync): void {
  const finding = String(database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']);
  if (finding !== 'ok') throw new OutlayError(`it is damaged: ${finding}`);
}

function summaryOf(database: DatabaseSync): LedgerSummary {
  const read = (sql: string) => Object.values(database.prepare(sql).get() ?? {})[0];
  const slot = read('SELECT max(slot) FROM spend');
  return {
    series: Number(read('SELECT count(*) FROM series')),
    bytes: Number(read('PRAGMA page_count')) * Number(read('PRAGMA page_size')),
    lastSpend: typeof slot === 'number' ? new Date(slot * 1000) : undefined,
  };
}

function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
