import { decodeHistogramPoint, decodeMetric, decodeNumberPoint } from '../../otlp/protobuf/decode-metrics.ts';
import { NO_RECORDED_VALUE } from '../../otlp/metrics.ts';
import { type HistogramValue, isConsistent } from '../histogram.ts';
import { NO_ROW, type StreamTable } from '../streams/stream-table.ts';
import { type BodySources, type KnownResource, type KnownScope, readerAt } from './body-sources.ts';
import { type ReportingScope, bookMetric, scaleOf } from './export-booker.ts';
import type { MetricSource } from './metric-source.ts';
import type { OutcomeBuilder } from './outcome.ts';
import { type PointBooker, isStorable, unitsOf } from './point-booker.ts';
import { unixNano } from './time-span.ts';
import { WirePoint, unusual } from './wire-point.ts';

const NOTHING = -1;
const CUMULATIVE = 2;
const DELTA = 1;

/** The data of a metric: tag of the field, where it lies, and what its fields other than points say. */
interface MetricParts {
  nameStart: number;
  nameEnd: number;
  dataTag: number;
  dataStart: number;
  dataEnd: number;
  temporality: number;
  isMonotonic: boolean;
}

/**
 * Books a protobuf body without decoding what is known already: resources, scopes, metrics and streams are recognised by
 * their bytes. Takes the forms that exporters send; for any other it throws before anything but the batch has moved, and
 * the whole body goes to the decoder, which alone decides what is malformed.
 */
export class BodyBooker {
  readonly #body: Buffer;
  readonly #point: WirePoint;
  readonly #sources: BodySources;
  readonly #table: StreamTable;
  readonly #booker: PointBooker;
  readonly #outcome: OutcomeBuilder;
  readonly #reporting: ReportingScope[] = [];
  readonly #parts: MetricParts = {
    nameStart: 0,
    nameEnd: 0,
    dataTag: 0,
    dataStart: 0,
    dataEnd: 0,
    temporality: 0,
    isMonotonic: false,
  };
  /** The row of the point before. */
  #previous = NO_ROW;
  /** Where the point under way lies. */
  #pointStart = 0;
  #pointEnd = 0;

  constructor(
    body: Buffer,
    sources: BodySources,
    table: StreamTable,
    booker: PointBooker,
    outcome: OutcomeBuilder,
  ) {
    this.#body = body;
    this.#point = new WirePoint(body);
    this.#sources = sources;
    this.#table = table;
    this.#booker = booker;
    this.#outcome = outcome;
  }

  /** @throws UnusualBodyError, or what the decoder throws for malformed bytes; then the request must be rolled back */
  book(): ReportingScope[] {
    this.#eachField(0, this.#body.length, (tag, start, end) => {
      if (tag !== 0x0a) unusual();
      this.#bookResource(start, end);
    });
    return this.#reporting;
  }

  #bookResource(from: number, to: number): void {
    let resourceStart = from;
    let resourceEnd = from;
    let resource: ReturnType<BodySources['resource']> | undefined;
    this.#eachField(from, to, (tag, start, end) => {
      if (tag === 0x0a && resource === undefined && resourceEnd === resourceStart) {
        resourceStart = start;
        resourceEnd = end;
      } else if (tag === 0x12) {
        resource ??= this.#sources.resource(this.#body, resourceStart, resourceEnd);
        this.#bookScope(resource, start, end);
      } else if (tag !== 0x1a) unusual();
    });
    const { source } = resource ?? this.#sources.resource(this.#body, resourceStart, resourceEnd);
    this.#outcome.resources.push(source.resource);
  }

  #bookScope(resource: KnownResource, from: number, to: number): void {
    let scopeStart = from;
    let scopeEnd = from;
    let scope: KnownScope | undefined;
    this.#eachField(from, to, (tag, start, end) => {
      if (tag === 0x0a && scope === undefined && scopeEnd === scopeStart) {
        scopeStart = start;
        scopeEnd = end;
      } else if (tag === 0x12) {
        scope ??= this.#sources.scope(resource, this.#body, scopeStart, scopeEnd);
        this.#bookMetric(scope, start, end);
      } else if (tag !== 0x1a) unusual();
    });
    const { source, scopeName } = scope ?? this.#sources.scope(resource, this.#body, scopeStart, scopeEnd);
    this.#reporting.push({ job: source.job, scopeName });
  }

  #bookMetric(scope: KnownScope, from: number, to: number): void {
    const parts = this.#parts;
    this.#splitMetric(from, to);
    const isSum = parts.dataTag === 0x3a;
    if (isSum || parts.dataTag === 0x4a) this.#readDataFields();
    const isDelta = parts.temporality === DELTA;
    const source = this.#sources.metric(scope, this.#body, parts.nameStart, parts.nameEnd, isDelta);
    const isKnown = source.kind?.kind === (isSum ? 'counter' : 'histogram') && parts.dataTag !== NOTHING;
    const hasSupportedData = (isDelta || parts.temporality === CUMULATIVE) && (!isSum || parts.isMonotonic);
    if (!isKnown || !hasSupportedData) {
      bookMetric(decodeMetric(readerAt(this.#body, from), to - from), source, this.#booker, this.#outcome);
      return;
    }
    this.#point.contextId = source.id;
    this.#point.isDelta = isDelta;
    this.#point.decodeWith(() => this.#decodedPoint(isSum)?.attributes ?? {});
    const { dataStart, dataEnd } = parts;
    const bytes = this.#body;
    for (let at = dataStart; at < dataEnd;) {
      if (bytes[at] !== 0x0a) {
        at += 2;
        continue;
      }
      this.#pointEnd = this.#point.fieldEnd(at + 1, dataEnd);
      this.#pointStart = this.#point.contentStart;
      at = this.#pointEnd;
      if (isSum) this.#bookNumber(source);
      else this.#bookHistogram(source);
    }
  }

  /** Finds name and data among the fields of a metric; each must be there once. */
  #splitMetric(from: number, to: number): void {
    const parts = this.#parts;
    parts.nameStart = parts.nameEnd = from;
    parts.dataTag = NOTHING;
    parts.temporality = 0;
    parts.isMonotonic = false;
    let hasName = false;
    this.#eachField(from, to, (tag, start, end) => {
      switch (tag) {
        case 0x0a:
          if (hasName) unusual();
          hasName = true;
          parts.nameStart = start;
          parts.nameEnd = end;
          break;
        case 0x12:
        case 0x1a:
        case 0x62:
          break;
        case 0x2a:
        case 0x3a:
        case 0x4a:
        case 0x52:
        case 0x5a:
          if (parts.dataTag !== NOTHING) unusual();
          parts.dataTag = tag;
          parts.dataStart = start;
          parts.dataEnd = end;
          break;
        default:
          unusual();
      }
    });
  }

  /** Temporality and monotony come behind the points where exporters write fields in order. */
  #readDataFields(): void {
    const parts = this.#parts;
    const bytes = this.#body;
    for (let at = parts.dataStart; at < parts.dataEnd;) {
      const tag = bytes[at];
      if (tag === 0x0a) {
        at = this.#point.fieldEnd(at + 1, parts.dataEnd);
        continue;
      }
      const value = bytes[at + 1] ?? 0xff;
      if (at + 2 > parts.dataEnd) unusual();
      if (tag === 0x10 && value <= 2) parts.temporality = value;
      else if (tag === 0x18 && value <= 1) parts.isMonotonic = value === 1;
      else unusual();
      at += 2;
    }
  }

  #bookNumber(source: MetricSource): void {
    const point = this.#point;
    point.readNumber(this.#pointStart, this.#pointEnd);
    const units = unitsOf(point.value, scaleOf(source.kind));
    const isValid = units >= 0 && isStorable(point.startHigh) && isStorable(point.timeHigh);
    const row = this.#row(source, this.#knownRow(), isValid, true);
    if (row !== NO_ROW && isValid) this.#booker.counter(row, source, units, point);
  }

  #bookHistogram(source: MetricSource): void {
    const point = this.#point;
    point.readHistogram(this.#pointStart, this.#pointEnd);
    const known = this.#knownRow();
    const value = this.#histogramValue(known);
    const isValid = isConsistent(value) && isStorable(point.startHigh) && isStorable(point.timeHigh);
    const row = this.#row(source, known, isValid, false);
    if (row !== NO_ROW && isValid) this.#booker.histogram(row, source, value, point);
  }

  /** The row of the point under way, counting the point; -1 when it is to be left out. */
  #row(source: MetricSource, known: number, isValid: boolean, isNumber: boolean): number {
    const point = this.#point;
    if (known !== NO_ROW && isValid && (point.flags & NO_RECORDED_VALUE) === 0) {
      this.#outcome.received += 1;
      this.#previous = known;
      return known;
    }
    // Decoded in any case: what is left out must be well-formed too.
    const decoded = this.#decodedPoint(isNumber);
    if (decoded === undefined) return NO_ROW;
    this.#outcome.received += 1;
    if (!isValid) {
      this.#outcome.drop('invalid_value', 1);
      return NO_ROW;
    }
    const startUnixNano = unixNano(point.startHigh, point.startLow);
    const row = this.#booker.row(source, decoded.attributes, startUnixNano);
    this.#table.wireNames.learn(row, this.#body, point.view, point);
    this.#previous = row;
    return row;
  }

  #knownRow(): number {
    return this.#table.wireNames.find(this.#point.view, this.#point, this.#previous);
  }

  #decodedPoint(isNumber: boolean) {
    const reader = readerAt(this.#body, this.#pointStart);
    const length = this.#pointEnd - this.#pointStart;
    return isNumber ? decodeNumberPoint(reader, length) : decodeHistogramPoint(reader, length);
  }

  /** The bounds are those of the stream's last value, the very array, where they are the same. */
  #histogramValue(row: number): HistogramValue {
    const point = this.#point;
    const { count, value: sum, view } = point;
    const bucketCounts: number[] = [];
    for (let at = point.bucketsAt; at < point.bucketsEnd; at += 8) bucketCounts.push(point.countAt(at));
    if (bucketCounts.length === 0) bucketCounts.push(count);
    const known = row === NO_ROW ? undefined : this.#table.histograms[row]?.bounds;
    let isSame = known !== undefined && known.length === (point.boundsEnd - point.boundsAt) / 8;
    for (let i = 0; isSame && known !== undefined && i < known.length; i += 1) {
      isSame = known[i] === view.getFloat64(point.boundsAt + 8 * i, true);
    }
    if (isSame && known !== undefined) return { count, sum, bounds: known, bucketCounts };
    const bounds: number[] = [];
    for (let at = point.boundsAt; at < point.boundsEnd; at += 8) bounds.push(view.getFloat64(at, true));
    return { count, sum, bounds, bucketCounts };
  }

  /** Visits the fields of a message, which all must be length-delimited. */
  #eachField(from: number, to: number, visit: (tag: number, start: number, end: number) => void): void {
    for (let at = from; at < to;) {
      const tag = this.#body[at] ?? 0;
      if ((tag & 7) !== 2) unusual();
      const end = this.#point.fieldEnd(at + 1, to);
      visit(tag, this.#point.contentStart, end);
      at = end;
    }
  }
}
