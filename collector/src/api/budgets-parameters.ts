import { z } from 'zod';

/** Three years of months. Each period of each calendar is a query of its own, and the collector has other work. */
const MAX_PERIODS = 36;

/** Query parameters of `/api/v1/budgets`, as text. */
export const budgetsParameters = z.strictObject({
  periods: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_PERIODS)
    .default(1)
    .describe('how many periods of each budget, the present one included'),
});
