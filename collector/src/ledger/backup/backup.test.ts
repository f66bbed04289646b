import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LEDGER_FILE, openLedgerDatabase } from '../database.ts';
import { lockDataDirectory } from '../lock.ts';
import { LedgerReader } from '../reading/ledger-reader.ts';
import { copyLedger, openBackup } from './backup-file.ts';
import { restoreLedger } from './restore-ledger.ts';

describe('a backup', () => {
  let folder: string;
  let database: DatabaseSync;
  const at = (name: string) => join(folder, name);
  const spent = (dataFolder: string) => {
    const reader = LedgerReader.open(dataFolder);
    let sum = 0;
    reader.atOneMoment(() => reader.visitSpend({ from: 0, to: 1e9 }, (_id, low) => (sum += low)));
    reader.close();
    return sum;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outlay-backup-'));
    database = openLedgerDatabase(at('data'));
    database.exec(`
      INSERT INTO series (id, metric, job, labels) VALUES (1, 'outlay.cost.usd', 'shop', '{}');
      INSERT INTO spend VALUES (900, 1, 5); INSERT INTO spend_day VALUES (0, 1, 5);`);
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  it('is one file that is restored to a ledger with the same figures, ready to be written', async () => {
    expect(await copyLedger(database, at('backup.db'))).toMatchObject({
      series: 1,
      lastSpend: new Date(900_000),
    });
    expect(readdirSync(folder).sort()).toEqual(['backup.db', 'data']);
    expect(await restoreLedger(at('backup.db'), at('restored'))).toMatchObject({ series: 1 });
    expect(spent(at('restored'))).toBe(5);
    const restored = openLedgerDatabase(at('restored'));
    expect(restored.prepare('PRAGMA auto_vacuum').get()).toEqual({ auto_vacuum: 2 });
    expect(restored.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    restored.close();
  });

  it('overwrites nothing, neither a file nor a ledger', async () => {
    await copyLedger(database, at('backup.db'));
    const before = readFileSync(at('backup.db'));
    await expect(copyLedger(database, at('backup.db'))).rejects.toThrow(/is there already/);
    expect(readFileSync(at('backup.db')).equals(before)).toBe(true);
    await expect(restoreLedger(at('backup.db'), at('data'))).rejects.toThrow(
      /ledger\.db is there already. Move the ledger away/,
    );
    mkdirSync(at('left'));
    writeFileSync(at('left/ledger.db-wal'), 'of a ledger that was moved without it');
    await expect(restoreLedger(at('backup.db'), at('left'))).rejects.toThrow(
      /ledger\.db-wal is there already/,
    );
  });

  it('is not restored to a folder that a collector uses', async () => {
    await copyLedger(database, at('backup.db'));
    const unlock = lockDataDirectory(at('used'));
    await expect(restoreLedger(at('backup.db'), at('used'))).rejects.toThrow(/another collector is using/);
    unlock();
    await restoreLedger(at('backup.db'), at('used'));
    expect(spent(at('used'))).toBe(5);
  });

  it('is refused when it is missing, empty, damaged, of another application or of a newer Outlay', async () => {
    await copyLedger(database, at('backup.db'));
    const whole = readFileSync(at('backup.db'));
    writeFileSync(
      at('damaged.db'),
      Buffer.concat([whole.subarray(0, 12_288), Buffer.alloc(4096, 0x5a), whole.subarray(16_384)]),
    );
    writeFileSync(at('text.db'), 'no database at all, but long enough to be looked at'.repeat(100));
    new DatabaseSync(at('empty.db')).close();
    const other = new DatabaseSync(at('other.db'));
    other.exec('CREATE TABLE bookmarks (url TEXT)');
    other.close();
    writeFileSync(at('newer.db'), whole);
    const newer = new DatabaseSync(at('newer.db'));
    newer.exec('PRAGMA user_version = 999');
    newer.close();
    for (const [name, reason] of [
      ['missing.db', /there is no file/],
      ['empty.db', /it is empty/],
      ['damaged.db', /cannot be restored: .*(damaged|malformed)/],
      ['text.db', /cannot be restored: .*not a database/],
      ['other.db', /another application/],
      ['newer.db', /newer Outlay/],
    ] as const) {
      await expect(restoreLedger(at(name), at('target'))).rejects.toThrow(reason);
    }
    expect(existsSync(at('target'))).toBe(false);
  });

  it('leaves nothing behind where it cannot be written', async () => {
    await expect(copyLedger(database, at('no-folder/backup.db'))).rejects.toThrow(/cannot write .*no-folder/);
    expect(readdirSync(folder)).toEqual(['data']);
  });

  it('of an older Outlay is brought forward by the collector that starts on it', async () => {
    // A ledger of schema 1 needs its tables alone to be known as one.
    const old = new DatabaseSync(at('old.db'));
    old.exec(`CREATE TABLE series (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE spend (slot INTEGER) STRICT;
      PRAGMA application_id = ${0x4f544c59}; PRAGMA user_version = 1;`);
    old.close();
    const opened = openBackup(at('old.db'));
    opened.close();
    await restoreLedger(at('old.db'), at('older'));
    expect(existsSync(join(at('older'), LEDGER_FILE))).toBe(true);
  });
});
