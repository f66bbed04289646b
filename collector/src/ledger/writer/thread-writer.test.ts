import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedgerDatabase } from '../database.ts';
import { ThreadWriter } from './thread-writer.ts';

describe('a writer thread', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outlay-writer-'));
    openLedgerDatabase(folder).close();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const start = (path: string, onLost: (reason: string) => void) =>
    new ThreadWriter(path, { onOtherWriter: () => {}, onLost, maintenance: undefined });

  it('says that it has ended when nobody closed it', async () => {
    // A folder is no ledger: the thread ends when it opens it.
    const reason = await new Promise<string>((resolve) => void start(folder, resolve));
    expect(reason).toMatch(/the thread that writes the ledger failed: .*open/);
  });

  it('says nothing when it is closed', async () => {
    const lost: string[] = [];
    const writer = start(join(folder, 'ledger.db'), (reason) => void lost.push(reason));
    await writer.fold(1);
    await writer.close();
    expect(lost).toEqual([]);
  });
});
