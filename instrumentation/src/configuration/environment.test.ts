import { describe, expect, it } from 'vitest';
import { parseEnvironment } from './environment.ts';

describe('parseEnvironment', () => {
  it('exports every ten seconds when nothing is set', () => {
    expect(parseEnvironment({})).toMatchObject({
      providerHosts: [],
      exportIntervalMillis: 10_000,
      requestStreamUsage: false,
      enabled: true,
      problems: [],
    });
  });

  it('takes the interval that is set', () => {
    expect(parseEnvironment({ OTEL_METRIC_EXPORT_INTERVAL: '2500' }).exportIntervalMillis).toBe(2500);
  });

  it.each(['10s', '-1', '0', '1.5'])(
    'says that %s is no interval and goes on with ten seconds',
    (interval) => {
      const { exportIntervalMillis, problems } = parseEnvironment({ OTEL_METRIC_EXPORT_INTERVAL: interval });
      expect(exportIntervalMillis).toBe(10_000);
      expect(problems[0]?.message).toContain(`OTEL_METRIC_EXPORT_INTERVAL: "${interval}" is no interval`);
    },
  );

  it.each([
    [{ OTEL_SDK_DISABLED: 'true' }, false],
    [{ OTEL_SDK_DISABLED: 'false' }, true],
    [{ OTEL_METRICS_EXPORTER: 'none' }, false],
    [{ OTEL_METRICS_EXPORTER: 'otlp' }, true],
  ])('with %j telemetry is on: %s', (environment, enabled) => {
    expect(parseEnvironment(environment).enabled).toBe(enabled);
  });
});
