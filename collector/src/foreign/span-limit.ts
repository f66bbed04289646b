import type { TracesExport } from '../otlp/traces.ts';

/**
 * Most spans of one export that are read: twice the 8,192 that the batch processor of an OpenTelemetry Collector sends by
 * default (opentelemetry-collector, `processor/batchprocessor`, seen 2026-11-22), and some over.
 */
export const MOST_SPANS = 20_000;

/** The first spans of an export, and how many are beyond them. */
export function firstSpans(
  { resources, invalid }: TracesExport,
  most: number,
): { readonly traces: TracesExport; readonly beyond: number } {
  let [left, beyond] = [most, 0];
  const first = resources.map(({ resource, scopes }) => ({
    resource,
    scopes: scopes.map(({ scopeName, spans }) => {
      const taken = spans.slice(0, left);
      left -= taken.length;
      beyond += spans.length - taken.length;
      return { scopeName, spans: taken };
    }),
  }));
  return { traces: { resources: first, invalid }, beyond };
}
