import { INSTRUMENT, USAGE_UNIT } from '@outlay/instrumentation/names';
import { KEPT_LABELS, MICRO_PER_UNIT } from '../ledger/metric-kind.ts';

/** What a budget counts: money, or units of usage. */
export interface Measure {
  /** The currency's code or the unit's name; the label `currency` of budget metrics holds it. */
  readonly name: string;
  readonly isMoney: boolean;
  /** Instrument whose booked increases count. */
  readonly metric: string;
  /** Values of the label `unit` that count; undefined: the instrument has no such label. */
  readonly units: readonly string[] | undefined;
  /** Whole numbers that sums are kept in, for one of the currency or unit. */
  readonly scale: bigint;
}

const NANO = 1_000_000_000n;

/** Units that are made of others, or counted elsewhere than in `outlay.usage`. */
export const REQUESTS = 'requests';
export const TOKENS = 'tokens';
/** Cached and reasoning tokens are parts of these two. */
const TOKEN_UNITS = [USAGE_UNIT.inputTokens, USAGE_UNIT.outputTokens];

/** Units that Outlay itself counts; an application may count others. */
export const KNOWN_UNITS: readonly string[] = [TOKENS, ...Object.values(USAGE_UNIT)];

/** Money, in a currency; `byUser` reads the spend that is kept by user. */
export function money(currency: string, byUser: boolean): Measure {
  return {
    name: currency,
    isMoney: true,
    metric: byUser ? INSTRUMENT.userCostUsd : INSTRUMENT.costUsd,
    units: undefined,
    scale: NANO,
  };
}

/**
 * Units of usage. `requests` are attempts at HTTP requests, answered or not, as plans of so many calls count them: each is
 * one observation of the duration. All others are what `outlay.usage` counts under that name.
 */
export function unitMeasure(unit: string): Measure {
  if (unit === REQUESTS) {
    return { name: unit, isMoney: false, metric: INSTRUMENT.requestDuration, units: undefined, scale: 1n };
  }
  return {
    name: unit,
    isMoney: false,
    metric: INSTRUMENT.usage,
    units: unit === TOKENS ? TOKEN_UNITS : [unit],
    scale: BigInt(MICRO_PER_UNIT),
  };
}

/**
 * Labels that units are kept by.
 *
 * @param ownLabels labels of the services' own; requests are not kept by them
 */
export function labelsOfUnit(unit: string, ownLabels: readonly string[]): readonly string[] {
  return unit === REQUESTS
    ? [...KEPT_LABELS[INSTRUMENT.requestDuration], 'job']
    : [...KEPT_LABELS[INSTRUMENT.usage].filter((label) => label !== 'unit'), 'job', ...ownLabels];
}

/** An amount as a number, for display and exposition; sums are made before, in whole numbers. */
export function amountOf(sum: bigint, scale: bigint): number {
  return Number(sum / scale) + Number(sum % scale) / Number(scale);
}
