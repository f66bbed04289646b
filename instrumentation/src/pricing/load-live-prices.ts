import type { ServiceDescription } from '../configuration/outlay-form.ts';
import type { PriceCatalogue } from './catalogue.ts';

/** The prices of this process, as the environment and `outlay.yaml` say; loaded when the first call is priced. */
export async function loadLivePrices(
  environment: NodeJS.ProcessEnv,
  services: readonly ServiceDescription[],
  onProblem: (message: string) => void,
): Promise<PriceCatalogue> {
  const [{ createLivePrices }, { unitPricesOf }] = await Promise.all([
    import('./live-prices.ts'),
    import('./service-prices.ts'),
  ]);
  const startedAt = new Date(performance.timeOrigin);
  return createLivePrices(environment, { units: unitPricesOf(services), startedAt, onProblem }).load();
}
