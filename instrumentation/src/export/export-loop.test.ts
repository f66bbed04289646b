import { describe, expect, it } from 'vitest';
import { createTotals, DEFAULT_CARDINALITY } from '../meter/totals.ts';
import { ExportLoop, type ExportPipeline } from './export-loop.ts';

function createLoop(load: () => Promise<ExportPipeline>, told: unknown[]): ExportLoop {
  return new ExportLoop({
    intervalMillis: 1,
    totals: createTotals(DEFAULT_CARDINALITY),
    settled: () => Promise.resolve(),
    changes: () => 1,
    load,
    onUnavailable: (cause) => told.push(cause),
  });
}

describe('ExportLoop', () => {
  it('tells once that an export fails, goes on, and rejects nothing', async () => {
    const told: unknown[] = [];
    const fault = new Error('ours');
    let exports = 0;
    const loop = createLoop(
      () =>
        Promise.resolve({
          export() {
            exports += 1;
            throw fault;
          },
          flush: () => Promise.resolve(),
        }),
      told,
    );
    await loop.flush();
    await loop.flush();
    expect(exports).toBe(2);
    expect(told).toEqual([fault]);
  });

  it('tells once that there is nothing to export with, and rejects nothing', async () => {
    const told: unknown[] = [];
    const fault = new Error('not installed');
    const loop = createLoop(() => Promise.reject(fault), told);
    await loop.flush();
    await loop.flush();
    expect(told).toEqual([fault]);
  });
});
