import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  TracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { RESOURCE_ATTRIBUTES, SPAN_ATTRIBUTES } from '../foreign/attribute-names.ts';
import { parseTracesJson } from './json/parse-traces.ts';
import { MalformedBodyError } from './malformed-body-error.ts';
import { decodeTracesProtobuf } from './protobuf/decode-traces.ts';

const WANTED = { resource: RESOURCE_ATTRIBUTES, span: SPAN_ATTRIBUTES };

/** What a real SDK exports of a call within another span, a prompt and all. */
function recordedSpans(): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', 'host.name': 'secret-host' }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('some.sdk');
  const outer = tracer.startSpan('outer');
  const inner = tracer.startSpan(
    'chat secret name',
    {
      kind: SpanKind.CLIENT,
      attributes: {
        'gen_ai.usage.input_tokens': 12,
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.prompt.0.content': 'a secret prompt',
        'gen_ai.input.messages': ['secret', 'messages'],
      },
    },
    trace.setSpan(context.active(), outer),
  );
  inner.addEvent('gen_ai.content.completion', { completion: 'a secret completion' });
  inner.setStatus({ code: SpanStatusCode.ERROR, message: 'a secret message' });
  inner.end();
  outer.end();
  return exporter.getFinishedSpans();
}

const nanos = ([seconds, rest]: readonly [number, number]) => BigInt(seconds) * 1_000_000_000n + BigInt(rest);

describe('the decoders of traces', () => {
  it('read the same from JSON and from protobuf, and nothing but what was asked for', () => {
    const recorded = recordedSpans();
    const text = new TextDecoder().decode(JsonTraceSerializer.serializeRequest(recorded));
    const json = parseTracesJson(text, WANTED);
    const bytes = ProtobufTraceSerializer.serializeRequest(recorded) ?? new Uint8Array();
    expect(decodeTracesProtobuf(bytes, WANTED)).toEqual(json);

    const [inner, outer] = recorded;
    expect(json).toEqual({
      invalid: 0,
      resources: [
        {
          resource: { 'service.name': 'shop' },
          scopes: [
            {
              scopeName: 'some.sdk',
              spans: [
                {
                  traceId: inner?.spanContext().traceId,
                  spanId: inner?.spanContext().spanId,
                  parentSpanId: outer?.spanContext().spanId,
                  isClient: true,
                  isError: true,
                  startUnixNano: nanos(inner?.startTime ?? [0, 0]),
                  endUnixNano: nanos(inner?.endTime ?? [0, 0]),
                  attributes: { 'gen_ai.usage.input_tokens': '12', 'gen_ai.request.model': 'gpt-4o' },
                },
                expect.objectContaining({ parentSpanId: undefined, isClient: false, isError: false }),
              ],
            },
          ],
        },
      ],
    });
    expect(text).toContain('secret');
    const decoded = JSON.stringify(json, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(decoded).not.toContain('secret');
  });

  it('count spans without valid ids, and take a parent id that is none for none', () => {
    const span = { traceId: 'AB'.repeat(16), spanId: '01'.repeat(8) };
    const spans = [
      { ...span, parentSpanId: 'xyz' },
      { ...span, spanId: '00'.repeat(8) },
      { ...span, traceId: 'YWJj' },
      {},
    ];
    const parsed = parseTracesJson(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }), WANTED);
    expect(parsed.invalid).toBe(3);
    expect(parsed.resources[0]?.scopes[0]?.spans).toMatchObject([
      { traceId: 'ab'.repeat(16), parentSpanId: undefined },
    ]);
  });

  it.each([
    ['half a document', '{"resourceSpans":[{"secret'],
    ['an array', '["secret"]'],
    ['spans that are no list', '{"resourceSpans":[{"scopeSpans":[{"spans":"secret"}]}]}'],
    [
      'an attribute that is text',
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":["secret"]}]}]}]}',
    ],
    [
      'a time that is text',
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"secret"}]}]}]}',
    ],
  ])('refuse %s as JSON without quoting it', (_, text) => {
    expect(() => parseTracesJson(text, WANTED)).toThrow(MalformedBodyError);
    expect(() => parseTracesJson(text, WANTED)).not.toThrow(/secret/);
  });

  it('take an empty JSON object and empty protobuf bytes for an export of nothing', () => {
    expect(parseTracesJson('{}', WANTED)).toEqual({ resources: [], invalid: 0 });
    expect(decodeTracesProtobuf(new Uint8Array(), WANTED)).toEqual({ resources: [], invalid: 0 });
  });

  it('either read or refuse as malformed every cut and every changed byte of a real protobuf body', () => {
    const body = ProtobufTraceSerializer.serializeRequest(recordedSpans()) ?? new Uint8Array();
    const outcomes = { read: 0, refused: 0 };
    const attempt = (bytes: Uint8Array) => {
      try {
        decodeTracesProtobuf(bytes, WANTED);
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
    expect(outcomes.refused).toBeGreaterThan(0);
    expect(outcomes.read).toBeGreaterThan(0);
  });
});
