import { type Context, trace, TraceFlags } from '@opentelemetry/api';

/** One value of a histogram and the span in which it came about. */
export interface Exemplar {
  value: number;
  /** Unix milliseconds. */
  atMillis: number;
  traceId: string;
  spanId: string;
}

/** Undefined when the span of `context` is not sampled: nobody could look it up. */
export function exemplarOf(value: number, context: Context, atMillis: number): Exemplar | undefined {
  const span = trace.getSpanContext(context);
  if (span === undefined || (span.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
  return { value, atMillis, traceId: span.traceId, spanId: span.spanId };
}
