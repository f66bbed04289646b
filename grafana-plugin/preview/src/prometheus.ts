import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';

/** Everything the panel draws, in one instant query. */
export const BUDGETS_QUERY =
  '{__name__=~"outlay_budget_(limit|spent|projected|threshold_ratio|period_start_timestamp_seconds|period_end_timestamp_seconds)"}';

interface VectorSample {
  metric: Record<string, string>;
  value: [seconds: number, text: string];
}

/**
 * Answers an instant query as a table.
 *
 * @throws Error with Prometheus's own words, or the proxy's if Prometheus doesn't answer
 */
export async function queryTable(query: string, signal: AbortSignal): Promise<DataFrame> {
  const response = await fetch(`prometheus/api/v1/query?query=${encodeURIComponent(query)}`, { signal });
  const text = await response.text();
  const body = parseBody(text, response.status);
  if (body.status !== 'success') throw new Error(body.error ?? `Prometheus answered ${response.status}.`);
  return tableFromVector(body.data?.result ?? []);
}

interface QueryBody {
  status: string;
  error?: string;
  data?: { result: VectorSample[] };
}

function parseBody(text: string, status: number): QueryBody {
  try {
    return JSON.parse(text) as QueryBody;
  } catch {
    throw new Error(`Prometheus answered ${status} with something that isn't JSON: ${text.slice(0, 80)}`);
  }
}

/** The frame that Grafana's Prometheus data source makes of a vector in the format "Table": time, labels by name, value. */
export function tableFromVector(vector: readonly VectorSample[]): DataFrame {
  const labels = [...new Set(vector.flatMap(({ metric }) => Object.keys(metric)))].sort();
  return toDataFrame({
    refId: 'A',
    meta: { preferredVisualisationType: 'table' },
    fields: [
      {
        name: 'Time',
        type: FieldType.time,
        config: {},
        values: vector.map(({ value: [seconds] }) => seconds * 1000),
      },
      ...labels.map((label) => ({
        name: label,
        type: FieldType.string,
        config: { filterable: true },
        values: vector.map(({ metric }) => metric[label] ?? ''),
      })),
      {
        name: 'Value',
        type: FieldType.number,
        config: {},
        values: vector.map(({ value: [, text] }) => parseValue(text)),
      },
    ],
  });
}

/** Prometheus writes infinities as "+Inf" and "-Inf". */
function parseValue(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}
