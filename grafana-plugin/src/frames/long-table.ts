import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { roleOfMetric } from './roles.ts';
import type { Sample } from './sample.ts';

/** Whether each row is one series: what Prometheus answers to an instant query in the format "Table". */
export function isLongTable(frame: DataFrame): boolean {
  const names = frame.fields.map((field) => field.name);
  return names.includes('__name__') && names.includes('budget');
}

/** Samples of a long table: a metric's name, its labels and its value in each row. */
export function samplesFromLongTable(frame: DataFrame): Sample[] {
  const valueField = frame.fields.find(
    (field) => field.type === FieldType.number && /^value/i.test(field.name),
  );
  if (!valueField) return [];
  const timeField = frame.fields.find((field) => field.type === FieldType.time);
  const labelFields = frame.fields.filter((field) => field !== valueField && field !== timeField);

  return Array.from({ length: frame.length }, (_, rowIndex): Sample | null => {
    const labels = labelsOfRow(labelFields, rowIndex);
    const role = roleOfMetric(labels['__name__'] ?? '', labels);
    const budget = labels['budget'];
    const value: unknown = valueField.values[rowIndex];
    if (role === null || budget === undefined || !isNumber(value)) return null;
    const time: unknown = timeField?.values[rowIndex];
    return {
      role,
      budget,
      currency: labels['currency'] ?? null,
      value,
      timeMs: isNumber(time) ? time : null,
      series: JSON.stringify(labels),
      cell: { field: valueField, rowIndex },
    };
  }).filter((sample) => sample !== null);
}

function labelsOfRow(labelFields: readonly Field[], rowIndex: number): Record<string, string | undefined> {
  const labels: Record<string, string | undefined> = {};
  for (const field of labelFields) {
    const value: unknown = field.values[rowIndex];
    if (value !== null && value !== undefined && value !== '') labels[field.name] = String(value);
  }
  return labels;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}
