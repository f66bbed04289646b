/** OTLP/JSON bodies as SDKs of several languages send them, written by hand. */

type Value = string | number | boolean;
type AttributeMap = Readonly<Record<string, Value>>;

export interface SpanFacts {
  /** Two hexadecimal digits that make up the ids. */
  readonly id: string;
  readonly trace?: string;
  readonly parent?: string;
  readonly kind?: number;
  readonly start?: string;
  readonly end?: string;
  readonly failed?: boolean;
  readonly attributes?: AttributeMap;
  readonly events?: readonly unknown[];
}

export interface SenderFacts {
  readonly service?: string;
  readonly instance?: string;
  readonly language?: string;
  readonly scope?: string;
}

const CLIENT = 3;

/** A call of 1,000 input and 100 output tokens to gpt-4o: $0.0035. */
export const GPT_4O_CALL: AttributeMap = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.response.model': 'gpt-4o-2024-08-06',
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.output_tokens': 100,
};

export function tracesBody(spans: readonly SpanFacts[], sender: SenderFacts = {}) {
  return {
    resourceSpans: [
      {
        resource: { attributes: attributesOf(resourceOf(sender)) },
        scopeSpans: [{ scope: { name: sender.scope ?? 'some.sdk' }, spans: spans.map(spanBody) }],
      },
    ],
  };
}

function spanBody({ id, trace = 'aa', parent, kind, start, end, failed, attributes, events }: SpanFacts) {
  return {
    traceId: trace.repeat(16),
    spanId: id.repeat(8),
    ...(parent !== undefined && { parentSpanId: parent.repeat(8) }),
    name: 'chat gpt-4o',
    kind: kind ?? CLIENT,
    startTimeUnixNano: nano(start ?? '2026-11-22T11:58:58Z'),
    endTimeUnixNano: nano(end ?? '2026-11-22T11:59:00Z'),
    attributes: attributesOf(attributes ?? {}),
    ...(events !== undefined && { events }),
    status: failed === true ? { code: 2, message: 'failed' } : {},
  };
}

export interface TokenFacts {
  /** Sum of tokens and count of calls so far. */
  readonly input?: readonly [tokens: number, calls: number];
  readonly output?: readonly [tokens: number, calls: number];
  readonly attributes?: AttributeMap;
  readonly start?: string;
  readonly time?: string;
  readonly name?: string;
}

const MODEL: AttributeMap = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.system': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.response.model': 'gpt-4o-2024-08-06',
};

/** `gen_ai.client.token.usage`, cumulative. */
export function tokenUsageBody(facts: TokenFacts, sender: SenderFacts = {}) {
  const points = [
    { type: 'input', counted: facts.input },
    { type: 'output', counted: facts.output },
  ].flatMap(({ type, counted }) =>
    counted === undefined
      ? []
      : [
          {
            ...timesOf(facts),
            attributes: attributesOf({ ...MODEL, 'gen_ai.token.type': type, ...facts.attributes }),
            sum: counted[0],
            count: String(counted[1]),
            bucketCounts: [String(counted[1])],
            explicitBounds: [],
          },
        ],
  );
  return metricsBody(
    [
      {
        name: facts.name ?? 'gen_ai.client.token.usage',
        histogram: { aggregationTemporality: 2, dataPoints: points },
      },
    ],
    sender,
  );
}

/** A monotonic, cumulative counter. */
export function counter(name: string, value: number, attributes: AttributeMap, times: TokenFacts = {}) {
  return {
    name,
    sum: {
      aggregationTemporality: 2,
      isMonotonic: true,
      dataPoints: [{ ...timesOf(times), attributes: attributesOf(attributes), asDouble: value }],
    },
  };
}

export function metricsBody(metrics: readonly unknown[], sender: SenderFacts = {}) {
  return {
    resourceMetrics: [
      {
        resource: { attributes: attributesOf(resourceOf(sender)) },
        scopeMetrics: [{ scope: { name: sender.scope ?? 'some.sdk' }, metrics }],
      },
    ],
  };
}

function timesOf({ start, time }: TokenFacts) {
  return {
    startTimeUnixNano: nano(start ?? '2026-11-22T11:58:00Z'),
    timeUnixNano: nano(time ?? '2026-11-22T11:59:30Z'),
  };
}

function resourceOf({ service = 'shop', instance, language = 'python' }: SenderFacts): AttributeMap {
  return {
    'service.name': service,
    'telemetry.sdk.language': language,
    ...(instance !== undefined && { 'service.instance.id': instance }),
  };
}

function attributesOf(attributes: AttributeMap) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));
}

function valueOf(value: Value) {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

function nano(iso: string): string {
  return String(BigInt(Date.parse(iso)) * 1_000_000n);
}
