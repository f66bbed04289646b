import { describe, expect, it } from 'vitest';
import { MalformedBodyError } from '../malformed-body-error.ts';
import { parseMetricsJson } from './parse-metrics.ts';

const bodyOf = (time: unknown) =>
  JSON.stringify({
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [
              {
                name: 'outlay.cost.usd',
                sum: {
                  aggregationTemporality: 2,
                  isMonotonic: true,
                  dataPoints: [{ startTimeUnixNano: time, timeUnixNano: time, asDouble: 1 }],
                },
              },
            ],
          },
        ],
      },
    ],
  });
const timesOf = (time: unknown) => {
  const data = parseMetricsJson(bodyOf(time))[0]?.scopes[0]?.metrics[0]?.data;
  const point = data?.kind === 'sum' ? data.points[0] : undefined;
  return [point?.startUnixNano, point?.timeUnixNano];
};

describe('parseMetricsJson', () => {
  it('takes times of today as strings and as numbers, which no double below 2^53 holds', () => {
    const time = 1_795_000_000_000_000_000n;
    expect(timesOf(String(time))).toEqual([time, time]);
    expect(timesOf(Number(time))).toEqual([time, time]);
    expect(timesOf(0)).toEqual([0n, 0n]);
  });

  it.each([-1, 1.5, '1.5', null])('refuses %j as a time', (time) => {
    expect(() => timesOf(time)).toThrow(MalformedBodyError);
  });
});
