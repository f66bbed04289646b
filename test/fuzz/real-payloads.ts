import type { Attributes } from '@opentelemetry/api';
import {
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { INSTRUMENT, METER_NAME } from '../../instrumentation/src/names.ts';

/** A request that the SDK makes of what a service records. */
export interface Payload {
  readonly path: '/v1/metrics' | '/v1/traces' | '/api/v1/usage';
  readonly contentType: 'application/json' | 'application/x-protobuf';
  readonly body: Buffer;
}

const CALL: Attributes = { provider: 'openai', operation: 'chat', model: 'gpt-4o-mini', feature: 'search' };
const GEN_AI: Attributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o-mini',
};
const RESOURCE = resourceFromAttributes({ 'service.name': 'fuzzed', 'service.instance.id': 'one', pid: 7 });

/** Payloads of each kind, made by the real SDK. */
export async function realPayloads(): Promise<readonly Payload[]> {
  return [
    ...(await metricPayloads(AggregationTemporality.CUMULATIVE)),
    ...(await metricPayloads(AggregationTemporality.DELTA)),
    ...(await tracePayloads()),
    usagePayload(),
  ];
}

async function metricPayloads(temporality: AggregationTemporality): Promise<Payload[]> {
  const exporter = new InMemoryMetricExporter(temporality);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2_000_000 });
  const provider = new MeterProvider({
    resource: RESOURCE,
    readers: [reader],
    views: [{ instrumentName: 'exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });
  const meter = provider.getMeter(METER_NAME, '0.1.0');
  meter.createCounter(INSTRUMENT.costUsd, { unit: '{USD}' }).add(0.001234567, { ...CALL, pricing: 'exact' });
  meter.createCounter(INSTRUMENT.usage, { unit: '{unit}' }).add(1200, { ...CALL, unit: 'input_tokens' });
  meter.createCounter(INSTRUMENT.unpriced).add(1, { ...CALL, reason: 'unknown_model' });
  meter
    .createCounter(INSTRUMENT.userCostUsd)
    .add(0.01, { 'user.id': 'u-1', tenant: 'acme', provider: 'openai' });
  meter.createGauge(INSTRUMENT.rateLimitRemaining).record(0.5, { provider: 'openai', kind: 'tokens' });
  meter.createUpDownCounter('queue.length').add(3, { deep: true, share: 0.25, list: ['a', 'b'] });
  const duration = meter.createHistogram(INSTRUMENT.requestDuration, { unit: 's' });
  for (const seconds of [0.004, 0.3, 700]) duration.record(seconds, { ...CALL, 'error.type': 'timeout' });
  const tokens = meter.createHistogram(INSTRUMENT.genAiTokenUsage, { unit: '{token}' });
  tokens.record(900, { ...GEN_AI, 'gen_ai.token.type': 'input' });
  meter.createHistogram('exponential').record(5, CALL);
  await reader.forceFlush();
  const metrics = exporter.getMetrics().at(-1);
  await provider.shutdown();
  if (metrics === undefined) throw new Error('the SDK exported nothing');
  const path = '/v1/metrics';
  return both(
    path,
    JsonMetricsSerializer.serializeRequest(metrics),
    ProtobufMetricsSerializer.serializeRequest(metrics),
  );
}

async function tracePayloads(): Promise<Payload[]> {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: RESOURCE,
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('fuzz');
  const span = tracer.startSpan('chat gpt-4o-mini', {
    attributes: {
      ...GEN_AI,
      'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
      'gen_ai.usage.input_tokens': 1200,
      'gen_ai.usage.output_tokens': 80,
      'gen_ai.usage.cache_read.input_tokens': 400,
    },
  });
  span.addEvent('event', { index: 1 });
  span.setStatus({ code: 2, message: 'broken' });
  span.end();
  tracer.startSpan('other', { attributes: { 'db.system': 'postgresql', list: [1, 2] } }).end();
  await provider.forceFlush();
  const spans = exporter.getFinishedSpans();
  const [json, protobuf] = [
    JsonTraceSerializer.serializeRequest(spans),
    ProtobufTraceSerializer.serializeRequest(spans),
  ];
  await provider.shutdown();
  return both('/v1/traces', json, protobuf);
}

/** Calls that are reported over plain HTTP. */
function usagePayload(): Payload {
  const call = { service: 'cron', provider: 'openai', operation: 'chat', model: 'gpt-4o-mini' };
  const calls = [
    {
      ...call,
      ...{ id: 'run-1', at: new Date().toISOString(), feature: 'nightly', tenant: 'acme', user: 'u-1' },
      usage: { input_tokens: 1200, output_tokens: 80 },
      ...{ labels: { team: 'data' }, status: 200, duration_seconds: 0.4 },
    },
    { ...call, id: 'run-2', at: Date.now() / 1000, input_tokens: 10, cost_usd: 0.0123 },
  ];
  return { path: '/api/v1/usage', contentType: 'application/json', body: Buffer.from(JSON.stringify(calls)) };
}

function both(path: Payload['path'], json?: Uint8Array, protobuf?: Uint8Array): Payload[] {
  if (json === undefined || protobuf === undefined) throw new Error(`the SDK made no body for ${path}`);
  return [
    { path, contentType: 'application/json', body: Buffer.from(json) },
    { path, contentType: 'application/x-protobuf', body: Buffer.from(protobuf) },
  ];
}
