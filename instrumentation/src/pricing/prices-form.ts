import type { z } from 'zod';
import type { FileForm } from '../configuration/yaml-file.ts';

const MOST_USD_PER_MILLION = 1_000_000;
const MOST_PROCESSES = 100_000;

function createPricesSchema(zod: typeof z) {
  const from = zod
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be a date such as 2026-01-31', abort: true })
    .refine((text) => {
      const instant = new Date(`${text}T00:00:00Z`);
      return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
    }, 'is no day of the calendar')
    .optional();
  const provider = zod
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be a provider such as openai: small letters, digits and -');
  const unit = zod
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be a unit such as emails: small letters, digits and _');
  const text = zod.string().min(1, 'must not be empty; leave it out instead').max(200).optional();
  const usd = zod
    .number()
    .min(0, 'must be 0 or more, in US dollars')
    .max(MOST_USD_PER_MILLION, `must be at most ${MOST_USD_PER_MILLION}`);

  const rates = {
    cacheReadUsdPerMillion: usd.optional(),
    cacheWriteUsdPerMillion: usd.optional(),
    cacheWrite1hUsdPerMillion: usd.optional(),
    reasoningUsdPerMillion: usd.optional(),
    inputAudioUsdPerMillion: usd.optional(),
    outputAudioUsdPerMillion: usd.optional(),
    inputImageUsdPerMillion: usd.optional(),
    outputImageUsdPerMillion: usd.optional(),
  };
  const tier = zod.strictObject({
    aboveInputTokens: zod.int('must be a whole number of tokens').min(0, 'must be 0 or more'),
    inputUsdPerMillion: usd.optional(),
    outputUsdPerMillion: usd.optional(),
    ...rates,
  });
  const model = zod
    .strictObject({
      provider,
      model: zod.string().min(1, 'must be a model or a pattern such as gpt-5*'),
      from,
      serviceTier: text,
      inputUsdPerMillion: usd,
      outputUsdPerMillion: usd.optional(),
      ...rates,
      tiers: zod.array(tier).default([]),
      source: text,
    })
    .superRefine((row, context) => {
      for (const [index, step] of row.tiers.entries()) {
        for (const key of Object.keys(step)) {
          if (key === 'aboveInputTokens' || row[key as keyof typeof row] !== undefined) continue;
          const path = ['tiers', index, key];
          context.addIssue({
            code: 'custom',
            path,
            message: `needs "${key}" beside "model", for smaller prompts`,
          });
        }
      }
      const bounds = row.tiers.map(({ aboveInputTokens }) => aboveInputTokens);
      for (const [index, bound] of bounds.entries()) {
        if (index === 0 || bound > (bounds[index - 1] ?? -1)) continue;
        const path = ['tiers', index, 'aboveInputTokens'];
        context.addIssue({ code: 'custom', path, message: 'must be above that of the tier before it' });
      }
    });

  return zod.strictObject({
    units: zod
      .array(
        zod.strictObject({
          provider,
          unit,
          operation: text,
          variant: text,
          usd,
          per: zod.number().positive('must be above 0: the number of units that cost `usd`').default(1),
          from,
          source: text,
        }),
      )
      .default([]),
    allowances: zod
      .array(
        zod.strictObject({
          provider,
          unit,
          variant: text,
          quantity: zod.number().min(0, 'must be 0 or more; 0 takes the allowance away'),
          per: zod.enum(['day', 'month']),
          from,
          source: text,
        }),
      )
      .default([]),
    models: zod.array(model).default([]),
    processes: zod
      .int('must be a whole number')
      .min(1, 'must be 1 or more: the processes that share the allowances')
      .max(MOST_PROCESSES)
      .default(1),
  });
}

/** What `prices.yaml` says. */
export type PricesFile = z.infer<ReturnType<typeof createPricesSchema>>;
export type PricesFileModel = PricesFile['models'][number];

export const PRICES_FORM: FileForm<PricesFile> = {
  create: createPricesSchema,
  keys: [
    ...[
      'units',
      'allowances',
      'models',
      'processes',
      'provider',
      'unit',
      'operation',
      'variant',
      'usd',
      'per',
    ],
    ...['from', 'source', 'quantity', 'model', 'serviceTier', 'tiers', 'aboveInputTokens'],
    ...['inputUsdPerMillion', 'outputUsdPerMillion', 'cacheReadUsdPerMillion', 'cacheWriteUsdPerMillion'],
    ...['cacheWrite1hUsdPerMillion', 'reasoningUsdPerMillion', 'inputAudioUsdPerMillion'],
    ...['outputAudioUsdPerMillion', 'inputImageUsdPerMillion', 'outputImageUsdPerMillion'],
  ],
};
