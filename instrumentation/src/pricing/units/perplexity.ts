import { USAGE_UNIT } from '../../names.ts';
import type { UnitPrice } from '../unit-price.ts';

const SOURCE = 'docs.perplexity.ai/getting-started/pricing, seen 2026-10';
const FROM = '2025-04-18';

/** The fee of a request by model and size of the search context, in USD for a thousand. */
const REQUEST_FEES: readonly (readonly [model: string, low: number, medium: number, high: number])[] = [
  ['sonar', 5, 8, 12],
  ['sonar-reasoning', 5, 8, 12],
  ['sonar-pro', 6, 10, 14],
  ['sonar-reasoning-pro', 6, 10, 14],
];

export const PERPLEXITY_UNITS: readonly UnitPrice[] = [
  ...REQUEST_FEES.flatMap(([model, low, medium, high]) =>
    Object.entries({ low, medium, high }).map(([size, usdPerThousand]): UnitPrice => ({
      provider: 'perplexity',
      unit: USAGE_UNIT.requests,
      variant: `${model}/${size}`,
      from: FROM,
      nanoUsdPerUnit: usdPerThousand * 1e6,
      source: SOURCE,
    })),
  ),
  {
    provider: 'perplexity',
    unit: USAGE_UNIT.requests,
    operation: 'search',
    from: '2025-09-25',
    nanoUsdPerUnit: 5_000_000,
    source: SOURCE,
  },
  {
    provider: 'perplexity',
    unit: USAGE_UNIT.webSearches,
    from: FROM,
    nanoUsdPerUnit: 5_000_000,
    source: SOURCE,
  },
  {
    provider: 'perplexity',
    unit: USAGE_UNIT.citationTokens,
    from: FROM,
    nanoUsdPerUnit: 2_000,
    source: SOURCE,
  },
];
