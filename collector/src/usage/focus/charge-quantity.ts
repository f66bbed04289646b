import { USAGE_UNIT } from '@outlay/instrumentation/names';
import { MICRO_PER_UNIT } from '../../ledger/metric-kind.ts';

/** What a charge is measured in. */
export interface ChargeQuantity {
  /** Decimal, exact to a millionth. */
  readonly quantity: string;
  /** Capitalized and in the plural, as the FOCUS attribute "Unit Format" has it. */
  readonly unit: string;
}

/** Cached and reasoning tokens are parts of these, never added. */
const TOKENS: readonly string[] = [USAGE_UNIT.inputTokens, USAGE_UNIT.outputTokens];
const UNIT_ORDER: readonly string[] = Object.values(USAGE_UNIT);

/**
 * The one quantity that stands for a mixed usage: tokens where there are any, else the first unit in the order of
 * names.ts; undefined for no usage.
 */
export function chargeQuantity(units: Readonly<Record<string, number>>): ChargeQuantity | undefined {
  const names = Object.keys(units).filter((unit) => (units[unit] ?? 0) > 0);
  if (names.length === 0) return undefined;
  if (names.some((unit) => TOKENS.includes(unit))) {
    return {
      quantity: decimalCount(TOKENS.reduce((sum, unit) => sum + micros(units[unit] ?? 0), 0n)),
      unit: 'Tokens',
    };
  }
  const order = (unit: string) => (UNIT_ORDER.includes(unit) ? UNIT_ORDER.indexOf(unit) : UNIT_ORDER.length);
  const [unit = ''] = names.sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
  return { quantity: decimalCount(micros(units[unit] ?? 0)), unit: unitTitle(unit) };
}

/**
 * Splits usage between charges in proportion to their costs, evenly where none costs; the parts add up to the whole to the
 * millionth.
 */
export function splitUnits(
  units: Readonly<Record<string, number>>,
  costsNanoUsd: readonly bigint[],
): Record<string, number>[] {
  const sum = costsNanoUsd.reduce((a, b) => a + b, 0n);
  const weights = sum > 0n ? costsNanoUsd : costsNanoUsd.map(() => 1n);
  const total = sum > 0n ? sum : BigInt(costsNanoUsd.length);
  const parts = costsNanoUsd.map((): Record<string, number> => ({}));
  for (const [unit, count] of Object.entries(units)) {
    let weight = 0n;
    let given = 0n;
    for (const [index, part] of parts.entries()) {
      weight += weights[index] ?? 0n;
      const upTo = (micros(count) * weight) / total;
      part[unit] = Number(upTo - given) / MICRO_PER_UNIT;
      given = upTo;
    }
  }
  return parts;
}

function micros(count: number): bigint {
  return BigInt(Math.round(count * MICRO_PER_UNIT));
}

function decimalCount(microCount: bigint): string {
  const text = String(microCount).padStart(7, '0');
  return `${text.slice(0, -6)}.${text.slice(-6)}`.replace(/\.?0+$/, '');
}

/** `sms_segments` as `SMS Segments`. */
function unitTitle(unit: string): string {
  return unit
    .split('_')
    .map((word) =>
      ['sms', 'gb'].includes(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .join(' ');
}
