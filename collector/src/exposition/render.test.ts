import { setImmediate as nextTurn } from 'node:timers/promises';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import type { Ledger } from '../ledger/ledger.ts';
import type { Series } from '../ledger/series.ts';
import { OPENMETRICS_FORMAT, TEXT_FORMAT, type ExpositionFormat } from './format.ts';
import { LatestReadings } from './latest-readings.ts';
import { registerComputed } from './metric.ts';
import { renderExposition } from './render.ts';
import { registerServiceMetrics } from './service-metrics.ts';

const NOW_MS = 1_000_000;
const HOLD_MS = 30_000;
const IDLE_MS = 500_000;

async function render(registry: Registry, format: ExpositionFormat = TEXT_FORMAT): Promise<string> {
  const blocks: Buffer[] = [];
  for await (const block of renderExposition(registry, format, { nowMs: NOW_MS })) blocks.push(block);
  return Buffer.concat(blocks).toString('utf8');
}

/** A registry with series as a ledger would hold them. */
function registryOf(series: readonly Partial<Series>[]): Registry {
  const registry = new Registry();
  const all = series.map((some, index): Series => {
    const defaults = { metric: 'outlay.cost.usd', job: 'shop', labels: {}, liveSince: 0, total: 0n };
    return { id: index + 1, histogram: undefined, lastSeenMs: NOW_MS, ...defaults, ...some };
  });
  const ledger = { series: () => all } as Partial<Ledger> as Ledger;
  const clock = () => new Date(NOW_MS);
  registerServiceMetrics(registry, {
    ...{ ledger, clock, readings: new LatestReadings(), holdMs: HOLD_MS, idleMs: IDLE_MS },
  });
  return registry;
}

const linesOf = (text: string, name: string) => text.split('\n').filter((line) => line.startsWith(name));

describe('the exposition', () => {
  it('shows totals to the last digit, new series at 0, and neither idle nor imported ones', async () => {
    const text = await render(
      registryOf([
        { labels: { model: 'a' }, total: 9_007_199_254_740_993n },
        { labels: { model: 'new' }, total: 5n, liveSince: NOW_MS - HOLD_MS + 1 },
        { labels: { model: 'idle' }, total: 5n, lastSeenMs: NOW_MS - IDLE_MS - 1 },
        { labels: { model: 'imported' }, total: 5n, liveSince: undefined },
        { metric: 'outlay.user.cost.usd', labels: { user_id: 'u' }, total: 5n },
      ]),
    );
    expect(linesOf(text, 'outlay_')).toEqual([
      'outlay_cost_usd_total{model="a",job="shop"} 9007199.254740993',
      'outlay_cost_usd_total{model="new",job="shop"} 0',
    ]);
  });

  it('adds up the buckets of a histogram and writes whole bounds with a point', async () => {
    const histogram = { count: 6, sum: 4.5, bounds: [0.5, 1], bucketCounts: [1, 2, 3] };
    const text = await render(registryOf([{ metric: 'outlay.request.duration', histogram }]));
    expect(linesOf(text, 'outlay_request')).toEqual([
      'outlay_request_duration_seconds_bucket{job="shop",le="0.5"} 1',
      'outlay_request_duration_seconds_bucket{job="shop",le="1.0"} 3',
      'outlay_request_duration_seconds_bucket{job="shop",le="+Inf"} 6',
      'outlay_request_duration_seconds_sum{job="shop"} 4.5',
      'outlay_request_duration_seconds_count{job="shop"} 6',
    ]);
  });

  it('is OpenMetrics where that is asked for: families without _total, samples with it, and an end', async () => {
    const registry = registryOf([{ total: 1_500_000_000n }]);
    new Counter({ name: 'own_total', help: 'say "own"', registers: [registry] }).inc(2);
    new Gauge({ name: 'level', help: 'level', labelNames: ['kind'], registers: [registry] }).set(
      { kind: 'a' },
      1,
    );
    new Histogram({ name: 'took_seconds', help: 'took', buckets: [1], registers: [registry] }).observe(0.5);
    registerComputed(registry, { name: 'computed', help: 'c', type: 'gauge' }, function* () {
      yield { labels: { le: 'x' }, value: Infinity };
    });
    const text = await render(registry, OPENMETRICS_FORMAT);
    expect(text).toContain('# TYPE outlay_cost_usd counter\noutlay_cost_usd_total{job="shop"} 1.5\n');
    expect(text).toContain('# HELP own say \\"own\\"\n# TYPE own counter\nown_total 2\n');
    expect(text).toContain('level{kind="a"} 1\n');
    expect(text).toContain('took_seconds_bucket{le="1.0"} 1\n');
    expect(text).toContain('computed{le="x"} +Inf\n');
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    expect(await render(registry)).toContain('# TYPE outlay_cost_usd_total counter\n');
  });

  it('leaves the event loop to others between slices, and forgets nothing by that', async () => {
    const count = 60_000;
    const registry = registryOf(
      Array.from({ length: count }, (_, i) => ({ labels: { model: `m-${i}` }, total: BigInt(i) })),
    );
    let turns = 0;
    let isOver = false;
    const others = (async () => {
      for (; !isOver; turns += 1) await nextTurn();
    })();
    const text = await render(registry);
    isOver = true;
    await others;
    expect(turns).toBeGreaterThan(3);
    const lines = linesOf(text, 'outlay_cost_usd_total{');
    expect(lines).toHaveLength(count);
    expect(lines.at(-1)).toBe('outlay_cost_usd_total{model="m-59999",job="shop"} 0.000059999');
  });
});
