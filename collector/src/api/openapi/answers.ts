import { z } from 'zod';

/** What a refusal says: what was wrong, and what would be right. */
export const errorBodySchema = z.strictObject({ error: z.string() });

export const reloadErrorBodySchema = z.strictObject({
  error: z.string(),
  mistakes: z.array(z.string()).describe('one for each mistake, with its file and line'),
});

/** What `POST /api/v1/usage` answers, item by item in the order of the request. */
export const recordedUsageSchema = z.strictObject({
  error: z.string().optional().describe('what is wrong with the first call, where none could be booked'),
  booked: z.int(),
  known: z.int().describe('calls that were there already: they add nothing, and no cost is told'),
  refused: z.int(),
  costUsd: z.number(),
  results: z.array(
    z.strictObject({
      outcome: z.enum(['booked', 'known', 'refused']),
      id: z.string().optional(),
      costUsd: z.number().nullable().optional().describe('null: no price is known; absent: known or refused'),
      costNanoUsd: z.string().nullable().optional(),
      pricing: z.enum(['exact', 'stated']).optional(),
      unpriced: z.string().optional().describe('why the call, or a part of it, has no price'),
      errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
    }),
  ),
});

/** `google.rpc.Status`, what OTLP answers instead of success. */
export const otlpStatusSchema = z.strictObject({ code: z.int(), message: z.string() });

/** `ExportMetricsServiceResponse` and `ExportTraceServiceResponse` as JSON. */
export const otlpResponseSchema = z.strictObject({
  partialSuccess: z
    .strictObject({
      rejectedDataPoints: z.string().optional(),
      rejectedSpans: z.string().optional(),
      errorMessage: z.string().optional(),
    })
    .optional(),
});
