import { Temporal } from 'temporal-polyfill';
import type { ExchangeRates } from './configuration.ts';
import type { Period } from './period.ts';

/** A part of a period in which one rate is in force. */
export interface RateSegment extends Period {
  /** Billionths of the currency for one US dollar. */
  readonly nanoPerUsd: bigint;
}

const ONE = 1_000_000_000n;

/**
 * Cuts a period where the exchange rate changes: at the start of each rate's day in the budget's time zone. Before the
 * first dated rate, that one holds.
 */
export function rateSegments(
  period: Period,
  currency: string,
  rates: ExchangeRates,
  timeZone: string,
): RateSegment[] {
  if (currency === 'USD') return [{ ...period, nanoPerUsd: ONE }];
  const dated = (rates[currency] ?? [])
    .map(({ from, perUsd }) => ({
      from: Temporal.PlainDate.from(from).toZonedDateTime(timeZone).epochMilliseconds,
      nanoPerUsd: BigInt(Math.round(perUsd * 1e9)),
    }))
    .sort((a, b) => a.from - b.from);
  return dated.flatMap((rate, index) => {
    const start = Math.max(index === 0 ? -Infinity : rate.from, period.start.getTime());
    const end = Math.min(dated[index + 1]?.from ?? Infinity, period.end.getTime());
    return start < end ? [{ start: new Date(start), end: new Date(end), nanoPerUsd: rate.nanoPerUsd }] : [];
  });
}

/** Billionths of a currency for an amount in nano-USD, rounded to the nearest. */
export function convert(nanoUsd: bigint, nanoPerUsd: bigint): bigint {
  return (nanoUsd * nanoPerUsd + ONE / 2n) / ONE;
}

/** A currency amount as a number, for display and exposition; sums are made before, in whole billionths. */
export function amountFromNano(nano: bigint): number {
  return Number(nano / ONE) + Number(nano % ONE) / 1e9;
}
