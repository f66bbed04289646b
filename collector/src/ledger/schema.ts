import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { OutlayError } from '../error.ts';
import { encodeHistogram } from './histogram-blob.ts';
import { MIGRATIONS } from './migrations.ts';

/** "OTLY": tells Outlay's ledger from any other SQLite file. */
const APPLICATION_ID = 0x4f544c59;

const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings a ledger to the current schema, in one transaction: a migration that is killed leaves the old ledger.
 *
 * @returns whether there was something to do
 * @throws OutlayError when the file belongs to another application or a newer Outlay
 */
export function migrate(database: DatabaseSync): boolean {
  if (isCurrent(database)) return false;
  database.function('histogram_blob', { deterministic: true }, histogramBlob);
  // Locked before it is looked at again: several processes may open a new folder at the same moment.
  database.exec('BEGIN IMMEDIATE');
  try {
    runMigrations(database);
    database.exec('COMMIT');
    return true;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** The ledger was written by an older Outlay and not brought forward yet. */
export class OldLedgerError extends OutlayError {
  override readonly name = 'OldLedgerError';
}

/**
 * @throws OldLedgerError for an older schema; OutlayError for a newer one and for files of other applications
 */
export function requireCurrentSchema(database: DatabaseSync): void {
  if (isCurrent(database)) return;
  requireOwnFile(database);
  throw new OldLedgerError(
    `it was written by an older Outlay (schema ${readPragma(database, 'user_version')}); start the collector of this one once`,
  );
}

function isCurrent(database: DatabaseSync): boolean {
  return (
    readPragma(database, 'application_id') === APPLICATION_ID &&
    readPragma(database, 'user_version') === SCHEMA_VERSION
  );
}

function runMigrations(database: DatabaseSync): void {
  requireOwnFile(database);
  const version = readPragma(database, 'user_version');
  for (const [index, statements] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database.exec(
      `${statements}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${index + 1};`,
    );
  }
}

/** @throws OutlayError for files of other applications and of a newer Outlay */
export function requireOwnFile(database: DatabaseSync): void {
  const tables = Number(database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables']);
  if (tables > 0 && readPragma(database, 'application_id') !== APPLICATION_ID) {
    throw new OutlayError('it is an SQLite database of another application');
  }
  const version = readPragma(database, 'user_version');
  if (version > SCHEMA_VERSION) {
    throw new OutlayError(
      `it was written by a newer Outlay (schema ${version}, this one knows up to ${SCHEMA_VERSION}); upgrade Outlay`,
    );
  }
}

/** The blob of a histogram that version 1 kept as JSON. */
function histogramBlob(json: SQLOutputValue): Uint8Array | null {
  return typeof json === 'string' ? encodeHistogram(JSON.parse(json)) : null;
}

function readPragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
