/** Why a span was not booked; the values of the `reason` label of the collector's counter. */
export const SPAN_REASONS = [
  /** No call to a model. */
  'not_genai',
  /** Work of an agent, a chain or a tool, whose usage is that of the calls within it. */
  'aggregate',
  /** A call of which the span tells neither usage nor an error. */
  'no_usage',
  /** Another span of the same call was booked. */
  'covered',
  /** Sent again. */
  'duplicate',
  /** Outlay's own instrumentation meters the service. */
  'instrumented',
  /** The service's metrics had counted the call. */
  'counted_by_metrics',
  /** Without valid ids. */
  'invalid',
  /** Beyond what is read of one export. */
  'too_many',
] as const;
export type SpanReason = (typeof SPAN_REASONS)[number];

/** Why an increase of a foreign token metric was not priced. */
export const METRIC_REASONS = [
  'aggregate',
  'instrumented',
  'counted_by_spans',
  /** The service reports the same tokens under another name, which counts. */
  'other_metric',
  /** Neither input nor output. */
  'unknown_token_type',
] as const;
export type MetricReason = (typeof METRIC_REASONS)[number];

export type CountIgnored<R extends string> = (reason: R, count: number) => void;

/** Counts what an export leaves out, to be told once the export is booked: one that is not is sent again. */
export class IgnoredCounts<R extends string> {
  readonly #counts = new Map<R, number>();

  readonly count: CountIgnored<R> = (reason, count) => {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  };

  tell(countIgnored: CountIgnored<R>): void {
    for (const [reason, count] of this.#counts) countIgnored(reason, count);
  }
}
