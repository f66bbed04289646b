import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { DESCRIPTION } from '../meter/descriptions.ts';
import type { Histograms } from '../meter/histograms.ts';
import type { LastValues } from '../meter/last-values.ts';
import type { Sums } from '../meter/sums.ts';
import type { Totals } from '../meter/totals.ts';
import { INSTRUMENT, INSTRUMENT_UNIT, METER_NAME } from '../names.ts';
import { usdFromNano } from '../pricing/money.ts';
import { VERSION } from '../version.ts';

type Name = keyof typeof INSTRUMENT_UNIT & keyof typeof DESCRIPTION;

/**
 * The totals as OpenTelemetry's exporters take them: cumulative, each series since it began. Exemplars are taken out: each is
 * told once.
 */
export function describeTotals(totals: Totals, atMillis: number): ScopeMetrics {
  const metrics: MetricData[] = [
    sums(INSTRUMENT.costUsd, totals.costNanoUsd, atMillis, usdFromNano),
    sums(INSTRUMENT.userCostUsd, totals.userCostNanoUsd, atMillis, usdFromNano),
    sums(INSTRUMENT.usage, totals.usage, atMillis),
    sums(INSTRUMENT.unpriced, totals.unpriced, atMillis),
    sums(INSTRUMENT.retries, totals.retries, atMillis),
    sums(INSTRUMENT.slowQueries, totals.slowQueries, atMillis),
    sums(INSTRUMENT.instrumentationDropped, totals.dropped, atMillis),
    histograms(INSTRUMENT.requestDuration, totals.requestDuration, atMillis),
    histograms(INSTRUMENT.genAiTokenUsage, totals.genAiTokenUsage, atMillis),
    histograms(INSTRUMENT.genAiOperationDuration, totals.genAiOperationDuration, atMillis),
    histograms(INSTRUMENT.genAiTimeToFirstChunk, totals.genAiTimeToFirstChunk, atMillis),
    gauge(INSTRUMENT.rateLimitRemaining, totals.rateLimitRemaining, atMillis),
  ];
  return {
    scope: { name: METER_NAME, version: VERSION },
    metrics: metrics.filter(({ dataPoints }) => dataPoints.length > 0),
  };
}

function sums(name: Name, values: Sums, atMillis: number, scale = (value: number) => value): MetricData {
  return {
    ...common(name),
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    dataPoints: Array.from(values, ({ attributes, sinceMillis, value }) =>
      point(attributes, sinceMillis, atMillis, scale(value)),
    ),
  };
}

function histograms(name: Name, values: Histograms, atMillis: number): MetricData {
  const boundaries = [...values.boundaries];
  return {
    ...common(name),
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: Array.from(values, (series) => {
      const { attributes, sinceMillis, counts, sum, count, min, max } = series;
      const exemplars = series.takeExemplars();
      return {
        ...point(attributes, sinceMillis, atMillis, {
          buckets: { boundaries, counts: [...counts] },
          sum,
          count,
          min,
          max,
        }),
        ...(exemplars && { exemplars }),
      };
    }),
  };
}

function gauge(name: Name, values: LastValues, atMillis: number): MetricData {
  return {
    ...common(name),
    dataPointType: DataPointType.GAUGE,
    dataPoints: Array.from(values).flatMap(({ attributes, value }) =>
      value === undefined ? [] : [point(attributes, atMillis, atMillis, value)],
    ),
  };
}

function common(name: Name) {
  return {
    descriptor: {
      name,
      unit: INSTRUMENT_UNIT[name],
      description: DESCRIPTION[name],
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
}

/** A clock that was set back must not make a series end before it began. */
function point<Value>(attributes: Attributes, sinceMillis: number, atMillis: number, value: Value) {
  return {
    attributes,
    value,
    startTime: hrTimeOf(sinceMillis),
    endTime: hrTimeOf(Math.max(sinceMillis, atMillis)),
  };
}

function hrTimeOf(millis: number): HrTime {
  const seconds = Math.floor(millis / 1_000);
  return [seconds, Math.round((millis - seconds * 1_000) * 1_000_000)];
}
