import {
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startIntegrityCheck } from './check-integrity.ts';
import { LEDGER_FILE, openLedgerDatabase } from './database.ts';

const PAGE_BYTES = 4096;

describe('the check of a ledger', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outlay-integrity-'));
    file = join(folder, LEDGER_FILE);
    const database = openLedgerDatabase(folder);
    database.exec(`
      INSERT INTO series (id, metric, job, labels) VALUES (1, 'outlay.cost.usd', 'shop', '{}');
      WITH RECURSIVE slots(slot) AS (SELECT 0 UNION ALL SELECT slot + 900 FROM slots LIMIT 20000)
      INSERT INTO spend SELECT slot, 1, 5 FROM slots;`);
    database.close();
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('finds a sound one sound', async () => {
    const { isSound, finding } = await startIntegrityCheck(folder).report;
    expect([isSound, finding]).toEqual([true, '']);
  });

  it('finds damage in the middle of the file, after a start that does not look there', async () => {
    const pages = readFileSync(file).byteLength / PAGE_BYTES;
    const opened = openSync(file, 'r+');
    writeSync(opened, Buffer.alloc(PAGE_BYTES, 0x5a), 0, PAGE_BYTES, Math.floor(pages * 0.7) * PAGE_BYTES);
    closeSync(opened);
    openLedgerDatabase(folder).close();
    const { isSound, finding } = await startIntegrityCheck(folder).report;
    expect(isSound).toBe(false);
    expect(finding).toMatch(/page|btree|malformed/i);
  });

  it('refuses at the start a file that was cut short, and one whose tables cannot be read', () => {
    const whole = readFileSync(file);
    truncateSync(file, whole.byteLength - PAGE_BYTES);
    expect(() => openLedgerDatabase(folder)).toThrow(/damaged: \d+ bytes are left of \d+/);
    // The schema is on the first page, after its header of 100 bytes.
    writeFileSync(
      file,
      Buffer.concat([
        whole.subarray(0, 100),
        Buffer.alloc(PAGE_BYTES - 100, 0x5a),
        whole.subarray(PAGE_BYTES),
      ]),
    );
    expect(() => openLedgerDatabase(folder)).toThrow(/cannot use the ledger .*malformed/s);
  });

  it('can be stopped', async () => {
    await startIntegrityCheck(folder).stop();
  });
});
