import { COLLECTOR_METRIC } from '@outlay/instrumentation/names';
import { Histogram, type Registry } from 'prom-client';
import type { UsageSource } from '../usage/usage-report.ts';
import { registerComputed } from './metric.ts';

/** A source of usage that counts and times its queries; waiting for others is part of the time. */
export function measuredUsage(registry: Registry, usage: UsageSource): UsageSource {
  let inFlight = 0;
  const seconds = new Histogram({
    name: COLLECTOR_METRIC.querySeconds,
    help: 'Time to answer a query of usage in seconds, waiting for earlier ones included.',
    buckets: [0.005, 0.025, 0.1, 0.3, 1, 3, 10, 30],
    registers: [registry],
  });
  registerComputed(
    registry,
    {
      name: COLLECTOR_METRIC.queriesInFlight,
      help: 'Queries of usage that are being answered or wait for it.',
      type: 'gauge',
    },
    () => [{ labels: {}, value: inFlight }],
  );
  return async (query) => {
    const stop = seconds.startTimer();
    inFlight += 1;
    try {
      return await usage(query);
    } finally {
      inFlight -= 1;
      stop();
    }
  };
}
