import protobuf from 'protobufjs/minimal.js';
import { MalformedBodyError } from '../malformed-body-error.ts';
import {
  type Attributes,
  type AttributeValue,
  type HistogramPoint,
  type Metric,
  type MetricData,
  type MetricsExport,
  NO_RECORDED_VALUE,
  type NumberPoint,
  type ResourceMetrics,
  type ScopeMetrics,
  TEMPORALITY_BY_NUMBER,
} from '../metrics.ts';
import { decodeKeyValue } from './decode-attributes.ts';
import { decodeMessage, readFixed64, readPacked } from './message.ts';

/**
 * Decodes a protobuf `ExportMetricsServiceRequest`. The numbers in the `case` labels are the field numbers of
 * opentelemetry-proto 1.x (`collector/metrics/v1` and `metrics/v1`); unknown fields are skipped, as protobuf asks.
 *
 * @throws MalformedBodyError when the bytes are not such a message
 */
export function decodeMetricsProtobuf(body: Uint8Array): MetricsExport {
  const resources: ResourceMetrics[] = [];
  try {
    const reader = protobuf.Reader.create(body);
    decodeMessage(reader, body.length, (field) => {
      if (field !== 1) return false;
      resources.push(decodeResourceMetrics(reader, reader.uint32()));
      return true;
    });
  } catch (cause) {
    throw new MalformedBodyError('the body is not a protobuf OTLP ExportMetricsServiceRequest', { cause });
  }
  return resources;
}

function decodeResourceMetrics(reader: protobuf.Reader, length: number): ResourceMetrics {
  let resource: Attributes = {};
  const scopes: ScopeMetrics[] = [];
  decodeMessage(reader, length, (field) => {
    if (field === 1) resource = decodeAttributesMessage(reader, reader.uint32());
    else if (field === 2) scopes.push(decodeScopeMetrics(reader, reader.uint32()));
    else return false;
    return true;
  });
  return { resource, scopes };
}

/** `Resource`: a message whose field 1 repeats key-values. */
export function decodeAttributesMessage(reader: protobuf.Reader, length: number): Attributes {
  const attributes: Record<string, AttributeValue> = Object.create(null);
  decodeMessage(reader, length, (field) => {
    if (field !== 1) return false;
    decodeKeyValue(reader, reader.uint32(), attributes);
    return true;
  });
  return attributes;
}

function decodeScopeMetrics(reader: protobuf.Reader, length: number): ScopeMetrics {
  let scopeName = '';
  const metrics: Metric[] = [];
  decodeMessage(reader, length, (field) => {
    if (field === 1) scopeName = decodeScopeName(reader, reader.uint32());
    else if (field === 2) metrics.push(decodeMetric(reader, reader.uint32()));
    else return false;
    return true;
  });
  return { scopeName, metrics };
}

export function decodeScopeName(reader: protobuf.Reader, length: number): string {
  let name = '';
  decodeMessage(reader, length, (field) => {
    if (field !== 1) return false;
    name = reader.string();
    return true;
  });
  return name;
}

export function decodeMetric(reader: protobuf.Reader, length: number): Metric {
  let name = '';
  let data: MetricData = { kind: 'other', pointCount: 0 };
  decodeMessage(reader, length, (field) => {
    switch (field) {
      case 1:
        name = reader.string();
        return true;
      case 5:
        data = { kind: 'gauge', points: decodeData(reader, reader.uint32(), decodeNumberPoint).points };
        return true;
      case 7:
        data = { kind: 'sum', ...decodeData(reader, reader.uint32(), decodeNumberPoint) };
        return true;
      case 9: {
        const { points, temporality } = decodeData(reader, reader.uint32(), decodeHistogramPoint);
        data = { kind: 'histogram', points, temporality };
        return true;
      }
      case 10:
      case 11:
        data = { kind: 'other', pointCount: countOtherPoints(reader, reader.uint32()) };
        return true;
      default:
        return false;
    }
  });
  return { name, data };
}

/** `Gauge`, `Sum` and `Histogram` share the numbers of their fields. */
function decodeData<P>(
  reader: protobuf.Reader,
  length: number,
  decodePoint: (reader: protobuf.Reader, length: number) => P | undefined,
) {
  const points: P[] = [];
  let temporality = TEMPORALITY_BY_NUMBER[0] ?? 'unspecified';
  let monotonic = false;
  decodeMessage(reader, length, (field) => {
    if (field === 1) {
      const point = decodePoint(reader, reader.uint32());
      if (point !== undefined) points.push(point);
    } else if (field === 2) temporality = TEMPORALITY_BY_NUMBER[reader.uint32()] ?? 'unspecified';
    else if (field === 3) monotonic = reader.bool();
    else return false;
    return true;
  });
  return { points, temporality, monotonic };
}

function countOtherPoints(reader: protobuf.Reader, length: number): number {
  let pointCount = 0;
  decodeMessage(reader, length, (field, wireType) => {
    if (field === 1) pointCount += 1;
    reader.skipType(wireType);
    return true;
  });
  return pointCount;
}

export function decodeNumberPoint(reader: protobuf.Reader, length: number): NumberPoint | undefined {
  const attributes: Record<string, AttributeValue> = Object.create(null);
  let [startUnixNano, timeUnixNano, value, flags] = [0n, 0n, 0, 0];
  decodeMessage(reader, length, (field) => {
    if (field === 2) startUnixNano = readFixed64(reader);
    else if (field === 3) timeUnixNano = readFixed64(reader);
    else if (field === 4) value = reader.double();
    else if (field === 6) value = Number(BigInt.asIntN(64, readFixed64(reader)));
    else if (field === 7) decodeKeyValue(reader, reader.uint32(), attributes);
    else if (field === 8) flags = reader.uint32();
    else return false;
    return true;
  });
  if ((flags & NO_RECORDED_VALUE) !== 0) return undefined;
  return { attributes, startUnixNano, timeUnixNano, value };
}

export function decodeHistogramPoint(reader: protobuf.Reader, length: number): HistogramPoint | undefined {
  const attributes: Record<string, AttributeValue> = Object.create(null);
  const bucketCounts: number[] = [];
  const bounds: number[] = [];
  let [startUnixNano, timeUnixNano, count, sum, flags] = [0n, 0n, 0, 0, 0];
  decodeMessage(reader, length, (field, wireType) => {
    if (field === 2) startUnixNano = readFixed64(reader);
    else if (field === 3) timeUnixNano = readFixed64(reader);
    else if (field === 4) count = Number(readFixed64(reader));
    else if (field === 5) sum = reader.double();
    else if (field === 6) readPacked(reader, wireType, () => bucketCounts.push(Number(readFixed64(reader))));
    else if (field === 7) readPacked(reader, wireType, () => bounds.push(reader.double()));
    else if (field === 9) decodeKeyValue(reader, reader.uint32(), attributes);
    else if (field === 10) flags = reader.uint32();
    else return false;
    return true;
  });
  if ((flags & NO_RECORDED_VALUE) !== 0) return undefined;
  return { attributes, startUnixNano, timeUnixNano, count, sum, bucketCounts, bounds };
}
