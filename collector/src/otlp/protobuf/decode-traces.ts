import protobuf from 'protobufjs/minimal.js';
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
import { decodeKeyValue } from './decode-attributes.ts';
import { decodeMessage, readFixed64 } from './message.ts';

/**
 * Decodes a protobuf `ExportTraceServiceRequest`. The numbers are the field numbers of opentelemetry-proto 1.x
 * (`collector/trace/v1` and `trace/v1`); what is not wanted is skipped without being read.
 *
 * @throws MalformedBodyError when the bytes are not such a message
 */
export function decodeTracesProtobuf(body: Uint8Array, wanted: WantedAttributes): TracesExport {
  const resources: ResourceSpans[] = [];
  const counts = { invalid: 0 };
  try {
    const reader = protobuf.Reader.create(body);
    decodeMessage(reader, body.length, (field) => {
      if (field !== 1) return false;
      resources.push(decodeResourceSpans(reader, reader.uint32(), wanted, counts));
      return true;
    });
  } catch (cause) {
    throw new MalformedBodyError('the body is not a protobuf OTLP ExportTraceServiceRequest', { cause });
  }
  return { resources, invalid: counts.invalid };
}

function decodeResourceSpans(
  reader: protobuf.Reader,
  length: number,
  wanted: WantedAttributes,
  counts: { invalid: number },
): ResourceSpans {
  let resource: Attributes = {};
  const scopes: ScopeSpans[] = [];
  decodeMessage(reader, length, (field) => {
    if (field === 1) resource = decodeResource(reader, reader.uint32(), wanted.resource);
    else if (field === 2) scopes.push(decodeScopeSpans(reader, reader.uint32(), wanted.span, counts));
    else return false;
    return true;
  });
  return { resource, scopes };
}

function decodeResource(reader: protobuf.Reader, length: number, wanted: ReadonlySet<string>): Attributes {
  const attributes: Record<string, AttributeValue> = Object.create(null);
  decodeMessage(reader, length, (field) => {
    if (field !== 1) return false;
    decodeWanted(reader, reader.uint32(), wanted, attributes);
    return true;
  });
  return attributes;
}

function decodeScopeSpans(
  reader: protobuf.Reader,
  length: number,
  wanted: ReadonlySet<string>,
  counts: { invalid: number },
): ScopeSpans {
  let scopeName = '';
  const spans: Span[] = [];
  decodeMessage(reader, length, (field) => {
    if (field === 1) {
      decodeMessage(reader, reader.uint32(), (part) => {
        if (part !== 1) return false;
        scopeName = reader.string();
        return true;
      });
    } else if (field === 2) {
      const span = decodeSpan(reader, reader.uint32(), wanted);
      if (hasValidIds(span)) spans.push(span);
      else counts.invalid += 1;
    } else return false;
    return true;
  });
  return { scopeName, spans };
}

function decodeSpan(reader: protobuf.Reader, length: number, wanted: ReadonlySet<string>): Span {
  const attributes: Record<string, AttributeValue> = Object.create(null);
  let [traceId, spanId, parentSpanId, isClient, isError] = ['', '', '', false, false];
  let [startUnixNano, endUnixNano] = [0n, 0n];
  decodeMessage(reader, length, (field) => {
    if (field === 1) traceId = hex(reader.bytes());
    else if (field === 2) spanId = hex(reader.bytes());
    else if (field === 4) parentSpanId = hex(reader.bytes());
    else if (field === 6) isClient = reader.uint32() === KIND_CLIENT;
    else if (field === 7) startUnixNano = readFixed64(reader);
    else if (field === 8) endUnixNano = readFixed64(reader);
    else if (field === 9) decodeWanted(reader, reader.uint32(), wanted, attributes);
    else if (field === 15) isError = decodeStatusCode(reader, reader.uint32()) === STATUS_ERROR;
    else return false;
    return true;
  });
  return {
    traceId,
    spanId,
    parentSpanId: parentIdOf(parentSpanId),
    isClient,
    isError,
    startUnixNano,
    endUnixNano,
    attributes,
  };
}

function decodeStatusCode(reader: protobuf.Reader, length: number): number {
  let code = 0;
  decodeMessage(reader, length, (field) => {
    if (field !== 3) return false;
    code = reader.uint32();
    return true;
  });
  return code;
}

/** Reads a key-value when its key is wanted. Encoders write the key first; one that does not has its pair read twice. */
function decodeWanted(
  reader: protobuf.Reader,
  length: number,
  wanted: ReadonlySet<string>,
  attributes: Record<string, AttributeValue>,
): void {
  const start = reader.pos;
  let key = '';
  decodeMessage(reader, length, (field) => {
    if (field !== 1) return false;
    key = reader.string();
    return true;
  });
  if (!wanted.has(key)) return;
  const end = reader.pos;
  reader.pos = start;
  decodeKeyValue(reader, end - start, attributes);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
