import { asText } from '../../wire/json-values.ts';

/** How Twilio states what something cost: a text such as `-0.00750`, null as long as it is not known. */
export interface TwilioPrice {
  price?: unknown;
  price_unit?: unknown;
}

/** The stated cost in USD; undefined when none is stated yet, or in another currency. */
export function statedUsd({ price, price_unit: currency }: TwilioPrice): number | undefined {
  const text = typeof price === 'number' ? String(price) : asText(price);
  if (text === undefined || asText(currency)?.toUpperCase() !== 'USD') return undefined;
  const amount = Math.abs(Number(text));
  return Number.isFinite(amount) ? amount : undefined;
}
