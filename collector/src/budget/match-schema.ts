import { z } from 'zod';

/** Labels that a budget can match: those of the cost series, and the user. */
export const MATCHABLE_LABELS = [
  'provider',
  'operation',
  'model',
  'pricing',
  'feature',
  'tenant',
  'triggered_by',
  'environment',
  'job',
  'user',
] as const;

/** Spend by user is kept with these labels only, so a budget on users can match no others. */
export const LABELS_BESIDE_USER: readonly string[] = ['user', 'tenant', 'provider'];

const pattern = z.union([z.string().min(1), z.number(), z.boolean()]).transform(String);

/** Patterns by label: `match` of a budget. */
export function matchSchema(ownLabels: readonly string[]) {
  return z
    .partialRecord(
      z.enum([...MATCHABLE_LABELS, ...ownLabels]),
      z.union([pattern.transform((one) => [one]), z.array(pattern).min(1)], {
        error: 'must be a value, a glob such as "gpt-*", or a list of these',
      }),
    )
    .refine(
      (match) =>
        match['user'] === undefined ||
        Object.keys(match).every((label) => LABELS_BESIDE_USER.includes(label)),
      'a budget that matches user can match only tenant and provider beside it: spend by user is kept by those',
    );
}

export type MatchPatterns = z.output<ReturnType<typeof matchSchema>>;
