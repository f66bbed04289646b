import { Temporal } from 'temporal-polyfill';
import type { ExchangeRates } from './configuration.ts';
import type { Measure } from './measure.ts';
import type { Period } from './period.ts';

/** A part of a period in which one rate is in force. */
export interface RateSegment extends Period {
  /** Billionths of the currency for one US dollar; undefined where nothing is converted. */
  readonly nanoPerUsd: bigint | undefined;
}

const ONE = 1_000_000_000n;

/**
 * The rates of one measure in one time zone. A rate holds from the start of its day in that zone; before the first dated
 * rate, that one holds. US dollars and units are not converted.
 */
export class Rates {
  /** By time; empty where nothing is converted. */
  readonly #dated: readonly { readonly fromMs: number; readonly nanoPerUsd: bigint }[];

  constructor({ isMoney, name }: Measure, rates: ExchangeRates, timeZone: string) {
    const ofCurrency = isMoney && name !== 'USD' ? (rates[name] ?? []) : [];
    this.#dated = ofCurrency
      .map(({ from, perUsd }) => ({
        fromMs: Temporal.PlainDate.from(from).toZonedDateTime(timeZone).epochMilliseconds,
        nanoPerUsd: BigInt(Math.round(perUsd * 1e9)),
      }))
      .sort((a, b) => a.fromMs - b.fromMs);
  }

  /** Cuts a period where the rate changes. */
  segments(period: Period): RateSegment[] {
    if (this.#dated.length === 0) return [{ ...period, nanoPerUsd: undefined }];
    return this.#dated.flatMap(({ fromMs, nanoPerUsd }, index) => {
      const start = Math.max(index === 0 ? -Infinity : fromMs, period.start.getTime());
      const end = Math.min(this.#dated[index + 1]?.fromMs ?? Infinity, period.end.getTime());
      return start < end ? [{ start: new Date(start), end: new Date(end), nanoPerUsd }] : [];
    });
  }

  /** An amount of one moment in the measure's own whole numbers. */
  convertAt(amount: bigint, timeMs: number): bigint {
    const inForce = this.#dated.findLast(({ fromMs }) => fromMs <= timeMs) ?? this.#dated[0];
    return convert(amount, inForce?.nanoPerUsd);
  }
}

/** Billionths of a currency for an amount in nano-USD, rounded to the nearest; without a rate, the amount itself. */
export function convert(amount: bigint, nanoPerUsd: bigint | undefined): bigint {
  return nanoPerUsd === undefined ? amount : (amount * nanoPerUsd + ONE / 2n) / ONE;
}

/** A currency amount as a number, for display and exposition; sums are made before, in whole billionths. */
export function amountFromNano(nano: bigint): number {
  return Number(nano / ONE) + Number(nano % ONE) / 1e9;
}
