import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';

export interface Series {
  labels: Record<string, string>;
  value: number;
  timeMs?: number;
}

export const TIME_MS = Date.UTC(2026, 10, 16);

/** A table of series as Grafana's Prometheus data source gives it for an instant query in the format "Table". */
export function longTable(series: readonly Series[], valueName = 'Value'): DataFrame {
  const names = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))].sort();
  return toDataFrame({
    refId: 'A',
    fields: [
      { name: 'Time', type: FieldType.time, values: series.map(({ timeMs }) => timeMs ?? TIME_MS) },
      ...names.map((name) => ({
        name,
        type: FieldType.string,
        values: series.map(({ labels }) => labels[name] ?? ''),
      })),
      { name: valueName, type: FieldType.number, values: series.map(({ value }) => value) },
    ],
  });
}

/** One frame for each series, as the format "Time series" gives them. */
export function timeSeriesFrames(series: readonly Series[]): DataFrame[] {
  return series.map(({ labels, value, timeMs = TIME_MS }) =>
    toDataFrame({
      refId: 'A',
      fields: [
        { name: 'Time', type: FieldType.time, values: [timeMs - 15_000, timeMs] },
        { name: 'Value', type: FieldType.number, labels, values: [value / 2, value] },
      ],
    }),
  );
}

/** All series that the collector exposes for one budget. */
export function seriesOfBudget(
  budget: string,
  currency: string,
  extra: Record<string, string> = {},
): Series[] {
  const of = (name: string, value: number, labels: Record<string, string> = {}): Series => ({
    labels: { __name__: `outlay_budget_${name}`, budget, ...labels, ...extra },
    value,
  });
  return [
    of('spent', 212.4, { currency }),
    of('limit', 300, { currency }),
    of('projected', 270, { currency, quantile: '0.1' }),
    of('projected', 300.4, { currency, quantile: '0.5' }),
    of('projected', 330, { currency, quantile: '0.9' }),
    of('threshold_ratio', 0.9, { severity: 'critical' }),
    of('threshold_ratio', 0.75, { severity: 'warning' }),
    of('period_start_timestamp_seconds', Date.UTC(2026, 10, 1) / 1000),
    of('period_end_timestamp_seconds', Date.UTC(2026, 11, 1) / 1000),
  ];
}
