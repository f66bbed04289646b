import type { Meter, ObservableCallback } from '@opentelemetry/api';
import { INSTRUMENT, INSTRUMENT_UNIT } from '../names.ts';
import { usdFromNano } from '../pricing/money.ts';
import { DESCRIPTION } from './descriptions.ts';
import type { Histograms } from './histograms.ts';
import type { Sums } from './sums.ts';
import type { Totals } from './totals.ts';

type Name = keyof typeof INSTRUMENT_UNIT & keyof typeof DESCRIPTION;

export interface Instruments {
  /** Ends the reports to the meter. */
  release(): void;
}

/**
 * Reports the totals to a meter of the application. Counters are observed: the meter reads the sums when it collects, so
 * that money is summed as whole nano-USD and turned into USD once. A collection waits for `settled`, so that a call that is
 * over is in it together with its price. Histograms cannot be observed: their values go to the meter as they come.
 */
export function reportToMeter(meter: Meter, totals: Totals, settled: () => Promise<void>): Instruments {
  const released: (() => void)[] = [];
  let isReleased = false;
  const describe = (name: Name) => ({ unit: INSTRUMENT_UNIT[name], description: DESCRIPTION[name] });

  function counter(name: Name, sums: Sums, scale = (value: number) => value): void {
    const instrument = meter.createObservableCounter(name, describe(name));
    const deliver = sums.openDelivery();
    const callback: ObservableCallback = async (result) => {
      await settled();
      if (isReleased) return;
      for (const { attributes, value } of deliver()) result.observe(scale(value), attributes);
    };
    instrument.addCallback(callback);
    released.push(() => instrument.removeCallback(callback));
  }

  function histogram(name: Name, histograms: Histograms): void {
    const instrument = meter.createHistogram(name, {
      ...describe(name),
      advice: { explicitBucketBoundaries: [...histograms.boundaries] },
    });
    histograms.instrument = instrument;
    released.push(() => {
      if (histograms.instrument === instrument) histograms.instrument = undefined;
    });
  }

  counter(INSTRUMENT.costUsd, totals.costNanoUsd, usdFromNano);
  counter(INSTRUMENT.userCostUsd, totals.userCostNanoUsd, usdFromNano);
  counter(INSTRUMENT.usage, totals.usage);
  counter(INSTRUMENT.unpriced, totals.unpriced);
  counter(INSTRUMENT.retries, totals.retries);
  counter(INSTRUMENT.slowQueries, totals.slowQueries);
  counter(INSTRUMENT.instrumentationDropped, totals.dropped);
  histogram(INSTRUMENT.requestDuration, totals.requestDuration);
  histogram(INSTRUMENT.genAiTokenUsage, totals.genAiTokenUsage);
  histogram(INSTRUMENT.genAiOperationDuration, totals.genAiOperationDuration);
  histogram(INSTRUMENT.genAiTimeToFirstChunk, totals.genAiTimeToFirstChunk);

  const rateLimits = meter.createObservableGauge(
    INSTRUMENT.rateLimitRemaining,
    describe(INSTRUMENT.rateLimitRemaining),
  );
  const observeRateLimits: ObservableCallback = (result) => {
    for (const { attributes, value } of totals.rateLimitRemaining) {
      if (value !== undefined) result.observe(value, attributes);
    }
  };
  rateLimits.addCallback(observeRateLimits);
  released.push(() => rateLimits.removeCallback(observeRateLimits));

  return {
    release() {
      isReleased = true;
      for (const action of released) action();
    },
  };
}
