import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { NAME_COLUMNS, roleOfColumn } from './roles.ts';
import type { Sample } from './sample.ts';

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

/**
 * Samples of a table with a row per budget: columns name, spent, limit, and what else is known. Rows of one name and
 * currency at different times are one budget; those that no time tells apart are several, and numbered.
 */
export function samplesFromWideTable(frame: DataFrame): Sample[] {
  const nameField = nameFieldOf(frame);
  if (!nameField) return [];
  const currencyField = frame.fields.find((field) => field.name.toLowerCase() === 'currency');
  const time = frame.fields.find(
    (field) => field.type === FieldType.time && roleOfColumn(field.name) === null,
  );

  const rows = numberRepeatedRows(
    Array.from({ length: frame.length }, (_, rowIndex): TableRow => {
      const currency: unknown = currencyField?.values[rowIndex];
      const timeMs: unknown = time?.values[rowIndex];
      return {
        budget: nameOf(nameField.values[rowIndex]),
        currency: typeof currency === 'string' && currency !== '' ? currency : null,
        timeMs: typeof timeMs === 'number' ? timeMs : null,
      };
    }),
  );

  return frame.fields.flatMap((field): Sample[] => {
    const role = roleOfColumn(field.name);
    if (role === null || !isNumeric(field)) return [];
    return rows.flatMap(({ budget, currency, timeMs }, rowIndex): Sample[] => {
      const value: unknown = field.values[rowIndex];
      if (typeof value !== 'number' || Number.isNaN(value) || budget === null) return [];
      const inMs = isPeriod(role) && (field.type === FieldType.time || value > LARGEST_SECONDS);
      return [
        {
          role,
          budget,
          currency,
          value: inMs ? value / 1000 : value,
          timeMs,
          series: field.name,
          cell: { field, rowIndex },
        },
      ];
    });
  });
}

/** What tells the rows of a table apart. */
interface TableRow {
  budget: string | null;
  currency: string | null;
  timeMs: number | null;
}

function nameOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** "openai", "openai (2)": a row that repeats another's name, currency and time is a budget of its own. */
function numberRepeatedRows(rows: readonly TableRow[]): TableRow[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    if (row.budget === null) return row;
    const key = JSON.stringify([row.budget, row.currency, row.timeMs]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? row : { ...row, budget: `${row.budget} (${count})` };
  });
}

function isNumeric(field: Field): boolean {
  return field.type === FieldType.number || field.type === FieldType.time;
}

function isPeriod(role: Sample['role']): boolean {
  return role === 'periodStart' || role === 'periodEnd';
}
