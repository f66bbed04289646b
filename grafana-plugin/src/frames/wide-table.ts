import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { NAME_COLUMNS, roleOfColumn } from './roles.ts';
import { type Sample } from './sample.ts';

/** Numbers below this are seconds since the epoch, above it milliseconds: in ms it is March 1973, in s the year 5138. */
const LARGEST_SECONDS = 1e11;

function nameFieldOf(frame: DataFrame): Field | undefined {
  const texts = frame.fields.filter((field) => field.type === FieldType.string);
  for (const name of NAME_COLUMNS) {
    const field = texts.find((text) => text.name.toLowerCase() === name);
    if (field) return field;
  }
  return texts.find((text) => text.name.toLowerCase() !== 'currency');
}

/** Whether each row is one budget, with what was spent and its limit in columns. */
export function isWideTable(frame: DataFrame): boolean {
  const hasSpent = frame.fields.some((field) => isNumeric(field) && roleOfColumn(field.name) === 'spent');
  return hasSpent && nameFieldOf(frame) !== undefined;
}

/** Samples of a table with a row per budget: columns name, spent, limit, and what else is known. */
export function samplesFromWideTable(frame: DataFrame): Sample[] {
  const nameField = nameFieldOf(frame);
  if (!nameField) return [];
  const currencyField = frame.fields.find((field) => field.name.toLowerCase() === 'currency');
  const time = frame.fields.find(
    (field) => field.type === FieldType.time && roleOfColumn(field.name) === null,
  );

  return frame.fields.flatMap((field): Sample[] => {
    const role = roleOfColumn(field.name);
    if (role === null || !isNumeric(field)) return [];
    return Array.from({ length: frame.length }, (_, rowIndex): Sample | null => {
      const value: unknown = field.values[rowIndex];
      const budget: unknown = nameField.values[rowIndex];
      if (typeof value !== 'number' || Number.isNaN(value) || budget === null || budget === undefined)
        return null;
      const currency: unknown = currencyField?.values[rowIndex];
      const timeMs: unknown = time?.values[rowIndex];
      return {
        role,
        budget: String(budget),
        currency: typeof currency === 'string' && currency !== '' ? currency : null,
        value:
          isPeriod(role) && (field.type === FieldType.time || value > LARGEST_SECONDS) ? value / 1000 : value,
        timeMs: typeof timeMs === 'number' ? timeMs : null,
        series: field.name,
        cell: { field, rowIndex },
      };
    }).filter((sample) => sample !== null);
  });
}

function isNumeric(field: Field): boolean {
  return field.type === FieldType.number || field.type === FieldType.time;
}

function isPeriod(role: Sample['role']): boolean {
  return role === 'periodStart' || role === 'periodEnd';
}
