import { calcPrice } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import { createPriceCatalogue, type PriceRequest } from './catalogue.ts';
import { parsePrices } from './prices-file.ts';

const COMPLETE = `
processes: 4
units:
  - { provider: resend, unit: emails, usd: 0.4, per: 1000, from: 2026-01-01, source: our contract }
  - { provider: twilio, unit: sms_segments, variant: DE, usd: 0.05 }
allowances:
  - { provider: resend, unit: emails, quantity: 50000, per: month }
models:
  - { provider: openai, model: gpt-5*, from: 2026-01-01, inputUsdPerMillion: 1, outputUsdPerMillion: 8 }
  - { provider: openai, model: gpt-5-mini, inputUsdPerMillion: 0.2, outputUsdPerMillion: 1.5, cacheReadUsdPerMillion: 0.01 }
  - { provider: openai, model: gpt-5*, serviceTier: flex, inputUsdPerMillion: 0.4, outputUsdPerMillion: 3 }
  - provider: vllm
    model: "*"
    inputUsdPerMillion: 1
    outputUsdPerMillion: 2
    tiers: [{ aboveInputTokens: 200000, inputUsdPerMillion: 3 }]
`;
const AT = new Date('2026-10-01T12:00:00Z');

function costs(text: string, request: Partial<PriceRequest>): number | string {
  const { prices, problems } = parsePrices(text, 'prices.yaml');
  expect(problems).toEqual([]);
  if (prices === undefined) throw new Error('no prices');
  const catalogue = createPriceCatalogue({ calcPrice }, { userPrices: prices });
  const priced = catalogue.price({ provider: 'openai', usage: {}, at: AT, ...request });
  return priced.priced ? priced.costNanoUsd : priced.reason;
}

describe('prices.yaml', () => {
  const usage = { inputTokens: 10, outputTokens: 2 };

  it.each<[string, Partial<PriceRequest>, number]>([
    ['a model of a pattern', { model: 'gpt-5.2', usage }, 10 * 1_000 + 2 * 8_000],
    ['the very name before a pattern', { model: 'gpt-5-mini', usage }, 10 * 200 + 2 * 1_500],
    ['names in any case', { model: 'GPT-5-Mini', usage }, 10 * 200 + 2 * 1_500],
    [
      'cached tokens',
      { model: 'gpt-5-mini', usage: { ...usage, cacheReadTokens: 4 } },
      6 * 200 + 4 * 10 + 3_000,
    ],
    ['a tier of its own', { model: 'gpt-5', serviceTier: 'flex', usage }, 10 * 400 + 2 * 3_000],
    ['a tier by its factor', { model: 'gpt-5', serviceTier: 'batch', usage }, (10 * 1_000 + 2 * 8_000) / 2],
    [
      'before its first day the public price',
      { model: 'gpt-5', at: new Date('2025-12-31'), usage },
      10 * 1_250 + 20_000,
    ],
    ['a provider that no list knows', { provider: 'vllm', model: 'llama', usage }, 10 * 1_000 + 2 * 2_000],
    [
      'a large prompt',
      { provider: 'vllm', model: 'llama', usage: { inputTokens: 200_001, outputTokens: 1 } },
      200_001 * 3_000 + 2_000,
    ],
    ['a unit', { provider: 'resend', usage: { units: { emails: 10 } } }, 4_000_000],
    [
      'a unit by its variant',
      { provider: 'twilio', variant: 'DE', usage: { units: { sms_segments: 2 } } },
      100_000_000,
    ],
  ])('prices %s', (_what, request, nanoUsd) => {
    expect(costs(COMPLETE, request)).toBe(nanoUsd);
  });

  it('tells that a price is the user’s', () => {
    const { prices } = parsePrices(COMPLETE, 'prices.yaml');
    expect(prices?.processes).toBe(4);
    const catalogue = createPriceCatalogue({ calcPrice }, prices && { userPrices: prices });
    expect(catalogue.price({ provider: 'resend', usage: { units: { emails: 1 } }, at: AT })).toMatchObject({
      source: 'prices.yaml (our contract)',
    });
    expect(catalogue.price({ provider: 'openai', model: 'gpt-5', usage, at: AT })).toMatchObject({
      source: 'prices.yaml',
    });
  });

  it.each([
    [
      'models:\n  - { provider: openai, model: x, inputUsdPerMillon: 1 }',
      'prices.yaml:2: models[1]: unknown key "inputUsdPerMillon"; did you mean "inputUsdPerMillion"?',
    ],
    [
      'units:\n  - { provider: p, unit: u, usd: -1 }',
      'prices.yaml:2: units[1].usd: must be 0 or more, in US dollars',
    ],
    ['units:\n  - { provider: p, unit: u, usd: 1, per: 0 }', 'prices.yaml:2: units[1].per: must be above 0'],
    [
      'units:\n  - provider: p\n    unit: u\n    usd: 1\n    from: 2026-02-30',
      'prices.yaml:5: units[1].from: is no day of the calendar',
    ],
    [
      'allowances:\n  - { provider: p, unit: u, quantity: 1, per: week }',
      'prices.yaml:2: allowances[1].per: must be one of day, month',
    ],
    ['processes: 0', 'prices.yaml:1: processes: must be 1 or more'],
    ['unit: []', 'prices.yaml:1: unknown key "unit"; did you mean "units"?'],
    ['a: [', 'prices.yaml:2: not YAML'],
    [
      'models:\n  - { provider: p, model: m }',
      'prices.yaml:2: models[1].inputUsdPerMillion: is missing; it must be a number',
    ],
    [
      'models:\n  - { provider: p, model: m, inputUsdPerMillion: 1, tiers: [{ aboveInputTokens: 1, outputUsdPerMillion: 2 }] }',
      'tiers[1].outputUsdPerMillion: needs "outputUsdPerMillion" beside "model", for smaller prompts',
    ],
    [
      'models:\n  - { provider: p, model: m, inputUsdPerMillion: 1, tiers: [{ aboveInputTokens: 5 }, { aboveInputTokens: 5 }] }',
      'tiers[2].aboveInputTokens: must be above that of the tier before it',
    ],
  ])('refuses %j as a whole and says what would be right', (text, message) => {
    const { prices, problems } = parsePrices(`${text}\n`, 'prices.yaml');
    expect(prices).toBeUndefined();
    expect(problems.map((problem) => problem.message).join('\n')).toContain(message);
  });

  it('says nothing when it is empty', () => {
    expect(parsePrices('', 'prices.yaml').prices).toMatchObject({ units: [], models: [], processes: 1 });
  });
});
