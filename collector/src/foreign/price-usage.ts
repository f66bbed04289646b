import { UNPRICED_REASON } from '@outlay/instrumentation/names';
import type { PriceCatalogue, PricedCall, PriceRequest } from '@outlay/instrumentation/pricing';

export type PricedUsage = PricedCall & {
  /** The name that found the price, else the first one. */
  readonly model: string | undefined;
};

/**
 * Prices usage by the first of the model's names that has a price. An answer may name a deployment that no list knows,
 * where the request names the model.
 */
export function priceUsage(
  prices: PriceCatalogue,
  models: readonly string[],
  request: Omit<PriceRequest, 'model'>,
): PricedUsage {
  const [first, ...others] = models;
  const priced = prices.price({ ...request, model: first });
  if (priced.priced || priced.reason !== UNPRICED_REASON.unknownModel) return { ...priced, model: first };
  for (const model of others) {
    const other = prices.price({ ...request, model });
    if (other.priced) return { ...other, model };
  }
  return { ...priced, model: first };
}
