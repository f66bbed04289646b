import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { isBudgetMetric, roleOfMetric } from './roles.ts';
import type { Sample } from './sample.ts';

/** The metric's name: a label, or the name of the field or frame when the data source moved it there. */
function metricOf(frame: DataFrame, field: Field): string | undefined {
  const candidates = [field.labels?.['__name__'], field.name, field.config.displayNameFromDS, frame.name];
  return candidates.find(isBudgetMetric);
}

/** Whether the numbers of a frame carry labels that name a budget: the format "Time series". */
export function isTimeSeries(frame: DataFrame): boolean {
  return frame.fields.some(
    (field) => field.type === FieldType.number && field.labels?.['budget'] !== undefined,
  );
}

/** The newest sample of each series in a frame. */
export function samplesFromTimeSeries(frame: DataFrame): Sample[] {
  const timeField = frame.fields.find((field) => field.type === FieldType.time);
  return frame.fields.flatMap((field): Sample[] => {
    const budget = field.labels?.['budget'];
    const metric = metricOf(frame, field);
    if (field.type !== FieldType.number || budget === undefined || metric === undefined) return [];
    const role = roleOfMetric(metric, field.labels ?? {});
    const rowIndex = field.values.findLastIndex(
      (value: unknown) => typeof value === 'number' && !Number.isNaN(value),
    );
    if (role === null || rowIndex < 0) return [];
    const time: unknown = timeField?.values[rowIndex];
    return [
      {
        role,
        budget,
        currency: field.labels?.['currency'] ?? null,
        value: Number(field.values[rowIndex]),
        timeMs: typeof time === 'number' ? time : null,
        series: `${metric} ${JSON.stringify(field.labels)}`,
        cell: { field, rowIndex },
      },
    ];
  });
}
