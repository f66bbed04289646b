import type { UserPrices } from '@outlay/instrumentation/pricing';
import type { FastifyBaseLogger } from 'fastify';

/** What takes other prices while it runs. */
interface Priced {
  readonly usePrices: (prices: UserPrices) => Promise<void>;
}

/** Never rejects: a price list that is wrong leaves the old one in force. */
export async function reloadPrices(
  priced: Priced,
  load: () => Promise<UserPrices>,
  logger: Pick<FastifyBaseLogger, 'info' | 'error'>,
): Promise<void> {
  try {
    const prices = await load();
    await priced.usePrices(prices);
    logger.info(
      isEmpty(prices)
        ? 'there is no price list of your own; the public prices are in force'
        : 'the price list is read again',
    );
  } catch (error) {
    logger.error({ err: error }, 'the price list is wrong; the old prices stay in force');
  }
}

function isEmpty({ units, models, allowances }: UserPrices): boolean {
  return units.length + models.length + allowances.length === 0;
}
