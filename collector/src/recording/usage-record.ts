import { z } from 'zod';
import { showable } from '../ledger/labels.ts';

/** More than any call has: a slip of units by a thousand is refused, and sums stay within 64-bit columns. */
const MOST_UNITS = 1e9;
/** A transfer of a terabyte is one call. */
const MOST_BYTES = 1e12;
const BYTES_UNIT = /(^|_)bytes(_|$)/;
const MOST_USD = 1e6;
const MOST_SECONDS = 86_400;
const MOST_UNIT_NAMES = 20;
const MOST_LABELS = 10;
const MAX_LABEL_LENGTH = 128;

/** Labels of Outlay's own and of Prometheus, which a sender's labels cannot replace. */
const RESERVED_LABELS: ReadonlySet<string> = new Set([
  'job',
  'instance',
  'le',
  'quantile',
  'provider',
  'operation',
  'model',
  'pricing',
  'unit',
  'reason',
  'kind',
  'feature',
  'tenant',
  'user',
  'user_id',
  'triggered_by',
  'environment',
  'http_response_status_code',
  'error_type',
  'budget',
  'currency',
  'otel_metric_overflow',
  // Columns of reports.
  'start',
  'requests',
  'unpriced',
  'units',
  'cost_usd',
  'estimated_usd',
]);

/** Fields that are units too: told twice, one of them would be lost in silence. */
const TOKEN_FIELDS = [
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
] as const;

const label = z.string().trim().overwrite(showable).min(1).max(MAX_LABEL_LENGTH);
const tokens = z.number().int().min(0).max(MOST_UNITS);
const count = z.number().min(0).max(MOST_BYTES);

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
const unitName = z.string().regex(NAME, 'must be a unit such as emails or input_tokens');
const labelName = z
  .string()
  .regex(NAME, 'must be a label name: small letters, digits and _')
  .refine((name) => !RESERVED_LABELS.has(name), { error: 'is a label of its own: give it as a field' });

/** Seconds since the epoch as a number, else ISO 8601 with an offset. */
const instant = z.union(
  [
    z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
    z
      .number()
      .min(0)
      .max(1e11)
      .transform((seconds) => new Date(seconds * 1000)),
  ],
  { error: 'must be a time such as 2026-01-31T10:00:00Z, or seconds since 1970' },
);

/** One call as `POST /api/v1/usage` takes it. Unknown fields are refused: a misspelt one would be lost in silence. */
export const usageRecord = z
  .strictObject({
    /** Tells this call from every other of the service: what is sent again adds nothing. */
    id: z.string().min(1).max(200).optional(),
    /** When the call was made; now, if it is left out. */
    at: instant.optional(),
    service: label.default('api'),
    provider: label,
    operation: label.optional(),
    model: label.optional(),
    service_tier: label.optional(),
    /** What else decides the price of a unit, such as a country. */
    variant: label.optional(),
    usage: z
      .record(unitName, count)
      .refine((units) => Object.keys(units).length <= MOST_UNIT_NAMES, {
        error: `must name ${MOST_UNIT_NAMES} units at most`,
      })
      .superRefine((units, context) => {
        for (const [unit, quantity] of Object.entries(units)) {
          if (quantity <= MOST_UNITS || BYTES_UNIT.test(unit)) continue;
          context.addIssue({
            code: 'custom',
            path: [unit],
            message: `must be ${MOST_UNITS} or less in one call`,
          });
        }
      })
      .optional(),
    /** All of the prompt, cached parts included. */
    input_tokens: tokens.optional(),
    output_tokens: tokens.optional(),
    cache_read_tokens: tokens.optional(),
    cache_write_tokens: tokens.optional(),
    reasoning_tokens: tokens.optional(),
    /** What it cost, where the sender knows; it counts before our price. */
    cost_usd: z.number().min(0).max(MOST_USD).optional(),
    feature: label.optional(),
    tenant: label.optional(),
    user: label.optional(),
    triggered_by: label.optional(),
    environment: label.optional(),
    labels: z
      .record(labelName, label)
      .refine((labels) => Object.keys(labels).length <= MOST_LABELS, {
        error: `must be ${MOST_LABELS} labels at most`,
      })
      .optional(),
    /** HTTP status of the answer. */
    status: z.number().int().min(100).max(599).optional(),
    /** Kind of the failure, a name and not a message. */
    error: z
      .string()
      .regex(/^[\w.:-]{1,100}$/, 'must be the name of a kind of error, such as timeout')
      .optional(),
    duration_seconds: z.number().min(0).max(MOST_SECONDS).optional(),
  })
  .refine((record) => record.error !== undefined || (record.status ?? 0) >= 400 || tellsUsage(record), {
    error: 'tells nothing to book: give usage, tokens, or cost_usd',
  })
  .superRefine((record, context) => {
    for (const field of TOKEN_FIELDS) {
      if (record[field] === undefined || record.usage?.[field] === undefined) continue;
      const message = `is told twice: give ${field} as a field or as a unit, not both`;
      context.addIssue({ code: 'custom', path: ['usage', field], message });
    }
  });

export type UsageRecord = z.output<typeof usageRecord>;

function tellsUsage(record: {
  readonly usage?: object | undefined;
  readonly input_tokens?: number | undefined;
  readonly output_tokens?: number | undefined;
  readonly cost_usd?: number | undefined;
}): boolean {
  const { usage, input_tokens, output_tokens, cost_usd } = record;
  return (
    [input_tokens, output_tokens, cost_usd].some((value) => value !== undefined) ||
    Object.keys(usage ?? {}).length > 0
  );
}
