import type { ServiceDescription } from '../configuration/outlay-form.ts';
import type { UnitPrice } from './unit-price.ts';

/** Prices without a date count always. */
const ALWAYS = '1970-01-01';

/** The prices of metered APIs that `outlay.yaml` describes. */
export function unitPricesOf(services: readonly ServiceDescription[]): readonly UnitPrice[] {
  return services.flatMap(({ name, requests }) =>
    requests.flatMap(({ operation, unit, price = [] }) =>
      price.map(({ usd, per, from = ALWAYS }): UnitPrice => ({
        provider: name,
        operation,
        unit,
        from,
        nanoUsdPerUnit: (usd * 1_000_000_000) / per,
        source: `outlay.yaml, service ${name}`,
      })),
    ),
  );
}
