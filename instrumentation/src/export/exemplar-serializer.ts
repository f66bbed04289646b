import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { type ISerializer, JsonMetricsSerializer } from '@opentelemetry/otlp-transformer';
import type { Exemplar } from '../meter/exemplar.ts';

/** A data point of a histogram with the exemplars that came since the last export. */
export interface WithExemplars {
  exemplars?: readonly Exemplar[];
}

interface WireExemplar {
  timeUnixNano: string;
  asDouble: number;
  traceId: string;
  spanId: string;
}

interface WireRequest {
  resourceMetrics: {
    scopeMetrics: { metrics: { histogram?: { dataPoints: { exemplars?: WireExemplar[] }[] } }[] }[];
  }[];
}

type MetricsSerializer =
  typeof JsonMetricsSerializer extends ISerializer<ResourceMetrics, infer Response>
    ? ISerializer<ResourceMetrics, Response>
    : never;

/**
 * OpenTelemetry's JSON serializer, which knows no exemplars (0.301), with those of histograms put in. Where there are none
 * its bytes go out as they are. Form: opentelemetry-proto 1.x, `Exemplar` in `metrics/v1/metrics.proto`.
 */
export const exemplarSerializer: MetricsSerializer = {
  serializeRequest(metrics) {
    const bytes = JsonMetricsSerializer.serializeRequest(metrics);
    if (bytes === undefined || !hasExemplars(metrics)) return bytes;
    const request = JSON.parse(new TextDecoder().decode(bytes)) as WireRequest;
    for (const [scope, { metrics: ours }] of metrics.scopeMetrics.entries()) {
      for (const [index, { dataPoints }] of ours.entries()) {
        const wire = request.resourceMetrics[0]?.scopeMetrics[scope]?.metrics[index]?.histogram?.dataPoints;
        for (const [at, point] of (dataPoints as readonly WithExemplars[]).entries()) {
          const target = wire?.[at];
          if (target && point.exemplars) target.exemplars = point.exemplars.map(toWire);
        }
      }
    }
    return new TextEncoder().encode(JSON.stringify(request));
  },
  deserializeResponse: (bytes) => JsonMetricsSerializer.deserializeResponse(bytes),
};

function hasExemplars({ scopeMetrics }: ResourceMetrics): boolean {
  return scopeMetrics.some(({ metrics }) =>
    metrics.some(({ dataPoints }) =>
      (dataPoints as readonly WithExemplars[]).some(({ exemplars }) => exemplars !== undefined),
    ),
  );
}

function toWire({ value, atMillis, traceId, spanId }: Exemplar): WireExemplar {
  return { timeUnixNano: `${atMillis}000000`, asDouble: value, traceId, spanId };
}
