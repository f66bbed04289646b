import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { OutlayError } from '../error.ts';

const HEADER_BYTES = 100;
/** Offsets in the header of an SQLite file. Source: https://sqlite.org/fileformat2.html#the_database_header */
const PAGE_SIZE_AT = 16;
const CHANGE_COUNTER_AT = 24;
const PAGE_COUNT_AT = 28;
const VALID_FOR_AT = 92;

/**
 * Says what can be told of damage without reading the whole file: that it is as long as its header says.
 *
 * @throws OutlayError for a file that was cut short
 */
export function requireWholeFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    // A new file is empty; what is no SQLite file is told by SQLite itself.
    if (readSync(file, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return;
    const storedPageSize = header.readUInt16BE(PAGE_SIZE_AT);
    const pageSize = storedPageSize === 1 ? 65_536 : storedPageSize;
    const isPageCountValid = header.readUInt32BE(CHANGE_COUNTER_AT) === header.readUInt32BE(VALID_FOR_AT);
    const expected = pageSize * header.readUInt32BE(PAGE_COUNT_AT);
    const { size } = fstatSync(file);
    if (isPageCountValid && header.toString('latin1', 0, 15) === 'SQLite format 3' && size < expected) {
      throw new OutlayError(`it is damaged: ${size} bytes are left of ${expected}`);
    }
  } finally {
    closeSync(file);
  }
}

/**
 * Reads the first row of each table, so that a damaged beginning is found at the start and not with the first export.
 * The whole file is checked after the start: see check-integrity.ts.
 */
export function touchTables(database: DatabaseSync): void {
  const tables = database.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  );
  for (const { name } of tables.all()) {
    const statement = database.prepare(`SELECT * FROM "${String(name)}" LIMIT 1`);
    statement.setReadBigInts(true);
    statement.get();
  }
}
