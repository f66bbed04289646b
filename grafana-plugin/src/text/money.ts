import { formattedValueToString, getValueFormat, type FieldConfig } from '@grafana/data';
import type { Budget } from '../budget/budget.ts';

export type FormatMoney = (amount: number) => string;

/** Digits that amounts of a small budget need: at least two that count at the size of its limit. */
function smallAmountDigits(size: number): number {
  if (size <= 0 || size >= 1) return 0;
  return size < 0.1 ? Math.min(8, Math.ceil(-Math.log10(size)) + 2) : 2;
}

const currencyFormats = new Map<string, Intl.NumberFormat>();

/** Null for what isn't a currency code: a budget may well be counted in "credits". */
function currencyFormat(currency: string, decimals: number | undefined): Intl.NumberFormat | null {
  const key = `${currency} ${decimals}`;
  const known = currencyFormats.get(key);
  if (known) return known;
  try {
    const digits =
      decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    const format = new Intl.NumberFormat(undefined, { style: 'currency', currency, ...digits });
    currencyFormats.set(key, format);
    return format;
  } catch {
    return null;
  }
}

/**
 * Writes the amounts of one budget: in full (£1,370.00, not £1.37K), in the budget's own currency, all with the same
 * number of decimals. The panel's unit and decimals win when somebody set them.
 */
export function moneyFormatOf(
  budget: Budget,
  config: Pick<FieldConfig, 'unit' | 'decimals'> = {},
): FormatMoney {
  const decimals = config.decimals ?? undefined;
  const small = smallAmountDigits(Math.abs(budget.limit || budget.spent || 0));
  if (config.unit) {
    const format = getValueFormat(config.unit);
    return (amount) => formattedValueToString(format(amount, decimals ?? Math.max(small, 2)));
  }
  if (budget.currency !== null) {
    const format = currencyFormat(budget.currency, decimals ?? (small > 0 ? small : undefined));
    if (format) return (amount) => format.format(amount);
  }
  const digits = decimals ?? Math.max(small, 2);
  const plain = new Intl.NumberFormat(undefined, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const suffix = budget.currency === null ? '' : ` ${budget.currency}`;
  return (amount) => `${plain.format(amount)}${suffix}`;
}
