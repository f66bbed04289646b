import { OutlayError } from '../error.ts';

/** What a row can tell of a call. Only the timestamp and the provider are needed for every row. */
export const IMPORT_FIELDS = [
  'timestamp',
  'provider',
  'model',
  'operation',
  'service_tier',
  'variant',
  'input_tokens',
  'cached_input_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
  'unit',
  'quantity',
  'cost_usd',
  'feature',
  'tenant',
  'user',
  'triggered_by',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** Says where each field stands: in a column, or the same for all rows. */
export type ColumnMap = ReadonlyMap<ImportField, { readonly column: string } | { readonly constant: string }>;

export interface ColumnChoices {
  /** field=column, for columns of another name. */
  readonly map: Readonly<Record<string, string>>;
  /** field=value, for what the file does not say. */
  readonly set: Readonly<Record<string, string>>;
}

/**
 * Finds the columns of a file. A column without a field (a note, a prompt) is not read.
 *
 * @throws OutlayError for a field or column that does not exist, or one that every row needs
 */
export function mapColumns(header: readonly string[], { map, set }: ColumnChoices): ColumnMap {
  for (const field of [...Object.keys(map), ...Object.keys(set)]) {
    if (!isField(field)) {
      throw new OutlayError(`there is no field "${field}"; the fields are ${IMPORT_FIELDS.join(', ')}`);
    }
  }
  const columns = new Map<ImportField, { column: string } | { constant: string }>();
  for (const field of IMPORT_FIELDS) {
    const constant = set[field];
    const column = map[field] ?? field;
    if (constant !== undefined) columns.set(field, { constant });
    else if (header.includes(column)) columns.set(field, { column });
    else if (map[field] !== undefined) {
      throw new OutlayError(
        `the file has no column "${column}" (--map ${field}=${column}); it has ${header.join(', ')}`,
      );
    }
  }
  for (const field of ['timestamp', 'provider'] as const) {
    if (!columns.has(field)) {
      throw new OutlayError(
        `the file has no column "${field}"; name it with --map ${field}=COLUMN` +
          (field === 'provider' ? ', or say it for all rows with --set provider=openai' : '') +
          `. The file has ${header.join(', ')}`,
      );
    }
  }
  if (
    !columns.has('input_tokens') &&
    !columns.has('output_tokens') &&
    !columns.has('quantity') &&
    !columns.has('cost_usd')
  ) {
    throw new OutlayError(
      'the file has none of the columns input_tokens, output_tokens, quantity and cost_usd, so there is nothing to book; ' +
        'name them with --map',
    );
  }
  return columns;
}

function isField(name: string): name is ImportField {
  return (IMPORT_FIELDS as readonly string[]).includes(name);
}
