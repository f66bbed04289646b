import type { Attributes } from './metrics.ts';

/**
 * OTLP traces as both wire formats decode to, cut down to what tells a metered call. Nothing else of a span gets into
 * memory as an object: no events, links, names, status texts, and of the attributes those that were asked for.
 * Source: opentelemetry-proto 1.x, `trace/v1/trace.proto`. Times are nanoseconds since the Unix epoch.
 */
export interface Span {
  /** 32 hexadecimal digits in lower case. */
  readonly traceId: string;
  /** 16 hexadecimal digits in lower case. */
  readonly spanId: string;
  /** Absent for a root. */
  readonly parentSpanId: string | undefined;
  readonly isClient: boolean;
  readonly isError: boolean;
  readonly startUnixNano: bigint;
  readonly endUnixNano: bigint;
  readonly attributes: Attributes;
}

export interface ScopeSpans {
  readonly scopeName: string;
  readonly spans: readonly Span[];
}

export interface ResourceSpans {
  readonly resource: Attributes;
  readonly scopes: readonly ScopeSpans[];
}

export interface TracesExport {
  readonly resources: readonly ResourceSpans[];
  /** Spans without valid ids. */
  readonly invalid: number;
}

/** Names of the attributes that are decoded, of resources and of spans. */
export interface WantedAttributes {
  readonly resource: ReadonlySet<string>;
  readonly span: ReadonlySet<string>;
}

/** `SpanKind.SPAN_KIND_CLIENT` */
export const KIND_CLIENT = 3;
/** `Status.StatusCode.STATUS_CODE_ERROR` */
export const STATUS_ERROR = 2;

const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/;

export function hasValidIds({ traceId, spanId }: Pick<Span, 'traceId' | 'spanId'>): boolean {
  return TRACE_ID.test(traceId) && SPAN_ID.test(spanId);
}

/** A parent id that is no id is none. */
export function parentIdOf(text: string): string | undefined {
  return SPAN_ID.test(text) ? text : undefined;
}
