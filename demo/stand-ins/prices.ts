/**
 * What the stand-ins charge: their own copy of the providers' public price lists, as published on 2026-08-01.
 * It shares nothing with Outlay's prices, so that the ledger can be held against it.
 *
 * Nano-USD per token or email: $2.50 for a million tokens is 2,500 nano-USD for one.
 */
interface TokenPrices {
  readonly from: string;
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

const TOKEN_PRICES: Readonly<Record<string, readonly [TokenPrices, ...TokenPrices[]]>> = {
  'gpt-4o-2024-08-06': [
    { from: '2024-08-06', input: 2_500, cacheRead: 1_250, cacheWrite: 0, output: 10_000 },
  ],
  'gpt-5-mini-2025-08-07': [{ from: '2025-08-07', input: 250, cacheRead: 25, cacheWrite: 0, output: 2_000 }],
  'gpt-5.1-2025-11-13': [{ from: '2025-11-13', input: 1_250, cacheRead: 125, cacheWrite: 0, output: 10_000 }],
  'text-embedding-3-small': [{ from: '2024-01-25', input: 20, cacheRead: 20, cacheWrite: 0, output: 0 }],
  // With the cache of five minutes.
  'claude-sonnet-4-6': [
    { from: '2026-02-17', input: 3_000, cacheRead: 300, cacheWrite: 3_750, output: 15_000 },
  ],
  'claude-haiku-4-5-20251001': [
    { from: '2025-10-01', input: 1_000, cacheRead: 100, cacheWrite: 1_250, output: 5_000 },
  ],
};

/** An email beyond a plan's volume: $0.90 for a thousand. */
const EMAIL_NANO_USD = 900_000;

/** Token counts of one answer; the four are apart from each other, unlike in OpenAI's usage object. */
export interface BilledTokens {
  readonly freshInput: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

/** @throws RangeError for a model without a price on that day */
export function tokensNanoUsd(model: string, tokens: BilledTokens, at: Date): bigint {
  const price = TOKEN_PRICES[model]?.findLast(({ from }) => new Date(from) <= at);
  if (!price) throw new RangeError(`the stand-ins have no price of ${model} on ${at.toISOString()}`);
  return BigInt(
    tokens.freshInput * price.input +
      tokens.cacheRead * price.cacheRead +
      tokens.cacheWrite * price.cacheWrite +
      tokens.output * price.output,
  );
}

export function emailsNanoUsd(recipients: number): bigint {
  return BigInt(recipients * EMAIL_NANO_USD);
}
