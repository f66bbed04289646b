import {
  type Gauge,
  type Histogram,
  type Meter,
  type ObservableCallback,
  type ObservableCounter,
} from '@opentelemetry/api';
import { DURATION_BUCKETS_SECONDS, INSTRUMENT, INSTRUMENT_UNIT, TOKEN_BUCKETS } from '../names.ts';
import { usdFromNano } from '../pricing/money.ts';
import { Sums } from './sums.ts';

/** What has been counted since the process began; it outlives a change of the meter and is told to each meter once. */
export interface Totals {
  costNanoUsd: Sums;
  userCostNanoUsd: Sums;
  usage: Sums;
  unpriced: Sums;
  retries: Sums;
  slowQueries: Sums;
  dropped: Sums;
}

export function createTotals(): Totals {
  return {
    costNanoUsd: new Sums(),
    userCostNanoUsd: new Sums(),
    usage: new Sums(),
    unpriced: new Sums(),
    retries: new Sums(),
    slowQueries: new Sums(),
    dropped: new Sums(),
  };
}

export interface Instruments {
  requestDuration: Histogram;
  genAiTokenUsage: Histogram;
  genAiOperationDuration: Histogram;
  genAiTimeToFirstChunk: Histogram;
  rateLimitRemaining: Gauge;
  /** Stops observing the totals. */
  release(): void;
}

/**
 * Creates the instruments on `meter`. Counters are observed: the meter reads the totals when it collects, so that money
 * is summed as whole nano-USD and turned into USD once. A collection waits for `settled`, so that a call that is over is
 * in it together with its price.
 */
export function createInstruments(meter: Meter, totals: Totals, settled: () => Promise<void>): Instruments {
  const released: (() => void)[] = [];
  let isReleased = false;

  function observe(
    name: keyof typeof INSTRUMENT_UNIT,
    description: string,
    sums: Sums,
    scale: (value: number) => number,
  ) {
    const counter: ObservableCounter = meter.createObservableCounter(name, {
      unit: INSTRUMENT_UNIT[name],
      description,
    });
    const deliver = sums.openDelivery();
    const callback: ObservableCallback = async (result) => {
      await settled();
      if (isReleased) return;
      for (const { attributes, value } of deliver()) result.observe(scale(value), attributes);
    };
    counter.addCallback(callback);
    released.push(() => counter.removeCallback(callback));
  }

  function histogram(
    name: keyof typeof INSTRUMENT_UNIT,
    description: string,
    buckets: readonly number[],
  ): Histogram {
    return meter.createHistogram(name, {
      unit: INSTRUMENT_UNIT[name],
      description,
      advice: { explicitBucketBoundaries: [...buckets] },
    });
  }

  const same = (value: number) => value;
  observe(INSTRUMENT.costUsd, 'Cost of calls to metered APIs', totals.costNanoUsd, usdFromNano);
  observe(INSTRUMENT.userCostUsd, 'Cost of calls made for a user', totals.userCostNanoUsd, usdFromNano);
  observe(INSTRUMENT.usage, 'Billed units that calls used', totals.usage, same);
  observe(INSTRUMENT.unpriced, 'Billed requests whose price is not known', totals.unpriced, same);
  observe(INSTRUMENT.retries, 'Requests that repeat an earlier attempt', totals.retries, same);
  observe(INSTRUMENT.slowQueries, 'Database requests that took long', totals.slowQueries, same);
  observe(INSTRUMENT.instrumentationDropped, 'What the instrumentation lost', totals.dropped, same);

  return {
    requestDuration: histogram(
      INSTRUMENT.requestDuration,
      'Duration of requests to metered APIs, to the last byte',
      DURATION_BUCKETS_SECONDS,
    ),
    genAiTokenUsage: histogram(
      INSTRUMENT.genAiTokenUsage,
      'Number of input and output tokens used',
      TOKEN_BUCKETS,
    ),
    genAiOperationDuration: histogram(
      INSTRUMENT.genAiOperationDuration,
      'GenAI operation duration',
      DURATION_BUCKETS_SECONDS,
    ),
    genAiTimeToFirstChunk: histogram(
      INSTRUMENT.genAiTimeToFirstChunk,
      'Time from the start of the request to the first chunk of the response',
      DURATION_BUCKETS_SECONDS,
    ),
    rateLimitRemaining: meter.createGauge(INSTRUMENT.rateLimitRemaining, {
      unit: INSTRUMENT_UNIT[INSTRUMENT.rateLimitRemaining],
      description: "Share of the provider's rate limit that is left",
    }),
    release() {
      isReleased = true;
      for (const action of released) action();
    },
  };
}
