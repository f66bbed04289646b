import { expect, it } from 'vitest';
import type { FinishedCall } from '../call/finished-call.ts';
import { CallSeriesCache } from './call-series-cache.ts';
import { createTotals } from './totals.ts';

const CALL: FinishedCall = {
  provider: 'openai',
  operation: 'chat',
  genAiOperation: 'chat',
  billing: 'expected',
  hostname: 'api.openai.com',
  attribution: {},
  startedAt: new Date(),
  brokenOff: false,
  streamed: false,
  reading: { requestModel: 'a', responseModel: 'a-1', complete: true },
};

it('finds the same series for calls that are alike, and others for those that are not', () => {
  const cache = new CallSeriesCache(createTotals({ sets: 100, users: 100 }));
  const series = cache.find(CALL, 'a-1');
  const attribution = { feature: 'f', tenant: 't', labels: { plan: 'pro' } };
  expect(cache.find({ ...CALL, attribution: { userId: 'u' } }, 'a-1')).toBe(series);
  expect(cache.find({ ...CALL, reading: { ...CALL.reading } }, 'a-1')).toBe(series);
  const others = [
    cache.find(CALL, 'a-2'),
    cache.find({ ...CALL, provider: 'azure' }, 'a-1'),
    cache.find({ ...CALL, operation: 'responses' }, 'a-1'),
    cache.find({ ...CALL, port: 8080 }, 'a-1'),
    cache.find({ ...CALL, reading: { ...CALL.reading, requestModel: 'b' } }, 'a-1'),
    cache.find({ ...CALL, attribution }, 'a-1'),
    cache.find({ ...CALL, attribution: { ...attribution, tenant: 'T' } }, 'a-1'),
    cache.find({ ...CALL, attribution: { ...attribution, labels: { plan: 'free' } } }, 'a-1'),
    cache.find({ ...CALL, attribution: { environment: 'test' } }, 'a-1'),
  ];
  expect(new Set([series, ...others]).size).toBe(others.length + 1);
  expect(cache.find({ ...CALL, attribution: { ...attribution } }, 'a-1')).toBe(others[5]);
});

it('adds to the same sums after it has forgotten series', () => {
  const totals = createTotals({ sets: 100, users: 100 });
  const cache = new CallSeriesCache(totals);
  for (let round = 0; round < 2; round += 1) {
    cache.find(CALL, 'a-1').addCost('exact', 5);
    for (let i = 0; i < 1_500; i += 1) cache.find({ ...CALL, attribution: { tenant: `t${i}` } }, 'a-1');
  }
  expect([...totals.costNanoUsd].map(({ value }) => value)).toEqual([10]);
});

it('adds to the same sums whatever the number of units and kinds of errors of one series', () => {
  const totals = createTotals({ sets: 1_000, users: 100 });
  const series = new CallSeriesCache(totals).find(CALL, 'a-1');
  for (let round = 0; round < 2; round += 1) {
    for (let i = 0; i < 250; i += 1) {
      series.addUnit(`unit_${i}`, 1);
      series.recordDuration({ ...CALL, durationSeconds: 1, errorType: `Error${i}` });
    }
  }
  expect(Array.from(totals.usage, ({ value }) => value)).toEqual(new Array(250).fill(2));
  expect(Array.from(totals.requestDuration, ({ count }) => count)).toEqual(new Array(250).fill(2));
});
