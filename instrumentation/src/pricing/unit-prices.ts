import { USAGE_UNIT } from '../names.ts';
import type { UnitPrice } from './unit-price.ts';
import { COHERE_UNITS } from './units/cohere.ts';
import { GOOGLE_UNITS } from './units/google.ts';
import { GROQ_UNITS } from './units/groq.ts';
import { OPENAI_UNITS } from './units/openai.ts';
import { PERPLEXITY_UNITS } from './units/perplexity.ts';
import { SPEECH_UNITS } from './units/speech.ts';
import { SUPABASE_UNITS } from './units/supabase.ts';
import { TAVILY_UNITS } from './units/tavily.ts';
import { TWILIO_UNITS } from './units/twilio.ts';
import { UPSTASH_UNITS } from './units/upstash.ts';
import { VERCEL_UNITS } from './units/vercel.ts';
import { VOYAGE_UNITS } from './units/voyage.ts';
import { XAI_UNITS } from './units/xai.ts';

export { type UnitPrice } from './unit-price.ts';

export interface UnitQuestion {
  readonly provider: string;
  readonly unit: string;
  readonly operation?: string | undefined;
  readonly variant?: string | undefined;
  readonly at: Date;
}

/**
 * Public prices of what is not billed by the token.
 *
 * Resend sells monthly plans; what one more e-mail costs is the overage price, $0.90 per 1,000, which is also
 * the Scale plan's average.
 */
export const UNIT_PRICES: readonly UnitPrice[] = [
  ...COHERE_UNITS,
  ...GOOGLE_UNITS,
  ...GROQ_UNITS,
  ...OPENAI_UNITS,
  ...PERPLEXITY_UNITS,
  ...SPEECH_UNITS,
  ...SUPABASE_UNITS,
  ...TAVILY_UNITS,
  ...TWILIO_UNITS,
  ...UPSTASH_UNITS,
  ...VERCEL_UNITS,
  ...VOYAGE_UNITS,
  ...XAI_UNITS,
  {
    provider: 'resend',
    unit: USAGE_UNIT.emails,
    from: '2023-01-01',
    nanoUsdPerUnit: 900_000,
    source: 'resend.com/pricing and resend.com/changelog/pay-as-you-go-pricing, seen 2026-03-09',
  },
];

/** Finds unit prices by provider and unit, so that a call does not search all rows. */
export class UnitPrices {
  readonly #rows = new Map<string, Row[]>();

  constructor(prices: readonly UnitPrice[] = UNIT_PRICES) {
    for (const price of prices) {
      const key = keyOf(price);
      const row = { price, fromMs: Date.parse(price.from), specificity: specificityOf(price) };
      const rows = this.#rows.get(key);
      if (rows === undefined) this.#rows.set(key, [row]);
      else rows.push(row);
    }
  }

  /**
   * The price that counts at the call's time: of the rows for its operation and variant, else for its variant, else for its
   * operation, else for the unit as such. Undefined when none is known for that time.
   */
  find(question: UnitQuestion): UnitPrice | undefined {
    const rows = this.#rows.get(keyOf(question));
    if (rows === undefined) return undefined;
    const { operation, variant } = question;
    const atMs = question.at.getTime();
    let best: Row | undefined;
    for (const row of rows) {
      const { price } = row;
      if (price.operation !== undefined && price.operation !== operation) continue;
      if (price.variant !== undefined && price.variant !== variant) continue;
      if (row.fromMs > atMs) continue;
      if (best === undefined || isBetter(row, best)) best = row;
    }
    return best?.price;
  }
}

interface Row {
  readonly price: UnitPrice;
  readonly fromMs: number;
  readonly specificity: number;
}

function isBetter(row: Row, best: Row): boolean {
  const difference = row.specificity - best.specificity;
  return difference > 0 || (difference === 0 && row.fromMs > best.fromMs);
}

function specificityOf({ operation, variant }: UnitPrice): number {
  return (variant === undefined ? 0 : 2) + (operation === undefined ? 0 : 1);
}

function keyOf({ provider, unit }: { provider: string; unit: string }): string {
  return `${provider}\n${unit}`;
}
