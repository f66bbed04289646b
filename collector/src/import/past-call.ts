import { USAGE_UNIT, type UsageUnit } from '@outlay/instrumentation/names';
import type { Usage } from '@outlay/instrumentation/pricing';
import type { Labels } from '../ledger/labels.ts';
import type { ColumnMap, ImportField } from './columns.ts';
import { parseTimestamp } from './timestamp.ts';

/** A row of the file, understood. */
export interface PastCall {
  readonly at: Date;
  readonly provider: string;
  readonly model: string | undefined;
  readonly operation: string | undefined;
  /** The tier that was charged, such as batch or flex; absent is the standard one. */
  readonly serviceTier: string | undefined;
  /** What else decides the price of a unit, such as a country. */
  readonly variant: string | undefined;
  readonly labels: Labels;
  readonly userId: string | undefined;
  readonly usage: Usage;
  /** What the file says it cost, in USD. */
  readonly statedUsd: number | undefined;
}

/** What is wrong with a row; the reader adds file and line. */
export class BadRowError extends Error {
  override readonly name = 'BadRowError';
}

/** More than any call has; sums stay within 64-bit columns. */
const MOST_UNITS = 1e12;
const MOST_USD = 1e6;
/** There was nothing to meter before. */
const FIRST_YEAR = 2000;
const DAY_MS = 86_400_000;

const LABEL_FIELDS = ['provider', 'operation', 'model', 'feature', 'tenant', 'triggered_by'] as const;

/**
 * Understands one row.
 *
 * @throws BadRowError naming the column and what it should hold
 */
export function parsePastCall(
  row: Readonly<Record<string, string>>,
  columns: ColumnMap,
  timeZone: string,
  now: Date,
): PastCall {
  const text = (field: ImportField): string | undefined => {
    const place = columns.get(field);
    const value = place === undefined ? undefined : 'constant' in place ? place.constant : row[place.column];
    return value === undefined || value.trim() === '' ? undefined : value.trim();
  };
  const bad = (field: ImportField, expected: string) => {
    const place = columns.get(field);
    const name = place !== undefined && 'column' in place ? place.column : field;
    return new BadRowError(`${name}: "${shortened(text(field) ?? '')}" is not ${expected}`);
  };
  const number = (
    field: ImportField,
    pattern: RegExp,
    most: number,
    expected: string,
  ): number | undefined => {
    const value = text(field);
    if (value === undefined) return undefined;
    if (!pattern.test(value) || Number(value) > most) throw bad(field, expected);
    return Number(value);
  };
  const tokens = (field: ImportField) => number(field, /^\d+$/, MOST_UNITS, 'a whole number of tokens');

  const timestamp = text('timestamp');
  const at = timestamp === undefined ? undefined : parseTimestamp(timestamp, timeZone);
  if (at === undefined) {
    throw bad('timestamp', 'a time such as 2026-01-31T10:00:00Z, 2026-01-31 10:00:00 or 1769853600');
  }
  if (at.getUTCFullYear() < FIRST_YEAR || at.getTime() > now.getTime() + DAY_MS) {
    throw bad('timestamp', `a time between the year ${FIRST_YEAR} and now`);
  }
  const provider = text('provider');
  if (provider === undefined) throw bad('provider', 'a provider such as openai');

  const labels: Record<string, string> = {};
  for (const field of LABEL_FIELDS) {
    const value = text(field);
    if (value !== undefined) labels[field] = value;
  }
  return {
    at,
    provider,
    model: text('model'),
    operation: text('operation'),
    serviceTier: text('service_tier'),
    variant: text('variant'),
    labels,
    userId: text('user'),
    usage: usageOf(
      tokens,
      text('unit'),
      number('quantity', /^\d+(\.\d+)?$/, MOST_UNITS, 'a number of units'),
    ),
    statedUsd: number(
      'cost_usd',
      /^\d+(\.\d+)?(e-?\d+)?$/i,
      MOST_USD,
      'an amount in USD, without a currency sign',
    ),
  };
}

function usageOf(
  tokens: (field: ImportField) => number | undefined,
  unit: string | undefined,
  quantity: number | undefined,
): Usage {
  const inputTokens = tokens('input_tokens');
  const cacheReadTokens = tokens('cached_input_tokens');
  const cacheWriteTokens = tokens('cache_write_tokens');
  const outputTokens = tokens('output_tokens');
  const reasoningTokens = tokens('reasoning_tokens');
  if ((cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0) > (inputTokens ?? 0)) {
    throw new BadRowError('cached tokens are more than the input tokens, which must include them');
  }
  if ((reasoningTokens ?? 0) > (outputTokens ?? 0)) {
    throw new BadRowError('reasoning_tokens are more than the output tokens, which must include them');
  }
  if ((unit === undefined) !== (quantity === undefined))
    throw new BadRowError('unit and quantity go together');
  if (unit !== undefined && !isUsageUnit(unit)) {
    throw new BadRowError(`unit: "${shortened(unit)}" is not one of ${Object.values(USAGE_UNIT).join(', ')}`);
  }
  return {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(cacheReadTokens !== undefined && { cacheReadTokens }),
    ...(cacheWriteTokens !== undefined && { cacheWriteTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(reasoningTokens !== undefined && { reasoningTokens }),
    ...(unit !== undefined && quantity !== undefined && { units: { [unit]: quantity } }),
  };
}

function isUsageUnit(unit: string): unit is UsageUnit {
  return (Object.values(USAGE_UNIT) as string[]).includes(unit);
}

/** A wrong column may hold anything, a prompt for one: enough of it to be found, no more. */
function shortened(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}…` : value;
}
