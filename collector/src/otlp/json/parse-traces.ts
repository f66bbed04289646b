import { MalformedBodyError } from '../malformed-body-error.ts';
import type { Attributes, AttributeValue } from '../metrics.ts';
import {
  hasValidIds,
  KIND_CLIENT,
  parentIdOf,
  type ResourceSpans,
  type ScopeSpans,
  type Span,
  STATUS_ERROR,
  type TracesExport,
  type WantedAttributes,
} from '../traces.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Parses an OTLP/JSON `ExportTraceServiceRequest`. Spans carry prompts and completions by the page: what is not wanted is
 * not looked at, so a body is checked where it is read and not as a whole.
 *
 * @throws MalformedBodyError when the text is not JSON, or what is read of it has another shape; never quotes a value
 */
export function parseTracesJson(text: string, wanted: WantedAttributes): TracesExport {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // The error of `JSON.parse` quotes the text, which may be a prompt.
    throw new MalformedBodyError('the body is not JSON');
  }
  let invalid = 0;
  const scopeFrom = (value: unknown, path: string): ScopeSpans => {
    const { scope, spans } = fields(value, path);
    const read = list(spans, `${path}.spans`).map((span, i) =>
      spanFrom(fields(span, `${path}.spans.${i}`), wanted.span, `${path}.spans.${i}`),
    );
    const valid = read.filter(hasValidIds);
    invalid += read.length - valid.length;
    const name = scope === undefined ? '' : fields(scope, `${path}.scope`)['name'];
    return { scopeName: typeof name === 'string' ? name : '', spans: valid };
  };
  const resources = list(fields(body, 'top level')['resourceSpans'], 'resourceSpans').map(
    (value, i): ResourceSpans => {
      const path = `resourceSpans.${i}`;
      const { resource, scopeSpans } = fields(value, path);
      const attributes = resource === undefined ? [] : fields(resource, `${path}.resource`)['attributes'];
      return {
        resource: attributesFrom(attributes, wanted.resource, `${path}.resource.attributes`),
        scopes: list(scopeSpans, `${path}.scopeSpans`).map((scope, j) =>
          scopeFrom(scope, `${path}.scopeSpans.${j}`),
        ),
      };
    },
  );
  return { resources, invalid };
}

function spanFrom(span: Fields, wanted: ReadonlySet<string>, path: string): Span {
  const status = span['status'] === undefined ? {} : fields(span['status'], `${path}.status`);
  return {
    traceId: id(span['traceId']),
    spanId: id(span['spanId']),
    parentSpanId: parentIdOf(id(span['parentSpanId'])),
    // Enums are numbers in OTLP/JSON; some senders write the name that protobuf's own JSON has.
    isClient: span['kind'] === KIND_CLIENT || span['kind'] === 'SPAN_KIND_CLIENT',
    isError: status['code'] === STATUS_ERROR || status['code'] === 'STATUS_CODE_ERROR',
    startUnixNano: nanos(span['startTimeUnixNano'], `${path}.startTimeUnixNano`),
    endUnixNano: nanos(span['endTimeUnixNano'], `${path}.endTimeUnixNano`),
    attributes: attributesFrom(span['attributes'], wanted, `${path}.attributes`),
  };
}

function attributesFrom(value: unknown, wanted: ReadonlySet<string>, path: string): Attributes {
  const attributes: Record<string, AttributeValue> = Object.create(null);
  for (const [i, pair] of list(value, path).entries()) {
    const { key, value: wire } = fields(pair, `${path}.${i}`);
    if (typeof key !== 'string' || !wanted.has(key) || wire === undefined) continue;
    const scalar = scalarFrom(fields(wire, `${path}.${i}.value`));
    if (scalar !== undefined) attributes[key] = scalar;
  }
  return attributes;
}

function scalarFrom({ stringValue, intValue, doubleValue, boolValue }: Fields): AttributeValue | undefined {
  for (const value of [stringValue, doubleValue, boolValue]) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  }
  // As protobuf's decoder gives it, which has 64 bits.
  return typeof intValue === 'number' || typeof intValue === 'string' ? String(intValue) : undefined;
}

function fields(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MalformedBodyError(
      `the body is not an OTLP ExportTraceServiceRequest: ${path}: expected an object`,
    );
  }
  return value as Fields;
}

function list(value: unknown, path: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    throw new MalformedBodyError(
      `the body is not an OTLP ExportTraceServiceRequest: ${path}: expected an array`,
    );
  }
  return value;
}

/** Trace and span ids are hexadecimal in OTLP/JSON, not base64 as protobuf's own JSON has bytes. */
function id(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

function nanos(value: unknown, path: string): bigint {
  if (value === undefined || value === null) return 0n;
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isSafeInteger(Math.trunc(value / 1e6)) && value >= 0) {
    return BigInt(Math.trunc(value));
  }
  throw new MalformedBodyError(
    `the body is not an OTLP ExportTraceServiceRequest: ${path}: expected nanoseconds since the epoch`,
  );
}
