import { basename } from 'node:path';
import { OutlayError } from '../error.ts';
import { openExistingLedgerDatabase, openLedgerDatabase } from '../ledger/database.ts';
import { ImportLog, type ImportRecord } from '../ledger/import-log.ts';
import { printable } from './printable.ts';

/** The lines of `outlay import --list`. */
export function listImports(dataDirectory: string): string[] {
  const database = openExistingLedgerDatabase(dataDirectory);
  try {
    const imports = new ImportLog(database).list();
    return imports.length === 0 ? ['Nothing was imported.'] : imports.map(renderImport);
  } finally {
    database.close();
  }
}

/**
 * Takes an import back.
 *
 * @param which its number, or the name of its file
 * @returns what was undone, for people
 * @throws OutlayError when there is none or several of that name
 */
export function undoImport(dataDirectory: string, which: string): string {
  // A ledger that is not there must not be made for this.
  openExistingLedgerDatabase(dataDirectory).close();
  const database = openLedgerDatabase(dataDirectory);
  try {
    const log = new ImportLog(database);
    const record = findImport(log.list(), which);
    Array.from(log.undo(record.id));
    return `Undone: ${renderImport(record)}. The file can be imported again.`;
  } finally {
    database.close();
  }
}

function findImport(imports: readonly ImportRecord[], which: string): ImportRecord {
  const found = imports.filter(({ id, file }) => String(id) === which || file === basename(which));
  const [record] = found;
  if (record === undefined) {
    throw new OutlayError(
      `no import is known as ${which}; outlay import --list shows those that can be undone (what an older Outlay imported cannot)`,
    );
  }
  if (found.length > 1) {
    throw new OutlayError(
      [`${which} was imported several times; name one by its number:`, ...found.map(renderImport)].join('\n'),
    );
  }
  return record;
}

function renderImport({ id, at, file, calls }: ImportRecord): string {
  return `import ${id} of ${at.toISOString()}: ${printable(file)}, ${calls.toLocaleString('en')} call${calls === 1 ? '' : 's'}`;
}
