import { expect, it } from 'vitest';
import { createTotals } from '../meter/totals.ts';
import { describeTotals } from './metric-data.ts';

const LIMITS = { sets: 10, users: 10 };

it('describes each kind of total, in the unit that its instrument names', () => {
  const totals = createTotals(LIMITS);
  totals.costNanoUsd.add({ provider: 'a' }, 1_500_000_000);
  totals.requestDuration.at({ provider: 'a' }).record(0.5);
  totals.rateLimitRemaining.at({ provider: 'a', kind: 'requests' }).value = 0.25;
  totals.rateLimitRemaining.at({ provider: 'b', kind: 'requests' });
  const atMillis = Date.now() + 5_000;
  const { metrics, scope } = describeTotals(totals, atMillis);
  expect(scope.name).toBe('@outlay/instrumentation');
  expect(metrics.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints.length])).toEqual([
    ['outlay.cost.usd', 1],
    ['outlay.request.duration', 1],
    ['outlay.ratelimit.remaining', 1],
  ]);
  expect(metrics[0]).toMatchObject({
    isMonotonic: true,
    descriptor: { unit: '{USD}' },
    dataPoints: [{ attributes: { provider: 'a' }, value: 1.5 }],
  });
  expect(metrics[1]?.dataPoints[0]?.value).toMatchObject({ sum: 0.5, count: 1, min: 0.5, max: 0.5 });
  expect(metrics[2]?.dataPoints[0]).toMatchObject({ attributes: { provider: 'a' }, value: 0.25 });
  const end = metrics[0]?.dataPoints[0]?.endTime ?? [0, 0];
  expect(end[0] * 1_000 + end[1] / 1e6).toBe(atMillis);
});

it('lets no series end before it began, also when the clock was set back', () => {
  const totals = createTotals(LIMITS);
  totals.usage.add({ unit: 'emails' }, 1);
  const point = describeTotals(totals, 0).metrics[0]?.dataPoints[0];
  expect(point?.endTime).toEqual(point?.startTime);
});

it('describes nothing when nothing was counted', () => {
  expect(describeTotals(createTotals(LIMITS), 0).metrics).toEqual([]);
});
