import { z } from 'zod';
import { MalformedBodyError } from '../malformed-body-error.ts';
import {
  type Attributes,
  type AttributeValue,
  type Metric,
  type MetricData,
  type MetricsExport,
  NO_RECORDED_VALUE,
  TEMPORALITY_BY_NUMBER,
} from '../metrics.ts';

// OTLP/JSON writes 64-bit integers as decimal strings; the specification lets receivers take numbers too.
const uint64 = z
  .union([
    z.string().regex(/^\d{1,20}$/),
    // Nanoseconds of today are beyond 2^53, up to where `int()` takes numbers.
    z.number().nonnegative().refine(Number.isInteger, 'must be a whole number'),
  ])
  .transform((value) => BigInt(value));
const count = uint64.transform(Number);
const double = z.union([
  z.number(),
  z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i)
    .transform(Number),
]);
const sfixed64 = z.union([z.number(), z.string().regex(/^-?\d{1,19}$/)]).transform(Number);

const anyValue = z.looseObject({
  stringValue: z.string().optional(),
  boolValue: z.boolean().optional(),
  intValue: z.union([z.string(), z.number()]).optional(),
  doubleValue: double.optional(),
  bytesValue: z.string().optional(),
});
const keyValues = z.array(z.looseObject({ key: z.string(), value: anyValue.optional() })).default([]);
const point = {
  attributes: keyValues,
  startTimeUnixNano: uint64.default(0n),
  timeUnixNano: uint64.default(0n),
  flags: z.number().int().default(0),
};
const numberPoint = z.looseObject({ ...point, asDouble: double.optional(), asInt: sfixed64.optional() });
const histogramPoint = z.looseObject({
  ...point,
  count: count.default(0),
  sum: double.default(0),
  bucketCounts: z.array(count).default([]),
  explicitBounds: z.array(double).default([]),
});
const temporality = z
  .number()
  .int()
  .default(0)
  .transform((value) => TEMPORALITY_BY_NUMBER[value] ?? 'unspecified');
const otherPoints = z.looseObject({ dataPoints: z.array(z.unknown()).default([]) });
const metric = z.looseObject({
  name: z.string().default(''),
  gauge: z.looseObject({ dataPoints: z.array(numberPoint).default([]) }).optional(),
  sum: z
    .looseObject({
      dataPoints: z.array(numberPoint).default([]),
      aggregationTemporality: temporality,
      isMonotonic: z.boolean().default(false),
    })
    .optional(),
  histogram: z
    .looseObject({ dataPoints: z.array(histogramPoint).default([]), aggregationTemporality: temporality })
    .optional(),
  exponentialHistogram: otherPoints.optional(),
  summary: otherPoints.optional(),
});
const exportRequest = z.looseObject({
  resourceMetrics: z
    .array(
      z.looseObject({
        resource: z.looseObject({ attributes: keyValues }).optional(),
        scopeMetrics: z
          .array(
            z.looseObject({
              scope: z.looseObject({ name: z.string().default('') }).optional(),
              metrics: z.array(metric).default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

/**
 * Parses an OTLP/JSON `ExportMetricsServiceRequest`.
 *
 * @throws MalformedBodyError when the text is not JSON or does not have the shape of the request
 */
export function parseMetricsJson(text: string): MetricsExport {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new MalformedBodyError('the body is not JSON', { cause });
  }
  const parsed = exportRequest.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new MalformedBodyError(
      `the body is not an OTLP ExportMetricsServiceRequest: ${issue?.path.join('.') || 'top level'}: ${issue?.message}`,
    );
  }
  try {
    return exportFrom(parsed.data);
  } catch (cause) {
    // Nothing but an attribute nested deeper than the stack goes.
    throw new MalformedBodyError('the body has an attribute that is nested too deeply', { cause });
  }
}

function exportFrom(wire: z.output<typeof exportRequest>): MetricsExport {
  return wire.resourceMetrics.map(({ resource, scopeMetrics }) => ({
    resource: attributesFrom(resource?.attributes ?? []),
    scopes: scopeMetrics.map(({ scope, metrics }) => ({
      scopeName: scope?.name ?? '',
      metrics: metrics.map(metricFrom),
    })),
  }));
}

function metricFrom(wire: z.output<typeof metric>): Metric {
  return { name: wire.name, data: dataFrom(wire) };
}

function dataFrom(wire: z.output<typeof metric>): MetricData {
  if (wire.sum) {
    return {
      kind: 'sum',
      temporality: wire.sum.aggregationTemporality,
      monotonic: wire.sum.isMonotonic,
      points: wire.sum.dataPoints.filter(hasValue).map(numberPointFrom),
    };
  }
  if (wire.gauge) {
    return { kind: 'gauge', points: wire.gauge.dataPoints.filter(hasValue).map(numberPointFrom) };
  }
  if (wire.histogram) {
    return {
      kind: 'histogram',
      temporality: wire.histogram.aggregationTemporality,
      points: wire.histogram.dataPoints.filter(hasValue).map((p) => ({
        ...timesAndAttributes(p),
        count: p.count,
        sum: p.sum,
        bucketCounts: p.bucketCounts,
        bounds: p.explicitBounds,
      })),
    };
  }
  const other = wire.exponentialHistogram ?? wire.summary;
  return { kind: 'other', pointCount: other?.dataPoints.length ?? 0 };
}

function hasValue(wire: { flags: number }): boolean {
  return (wire.flags & NO_RECORDED_VALUE) === 0;
}

function numberPointFrom(wire: z.output<typeof numberPoint>) {
  return { ...timesAndAttributes(wire), value: wire.asDouble ?? wire.asInt ?? 0 };
}

function timesAndAttributes(wire: {
  attributes: z.output<typeof keyValues>;
  startTimeUnixNano: bigint;
  timeUnixNano: bigint;
}) {
  return {
    attributes: attributesFrom(wire.attributes),
    startUnixNano: wire.startTimeUnixNano,
    timeUnixNano: wire.timeUnixNano,
  };
}

function attributesFrom(wire: z.output<typeof keyValues>): Attributes {
  const attributes: Record<string, AttributeValue> = Object.create(null);
  for (const { key, value } of wire) {
    if (value !== undefined) attributes[key] = valueFrom(value);
  }
  return attributes;
}

function valueFrom(value: z.output<typeof anyValue>): AttributeValue {
  const scalar = value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue;
  if (scalar !== undefined) return scalar;
  if (value.intValue !== undefined) return String(value.intValue);
  // Arrays and maps become the JSON of their wire form: they are rare, and no label of ours has one.
  return JSON.stringify(value);
}
