export const NANO_USD_PER_USD = 1_000_000_000;

/** USD of whole nano-USD, as the closest double. */
export function usdFromNano(nano: bigint | number): number {
  return Number(nano) / NANO_USD_PER_USD;
}

/** Whole nano-USD of an amount in USD; half a nano-USD is rounded up. */
export function nanoFromUsd(usd: number): number {
  return Math.round(usd * NANO_USD_PER_USD);
}

/**
 * Whole nano-USD of an amount that may have fractions of one; half a nano-USD is rounded up. Each call is rounded once, as
 * a whole. Millionths of a nano-USD are noise of the arithmetic: an exact half stays a half.
 */
export function roundNanoUsd(nanoUsd: number): number {
  return Math.round(Math.round(nanoUsd * 1_000_000) / 1_000_000);
}
