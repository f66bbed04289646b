import type { DatabaseSync } from 'node:sqlite';

/** Pages that are moved and cut off in one go. */
const PAGES_A_STEP = 64;
/** Free pages that are left: a busy ledger uses them again, and moving pages is work. At least 4 MiB. */
const LEFT_FREE_PAGES = 1_024;
const LEFT_FREE_RATIO = 0.05;

/**
 * Gives free pages back to the disk, some at a time. Needs a file with `auto_vacuum = INCREMENTAL`; does nothing in others.
 *
 * @returns the pages given back
 */
export function* vacuum(database: DatabaseSync): Generator<void, number> {
  const pragma = (name: string) => Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
  if (pragma('auto_vacuum') !== 2) return 0;
  const toFree = () =>
    pragma('freelist_count') - Math.max(LEFT_FREE_PAGES, pragma('page_count') * LEFT_FREE_RATIO);
  let pages = 0;
  for (let left = toFree(); left > 0; left = toFree()) {
    const free = pragma('freelist_count');
    database.exec(`PRAGMA incremental_vacuum(${PAGES_A_STEP})`);
    const given = free - pragma('freelist_count');
    if (given <= 0) return pages;
    pages += given;
    yield;
  }
  return pages;
}
