import type { HrTime } from '@opentelemetry/api';
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { parseMetricsJson } from './json/parse-metrics.ts';
import { MalformedBodyError } from './malformed-body-error.ts';
import { decodeMetricsProtobuf } from './protobuf/decode-metrics.ts';

/** What a real SDK exports after recording one of each kind. */
async function recordedMetrics(): Promise<ResourceMetrics> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', 'process.pid': 17 }),
    readers: [reader],
  });
  const meter = provider.getMeter('@outlay/instrumentation', '1.2.3');
  const cost = meter.createCounter('outlay.cost.usd', { unit: '{USD}' });
  cost.add(0.0000425, {
    provider: 'openai',
    model: 'gpt-4o',
    'http.response.status_code': 200,
    ok: true,
    ratio: 0.5,
  });
  meter.createUpDownCounter('queue').add(-3);
  meter.createGauge('level').record(-1.5, { 'a.b': 'ü€😀' });
  const duration = meter.createHistogram('outlay.request.duration', { unit: 's' });
  for (const seconds of [0.02, 0.3, 99_999]) duration.record(seconds, { provider: 'openai' });
  await reader.forceFlush();
  await provider.shutdown();
  const [metrics] = exporter.getMetrics();
  if (metrics === undefined) throw new Error('the SDK exported nothing');
  return metrics;
}

const nanos = ([seconds, rest]: HrTime) => BigInt(seconds) * 1_000_000_000n + BigInt(rest);

describe('the OTLP decoders', () => {
  it('read the same from JSON and from protobuf, and what the SDK recorded', async () => {
    const recorded = await recordedMetrics();
    const json = parseMetricsJson(new TextDecoder().decode(JsonMetricsSerializer.serializeRequest(recorded)));
    const bytes = ProtobufMetricsSerializer.serializeRequest(recorded);
    const protobuf = decodeMetricsProtobuf(bytes ?? new Uint8Array());

    expect(protobuf).toEqual(json);
    const [{ resource, scopes } = { resource: {}, scopes: [] }] = json;
    expect(resource).toMatchObject({ 'service.name': 'shop', 'process.pid': '17' });
    const metrics = new Map(scopes[0]?.metrics.map(({ name, data }) => [name, data]));
    const costPoint = recorded.scopeMetrics[0]?.metrics[0]?.dataPoints[0];
    expect(metrics.get('outlay.cost.usd')).toEqual({
      kind: 'sum',
      temporality: 'cumulative',
      monotonic: true,
      points: [
        {
          attributes: {
            provider: 'openai',
            model: 'gpt-4o',
            'http.response.status_code': '200',
            ok: true,
            ratio: 0.5,
          },
          startUnixNano: nanos(costPoint?.startTime ?? [0, 0]),
          timeUnixNano: nanos(costPoint?.endTime ?? [0, 0]),
          value: 0.0000425,
        },
      ],
    });
    expect(metrics.get('queue')).toMatchObject({ kind: 'sum', monotonic: false, points: [{ value: -3 }] });
    expect(metrics.get('level')).toMatchObject({
      kind: 'gauge',
      points: [{ attributes: { 'a.b': 'ü€😀' }, value: -1.5 }],
    });
    expect(metrics.get('outlay.request.duration')).toMatchObject({
      kind: 'histogram',
      points: [{ count: 3, sum: 99_999.32 }],
    });
  });

  it.each([
    ['an array', '[]'],
    ['a number', '7'],
    ['null', 'null'],
    ['a metric list that is no list', '{"resourceMetrics":[{"scopeMetrics":[{"metrics":{}}]}]}'],
    ['half a document', '{"resourceMetrics":['],
  ])('refuse %s as JSON', (_, text) => {
    expect(() => parseMetricsJson(text)).toThrow(MalformedBodyError);
  });

  it('refuse an attribute that is nested deeper than the stack goes', () => {
    const nested = `${'{"arrayValue":{"values":['.repeat(20_000)}${']}}'.repeat(20_000)}`;
    const text = `{"resourceMetrics":[{"resource":{"attributes":[{"key":"a","value":${nested}}]}}]}`;
    expect(() => parseMetricsJson(text)).toThrow(MalformedBodyError);
  });

  it('take an empty JSON object and empty protobuf bytes for an export of nothing', () => {
    expect(parseMetricsJson('{}')).toEqual([]);
    expect(decodeMetricsProtobuf(new Uint8Array())).toEqual([]);
  });

  it('keep an attribute named __proto__ as an attribute', () => {
    const [resource] = parseMetricsJson(
      '{"resourceMetrics":[{"resource":{"attributes":[{"key":"__proto__","value":{"stringValue":"x"}}]}}]}',
    );
    expect(Object.keys(resource?.resource ?? {})).toEqual(['__proto__']);
  });

  it('either read or refuse as malformed every cut and every changed byte of a real protobuf body', async () => {
    const body = ProtobufMetricsSerializer.serializeRequest(await recordedMetrics()) ?? new Uint8Array();
    const outcomes = { read: 0, refused: 0 };
    const attempt = (bytes: Uint8Array) => {
      try {
        decodeMetricsProtobuf(bytes);
        outcomes.read += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedBodyError);
        outcomes.refused += 1;
      }
    };
    for (let end = 0; end < body.length; end += 1) attempt(body.subarray(0, end));
    for (let at = 0; at < body.length; at += 1) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const changed = body.slice();
        changed[at] = (changed[at] ?? 0) ^ flip;
        attempt(changed);
      }
    }
    expect(outcomes.refused).toBeGreaterThan(body.length / 2);
    expect(outcomes.read).toBeGreaterThan(body.length / 2);
  });
});
