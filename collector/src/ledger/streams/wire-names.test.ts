import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { StreamTable } from './stream-table.ts';

describe('the bytes that streams are recognised by', () => {
  it('take no more room with each booking that is taken back', () => {
    const table = new StreamTable();
    const bytes = Buffer.alloc(4_096);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const name = { contextId: 1, start: 0, length: bytes.length, namedStartHigh: 0, namedStartLow: 0 };
    for (let attempt = 0; attempt < 5_000; attempt += 1) {
      bytes.writeUInt32LE(attempt);
      const row = table.add(1, createHash('sha256').update(bytes).digest(), 1);
      table.wireNames.learn(row, bytes, view, name);
      expect(table.wireNames.bytes(row)?.length ?? 0).toBeLessThanOrEqual(bytes.length);
      table.truncate(0);
    }
    // 20 MB went through; what nobody refers to may be 4 MiB.
    expect(table.wireNames.usedBytes).toBeLessThan(5 << 20);
  });
});
