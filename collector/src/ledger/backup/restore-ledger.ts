import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { OutlayError } from '../../error.ts';
import { LEDGER_FILE } from '../database.ts';
import { lockDataDirectory } from '../lock.ts';
import { type LedgerSummary, copyLedger, openBackup } from './backup-file.ts';

/**
 * Puts a backup where a collector will look for its ledger. Overwrites nothing.
 *
 * @throws OutlayError when the folder has a ledger or is in use, or the file cannot be restored; nothing is changed then
 */
export async function restoreLedger(backupPath: string, dataDirectory: string): Promise<LedgerSummary> {
  const source = openBackup(backupPath);
  try {
    mkdirSync(dataDirectory, { recursive: true });
    const unlock = lockDataDirectory(dataDirectory);
    try {
      const path = join(dataDirectory, LEDGER_FILE);
      for (const file of [path, `${path}-wal`, `${path}-shm`]) {
        if (!existsSync(file)) continue;
        throw new OutlayError(
          `${file} is there already. Move the ledger away first (${LEDGER_FILE} and, where they are, its -wal and -shm files), ` +
            'or name an empty folder with --data',
        );
      }
      return await copyLedger(source, path);
    } finally {
      unlock();
    }
  } finally {
    source.close();
  }
}
