import { calcPrice, findProvider, type MatchLogic } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import { createPriceCatalogue, loadPriceCatalogue, type PriceRequest } from './catalogue.ts';
import { nanoFromUsd, usdFromNano } from './money.ts';
import { findTierFactor, findTierPrice, TIER_PRICES, type TierPrice } from './service-tiers.ts';
import { type UnitPrice, UnitPrices } from './unit-prices.ts';

const AT = new Date('2026-10-01T12:00:00Z');
const catalogue = createPriceCatalogue({ calcPrice });

function price(request: Partial<PriceRequest>) {
  return catalogue.price({ provider: 'openai', model: 'gpt-4o-2024-08-06', usage: {}, at: AT, ...request });
}

function cost(request: Partial<PriceRequest>): number {
  const priced = price(request);
  if (!priced.priced || priced.unpriced !== undefined) throw new Error(JSON.stringify(priced));
  return priced.costNanoUsd;
}

describe('price catalogue', () => {
  it('prices tokens in whole nano-USD, cached ones as a part of the input', () => {
    expect(cost({ usage: { inputTokens: 1000, cacheReadTokens: 600, outputTokens: 100 } })).toBe(
      400 * 2_500 + 600 * 1_250 + 100 * 10_000,
    );
  });

  it('does not add reasoning tokens to the output', () => {
    const usage = { inputTokens: 8, outputTokens: 82 };
    expect(cost({ model: 'gpt-5', usage: { ...usage, reasoningTokens: 64 } })).toBe(
      cost({ model: 'gpt-5', usage }),
    );
  });

  it('prices cache writes for an hour apart from those for five minutes', () => {
    const usage = { inputTokens: 100, cacheWriteTokens: 50, cacheWrite1hTokens: 20, outputTokens: 10 };
    expect(cost({ provider: 'anthropic', model: 'claude-sonnet-4-5-20250929', usage })).toBe(
      50 * 3_000 + 30 * 3_750 + 20 * 6_000 + 10 * 15_000,
    );
  });

  it('applies the price of large prompts to the call alone', () => {
    const provider = 'anthropic';
    const model = 'claude-sonnet-4-5';
    const small = cost({ provider, model, usage: { inputTokens: 150_000, outputTokens: 10 } });
    const large = cost({ provider, model, usage: { inputTokens: 300_000, outputTokens: 20 } });
    expect(small).toBe(150_000 * 3_000 + 10 * 15_000);
    expect(large).toBe(300_000 * 6_000 + 20 * 22_500);
  });

  it('prices the sum of many requests at the rates of the average one', () => {
    const provider = 'anthropic';
    const model = 'claude-sonnet-4-5';
    const usage = { inputTokens: 300_000, outputTokens: 20 };
    expect(cost({ provider, model, usage, requests: 10 })).toBe(300_000 * 3_000 + 20 * 15_000);
    expect(cost({ provider, model, usage, requests: 1 })).toBe(300_000 * 6_000 + 20 * 22_500);
  });

  it('prices what a router passed on by the list of who answered', () => {
    const usage = { inputTokens: 1000, outputTokens: 100 };
    const routed = { provider: 'huggingface', model: 'deepseek-ai/DeepSeek-R1', usage };
    expect(cost({ ...routed, variant: 'together' })).toBe(1000 * 3_000 + 100 * 7_000);
    expect(price(routed)).toEqual({ priced: false, reason: 'unknown_model' });
    expect(price({ ...routed, variant: 'nobody' })).toEqual({ priced: false, reason: 'unknown_model' });
  });

  it('prices Qwen by the part of the world and the size of the prompt', () => {
    const qwen = (inputTokens: number, variant: string) => ({
      provider: 'alibaba',
      model: 'qwen3-max-2025-09-23',
      usage: { inputTokens, cacheReadTokens: 1000, outputTokens: 100 },
      variant,
    });
    expect(cost(qwen(2000, 'international'))).toBe(1000 * 1_200 + 1000 * 240 + 100 * 6_000);
    expect(cost(qwen(40_000, 'international'))).toBe(39_000 * 2_400 + 1000 * 480 + 100 * 12_000);
    expect(price(qwen(2000, 'mainland'))).toEqual({ priced: false, reason: 'unknown_model' });
  });

  it.each([
    ['openai', 'dall-e-3', 'images', 'dall-e-3/hd/1024x1792', 2, 240_000_000],
    ['openai', 'tts-1', 'characters', 'tts-1', 1000, 15_000_000],
    ['openai', 'sora-2-pro', 'video_seconds', 'sora-2-pro/1792x1024', 8, 4_000_000_000],
    ['openai', 'gpt-5', 'code_interpreter_sessions', undefined, 2, 60_000_000],
    ['perplexity', 'sonar-deep-research', 'citation_tokens', undefined, 1_000_000, 2_000_000_000],
    ['xai', 'grok-4', 'sources', undefined, 4, 100_000_000],
    ['groq', 'playai-tts', 'characters', 'playai-tts', 1000, 50_000_000],
    ['mistral', 'mistral-ocr-latest', 'pages', undefined, 1000, 4_000_000_000],
  ])('prices units of %s %s: %s %s', (provider, model, unit, variant, count, nanoUsd) => {
    expect(cost({ provider, model, usage: { units: { [unit]: count } }, variant })).toBe(nanoUsd);
  });

  it('bills the request of a search model by the size of its context, and no flat fee beside it', () => {
    const usage = { inputTokens: 10, outputTokens: 250, units: { requests: 1 } };
    const sonar = { provider: 'perplexity', model: 'sonar', usage };
    expect(cost({ ...sonar, variant: 'sonar/low' })).toBe(260 * 1_000 + 5_000_000);
    expect(cost({ ...sonar, variant: 'sonar/high' })).toBe(260 * 1_000 + 12_000_000);
  });

  it('prices web searches beside tokens', () => {
    const usage = { inputTokens: 10, outputTokens: 5, units: { web_searches: 2 } };
    expect(cost({ provider: 'anthropic', model: 'claude-sonnet-4-5', usage })).toBe(
      10 * 3_000 + 5 * 15_000 + 20_000_000,
    );
  });

  it('prices the searches of hosted tools beside tokens', () => {
    const usage = { inputTokens: 10, outputTokens: 5, units: { web_searches: 2, file_searches: 4 } };
    expect(cost({ model: 'gpt-5', usage })).toBe(10 * 1_250 + 5 * 10_000 + 2 * 10_000_000 + 4 * 2_500_000);
  });

  it('prices transcriptions by the second', () => {
    expect(cost({ model: 'whisper-1', usage: { units: { audio_seconds: 60 } } })).toBe(6_000_000);
  });

  it('prices audio tokens of the preview models at the audio rate', () => {
    const usage = { inputTokens: 64, inputAudioTokens: 44, outputTokens: 9 };
    expect(cost({ model: 'gpt-4o-audio-preview-2024-12-17', usage })).toBe(
      20 * 2_500 + 44 * 40_000 + 9 * 10_000,
    );
  });

  it('does not price audio tokens of a model that has no audio price', () => {
    const usage = { inputTokens: 64, inputAudioTokens: 44, outputTokens: 9 };
    expect(price({ model: 'gpt-4o', usage })).toEqual({ priced: false, reason: 'unknown_unit' });
  });

  it('prices image tokens at the rates of images', () => {
    const usage = { inputTokens: 1100, inputImageTokens: 1000, outputTokens: 1000, outputImageTokens: 1000 };
    expect(cost({ model: 'gpt-image-1.5', usage })).toBe(100 * 5_000 + 1000 * 8_000 + 1000 * 32_000);
    // Its only output price is that of images.
    expect(cost({ model: 'gpt-image-1', usage })).toBe(100 * 5_000 + 1000 * 10_000 + 1000 * 40_000);
  });

  it.each([
    ['put in', { inputTokens: 64, inputImageTokens: 44, outputTokens: 9 }],
    ['put out', { inputTokens: 64, outputTokens: 9, outputImageTokens: 9 }],
  ])('does not price image tokens %s where the model has no price for them', (_what, usage) => {
    expect(price({ model: 'gpt-4o', usage })).toEqual({ priced: false, reason: 'unknown_unit' });
  });

  it('takes explicit zero usage for a price of zero', () => {
    expect(cost({ usage: { inputTokens: 0, outputTokens: 0 } })).toBe(0);
    expect(catalogue.price({ provider: 'resend', usage: { units: { emails: 0 } }, at: AT })).toMatchObject({
      priced: true,
      costNanoUsd: 0,
    });
  });

  it.each([[{}], [{ units: {} }], [{ cacheReadTokens: 0, reasoningTokens: 3 }]])(
    'does not take the empty usage %j for a price of zero',
    (usage) => {
      expect(price({ usage })).toEqual({ priced: false, reason: 'no_usage' });
    },
  );

  it.each([
    ['an unknown model', { model: 'nobody-knows-1' }],
    ['a missing model', { model: undefined }],
    ['an unknown provider', { provider: 'nobody' }],
  ])('never prices %s at zero', (_what, request) => {
    const { model, ...rest } = { model: 'gpt-4o', ...request };
    const asked = { provider: 'openai', usage: { inputTokens: 10, outputTokens: 1 }, at: AT, ...rest };
    expect(catalogue.price(model === undefined ? asked : { ...asked, model })).toEqual({
      priced: false,
      reason: 'unknown_model',
    });
  });

  it.each([
    [{ inputTokens: -1 }],
    [{ inputTokens: Number.NaN }],
    [{ inputTokens: Infinity }],
    [{ inputTokens: 1.5 }],
    [{ inputTokens: 10, cacheReadTokens: 11 }],
    [{ inputTokens: 10, cacheReadTokens: 6, cacheWriteTokens: 6 }],
    [{ inputTokens: 10, cacheWriteTokens: 2, cacheWrite1hTokens: 3 }],
    [{ inputTokens: 10, inputAudioTokens: 6, inputImageTokens: 6 }],
    [{ outputTokens: 10, outputImageTokens: 11 }],
    [{ units: { emails: -2 } }],
  ])('refuses the impossible usage %j', (usage) => {
    expect(price({ usage })).toEqual({ priced: false, reason: 'invalid_usage' });
  });

  it('tells the part that has no price and prices the rest', () => {
    const usage = { inputTokens: 10, outputTokens: 0, units: { web_searches: 1 } };
    expect(price({ model: 'text-embedding-3-small', usage })).toMatchObject({
      priced: true,
      costNanoUsd: 200,
      unpriced: 'unknown_unit',
    });
    expect(price({ model: 'gpt-4o', usage: { units: { audio_seconds: 37 } } })).toEqual({
      priced: false,
      reason: 'unknown_unit',
    });
    const seconds = { provider: 'openai', usage: { units: { audio_seconds: 37 } }, at: AT };
    expect(catalogue.price(seconds)).toEqual({ priced: false, reason: 'unknown_model' });
  });

  it('prices e-mails by recipient without any model', () => {
    expect(catalogue.price({ provider: 'resend', usage: { units: { emails: 3 } }, at: AT })).toMatchObject({
      priced: true,
      costNanoUsd: 2_700_000,
    });
  });

  it.each(['default', 'standard', 'auto', undefined])(
    'bills the tier %s at the standard price',
    (serviceTier) => {
      const usage = { inputTokens: 8, outputTokens: 11 };
      const request = { model: 'gpt-5-2025-08-07', usage };
      expect(cost(serviceTier === undefined ? request : { ...request, serviceTier })).toBe(
        8 * 1_250 + 11 * 10_000,
      );
    },
  );

  it('bills priority, flex and batch at their own prices', () => {
    const request = {
      model: 'gpt-5-2025-08-07',
      usage: { inputTokens: 8, cacheReadTokens: 2, outputTokens: 11 },
    };
    expect(cost({ ...request, serviceTier: 'priority' })).toBe(6 * 2_500 + 2 * 250 + 11 * 20_000);
    expect(cost({ ...request, serviceTier: 'flex' })).toBe((6 * 1_250 + 2 * 125 + 11 * 10_000) / 2);
    expect(cost({ ...request, provider: 'anthropic', model: 'claude-opus-4-8', serviceTier: 'batch' })).toBe(
      (6 * 5_000 + 2 * 500 + 11 * 25_000) / 2,
    );
  });

  it('does not discount web searches with the tier', () => {
    const usage = { inputTokens: 10, outputTokens: 0, units: { web_searches: 1 } };
    expect(cost({ provider: 'anthropic', model: 'claude-opus-4-8', usage, serviceTier: 'batch' })).toBe(
      25_000 + 10_000_000,
    );
  });

  it.each([
    ['a tier nobody knows', 'gpt-5', 'express', 8],
    ['a model without a price in the tier', 'gpt-5-nano', 'priority', 8],
    ['another model of the same beginning', 'gpt-5-pro', 'priority', 8],
    ['a prompt too long for the tier', 'gpt-5', 'priority', 200_000],
  ])('does not price %s', (_what, model, serviceTier, inputTokens) => {
    expect(price({ model, serviceTier, usage: { inputTokens, outputTokens: 1 } })).toEqual({
      priced: false,
      reason: 'unknown_service_tier',
    });
  });

  it('does not price a tier before its first day', () => {
    const usage = { inputTokens: 8, outputTokens: 1 };
    expect(
      price({ model: 'o3', serviceTier: 'flex', usage, at: new Date('2025-04-16T23:59:59Z') }).priced,
    ).toBe(false);
    expect(
      price({ model: 'o3', serviceTier: 'flex', usage, at: new Date('2025-04-17T00:00:00Z') }).priced,
    ).toBe(true);
  });

  it('chooses a model price by the call, not by the clock', () => {
    // o3 became cheaper on 2025-06-10: from $10 and $40 to $2 and $8 a million tokens.
    const request = { model: 'o3', usage: { inputTokens: 1_000, outputTokens: 100 } };
    expect(cost({ ...request, at: new Date('2025-06-01T00:00:00Z') })).toBe(14_000_000);
    expect(cost({ ...request, at: AT })).toBe(2_800_000);
  });

  it('loads one catalogue, however often it is asked', async () => {
    expect(await loadPriceCatalogue()).toBe(await loadPriceCatalogue());
  });
});

describe('tier prices', () => {
  const row = (model: string, from: string, inputUsdPerMillion: number): TierPrice => ({
    provider: 'p',
    tier: 't',
    from,
    model,
    inputUsdPerMillion,
    cacheReadUsdPerMillion: 1,
    outputUsdPerMillion: 1,
    maxInputTokens: 1,
    source: 's',
  });
  const prices = [
    row('m', '2026-03-01', 2),
    row('m', '2026-01-01', 1),
    row('m', '2026-02-01', 3),
    row('m-2025-01-01', '2026-01-01', 9),
  ];

  it.each([
    ['m', '2025-12-31', undefined],
    ['m', '2026-01-31', 1],
    ['m', '2026-02-01', 3],
    ['m', '2026-03-02', 2],
    ['m-2025-05-05', '2026-03-02', 2],
    ['m-2025-01-01', '2026-03-02', 9],
    ['m-mini', '2026-03-02', undefined],
  ])('take the newest row in force, a snapshot its own: %s at %s', (model, at, usd) => {
    expect(findTierPrice('p', 't', model, new Date(at), prices)?.inputUsdPerMillion).toBe(usd);
  });

  it('take the newest factor in force', () => {
    const factors = ['2026-03-01', '2026-01-01'].map((from, index) => ({
      provider: 'p',
      tier: 't',
      from,
      factor: index,
      source: 's',
    }));
    expect(findTierFactor('p', 't', 'm', new Date('2026-02-01'), factors)?.factor).toBe(1);
    expect(findTierFactor('p', 't', 'm', new Date('2026-04-01'), factors)?.factor).toBe(0);
  });

  /** Model names that a rule of the price library tells outright. */
  function namesIn(match: MatchLogic): string[] {
    if ('equals' in match) return [match.equals];
    return 'or' in match ? match.or.flatMap(namesIn) : [];
  }

  const known = (findProvider({ providerId: 'openai' })?.models ?? []).flatMap(({ id, match }) => [
    id,
    ...namesIn(match),
  ]);
  const tiered = [...new Set(known)].filter((model) => findTierPrice('openai', 'priority', model, AT));

  it('know the models of the price library', () => {
    for (const { model } of TIER_PRICES) expect(tiered).toContain(model);
  });

  it.each(tiered)('are never below the standard price for a tier above it: %s', (model) => {
    for (const usage of [
      { inputTokens: 1_000, outputTokens: 0 },
      { inputTokens: 1_000, cacheReadTokens: 1_000, outputTokens: 0 },
      { inputTokens: 0, outputTokens: 1_000 },
    ]) {
      expect(cost({ model, usage, serviceTier: 'priority' })).toBeGreaterThan(cost({ model, usage }));
    }
  });
});

describe('unit prices', () => {
  const prices: UnitPrice[] = [
    { provider: 'p', unit: 'emails', from: '2026-03-01', nanoUsdPerUnit: 2, source: 'b' },
    { provider: 'p', unit: 'emails', from: '2026-01-01', nanoUsdPerUnit: 1, source: 'a' },
  ];

  it.each([
    ['2025-12-31T23:59:59.999Z', undefined],
    ['2026-01-01T00:00:00Z', 1],
    ['2026-02-28T23:59:59.999Z', 1],
    ['2026-03-01T00:00:00Z', 2],
  ])('count from their first day: at %s %s', (at, nano) => {
    expect(
      new UnitPrices(prices).find({ provider: 'p', unit: 'emails', at: new Date(at) })?.nanoUsdPerUnit,
    ).toBe(nano);
  });
});

describe('money', () => {
  it('goes from nano-USD to USD and back', () => {
    for (const nano of [0, 1, 900_000, 123_456_789_012]) expect(nanoFromUsd(usdFromNano(nano))).toBe(nano);
    expect(usdFromNano(9_994_500_000n)).toBe(9.9945);
  });
});
