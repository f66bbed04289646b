import { describe, expect, it } from 'vitest';
import type { HistogramValue } from '../ledger/histogram.ts';
import type { Series } from '../ledger/series.ts';
import { IdleSeries } from './idle-series.ts';

const IDLE_MS = 1000;
const HOLD_MS = 30;

function series(total: bigint, lastSeenMs: number | undefined, histogram?: HistogramValue): Series {
  return { id: 1, metric: 'm', job: 'j', labels: {}, liveSince: 0, lastSeenMs, total, histogram };
}

describe('idle series', () => {
  it('leave after the idle time and come back with the value they left at, for the hold', () => {
    const idle = new IdleSeries(IDLE_MS, HOLD_MS);
    expect(idle.reading(series(5n, 0), 1000)?.total).toBe(5n);
    expect(idle.reading(series(5n, 0), 1001)).toBeUndefined();
    expect(idle.reading(series(5n, 0), 5000)).toBeUndefined();
    expect(idle.reading(series(9n, 6000), 6001)?.total).toBe(5n);
    expect(idle.reading(series(10n, 6020), 6030)?.total).toBe(5n);
    expect(idle.reading(series(10n, 6020), 6031)?.total).toBe(10n);
    expect(idle.reading(series(11n, 6040), 6041)?.total).toBe(11n);
  });

  it('that leave again during the hold come back with all that was booked by then', () => {
    const idle = new IdleSeries(IDLE_MS, HOLD_MS);
    idle.reading(series(5n, 0), 2000);
    expect(idle.reading(series(7n, 2001), 2002)?.total).toBe(5n);
    expect(idle.reading(series(7n, 2001), 4000)).toBeUndefined();
    expect(idle.reading(series(8n, 5000), 5001)?.total).toBe(7n);
  });

  it('keep the buckets they left with, though the ledger goes on counting in them', () => {
    const idle = new IdleSeries(IDLE_MS, HOLD_MS);
    const bucketCounts = [1, 0];
    const histogram = { count: 1, sum: 0.5, bounds: [1], bucketCounts };
    idle.reading(series(0n, 0, histogram), 2000);
    bucketCounts[0] = 4;
    const shown = idle.reading(series(0n, 2001, { ...histogram, count: 4 }), 2002);
    expect(shown?.histogram).toEqual({ count: 1, sum: 0.5, bounds: [1], bucketCounts: [1, 0] });
  });

  it('are those alone of which it is known when they were seen', () => {
    expect(new IdleSeries(IDLE_MS, HOLD_MS).reading(series(5n, undefined), 1e12)?.total).toBe(5n);
  });
});
