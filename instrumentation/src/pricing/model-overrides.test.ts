import { calcPrice } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import { createPriceCatalogue } from './catalogue.ts';
import { MODEL_OVERRIDES } from './model-overrides.ts';

const catalogue = createPriceCatalogue({ calcPrice });
const AT = '2026-10-01T12:00:00Z';

/** USD of a million input, cached and output tokens each; or why there is no price. */
function rates(provider: string, model: string, at = AT, serviceTier?: string): unknown {
  const million = 1_000_000;
  const usd = (usage: Record<string, number>): number | string => {
    const priced = catalogue.price({
      provider,
      model,
      usage,
      at: new Date(at),
      serviceTier,
      requests: million,
    });
    return priced.priced ? priced.costNanoUsd / 1e9 : priced.reason;
  };
  return [
    usd({ inputTokens: million }),
    usd({ inputTokens: million, cacheReadTokens: million }),
    usd({ outputTokens: million }),
  ];
}

describe('our own model prices', () => {
  it.each(Object.entries(MODEL_OVERRIDES))(
    'of %s are dated, sourced and in the form of the price library',
    (_provider, models) => {
      for (const { id, from, source, prices } of models) {
        expect(source ?? '', id).not.toBe('');
        if (from !== undefined) expect(Number.isNaN(Date.parse(from)), id).toBe(false);
        const lists = Array.isArray(prices) ? prices.map((one) => one.prices) : [prices];
        for (const list of lists) expect(Object.keys(list).length, id).toBeGreaterThan(0);
      }
    },
  );

  it.each([
    ['before the new prices', '2026-08-10T02:00:00Z', [0.14, 0.0028, 0.28]],
    ['at peak', '2026-08-18T02:00:00Z', [0.44, 0.014, 1.32]],
    ['off-peak', '2026-08-18T05:00:00Z', [0.22, 0.007, 0.66]],
    ['at peak on a Saturday before weekends were off-peak', '2026-08-22T02:00:00Z', [0.44, 0.014, 1.32]],
    ['on a Sunday since they are', '2026-08-23T02:00:00Z', [0.22, 0.007, 0.66]],
    ['at peak on a workday', '2026-09-14T09:59:59.999Z', [0.3, 0.006, 1.2]],
    ['off-peak on a workday', '2026-09-14T10:00:00Z', [0.15, 0.003, 0.6]],
    ['on a public holiday', '2026-10-01T02:00:00Z', [0.15, 0.003, 0.6]],
  ])('bill DeepSeek by the hour, the day and the date: %s', (_when, at, expected) => {
    expect(rates('deepseek', 'deepseek-v4-flash', at)).toEqual(expected);
    // What was compiled for another time must not be taken for this one.
    expect(rates('deepseek', 'deepseek-v4-flash', '2026-08-18T05:00:00Z')).toEqual([0.22, 0.007, 0.66]);
  });

  it('bill the names of DeepSeek by what they meant at the time', () => {
    expect(rates('deepseek', 'deepseek-chat', '2025-06-01T12:00:00Z')).toEqual([0.27, 0.07, 1.1]);
    expect(rates('deepseek', 'deepseek-chat', '2025-06-01T20:00:00Z')).toEqual([0.135, 0.035, 0.55]);
    expect(rates('deepseek', 'deepseek-reasoner', '2025-09-10T20:00:00Z')).toEqual([0.56, 0.07, 1.68]);
    expect(rates('deepseek', 'deepseek-reasoner', '2025-12-01T12:00:00Z')).toEqual([0.28, 0.028, 0.42]);
  });

  it('do not pass a price cut of OpenAI on to Azure before Azure does', () => {
    const at = '2026-09-01T00:00:00Z';
    expect(rates('openai', 'gpt-5.6-luna', at)).toEqual([0.2, 0.02, 1.2]);
    expect(rates('azure', 'gpt-5.6-luna', at)).toEqual([1, 0.1, 6]);
    expect(rates('azure', 'gpt-5.6-luna', '2026-10-03T00:00:00Z')).toEqual([0.2, 0.02, 1.2]);
  });

  it('have no price on Azure for a model that Azure has published none for', () => {
    expect(rates('openai', 'gpt-6-sol')).not.toContain('unknown_model');
    expect(rates('azure', 'gpt-6-sol')).toEqual(['unknown_model', 'unknown_model', 'unknown_model']);
    expect(rates('azure', 'openllmetry-testing')).toContain('unknown_model');
    expect(rates('azure', 'gpt-4-0125-preview')).toEqual([10, 10, 30]);
    expect(rates('azure', 'gpt-4-0613')).toEqual([30, 30, 60]);
    expect(rates('azure', 'claude-opus-5')).toEqual([5, 0.5, 25]);
  });

  it.each([
    ['ft:gpt-4o-mini-2024-07-18:acme::abc123', [0.3, 0.15, 1.2]],
    ['ft:gpt-4.1-2025-04-14:acme:support:abc123', [3, 0.75, 12]],
    ['ft:gpt-4.1-mini-2025-04-14:acme::abc123', [0.8, 0.2, 3.2]],
    ['ft:gpt-3.5-turbo-0125:acme::abc123', [3, 3, 6]],
    ['ft:gpt-5:acme::abc123', ['unknown_model', 'unknown_model', 'unknown_model']],
  ])('bill the fine-tuned model %s at its own price, not that of its base', (model, expected) => {
    expect(rates('openai', model)).toEqual(expected);
  });

  it.each([
    ['aws-bedrock', 'eu.amazon.nova-lite-v1:0', [0.078, 0.0195, 0.312]],
    ['aws-bedrock', 'us.amazon.nova-lite-v1:0', [0.06, 0.015, 0.24]],
    ['aws-bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', [3.3, 0.33, 16.5]],
    ['aws-bedrock', 'global.anthropic.claude-sonnet-4-5-20250929-v1:0', [3, 0.3, 15]],
    [
      'aws-bedrock',
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      [3.3, 0.33, 16.5],
    ],
    ['aws-bedrock', 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0', [0.06, 0.015, 0.24]],
    ['aws-bedrock', 'amazon.titan-embed-text-v2:0', [0.02, 0.02, 'unknown_unit']],
    ['google-vertex', 'publishers/anthropic/models/claude-sonnet-4@20250514', [3, 0.3, 15]],
    ['google-vertex', 'projects/p/locations/l/publishers/google/models/gemini-2.5-flash', [0.3, 0.03, 2.5]],
    ['google-vertex', 'google/gemini-2.5-flash', [0.3, 0.03, 2.5]],
    ['google-vertex', 'gemini-2.0-flash-001', [0.15, 0.0375, 0.6]],
    ['google', 'models/gemini-2.0-flash-001', [0.1, 0.025, 0.4]],
    ['openrouter', 'deepseek/deepseek-r1:free', [0, 0, 0]],
    ['groq', 'openai/gpt-oss-safeguard-20b', [0.075, 0.0375, 0.3]],
  ])('finds %s %s under its name', (provider, model, expected) => {
    expect(rates(provider, model)).toEqual(expected);
  });

  it.each([
    'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc',
    'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/amazon.nova-lite-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.nova-lite-v1:0:300k/abc',
  ])('does not guess what %s costs', (model) => {
    expect(rates('aws-bedrock', model)).toContain('unknown_model');
  });

  it.each([
    ['anthropic', 'claude-opus-4-6', 'fast', [30, 3, 150]],
    ['anthropic', 'claude-opus-5', 'fast', [10, 1, 50]],
    ['anthropic', 'claude-opus-5', 'us_inference', [5.5, 0.55, 27.5]],
    ['anthropic', 'claude-opus-5', 'batch+us_inference', [2.75, 0.275, 13.75]],
    [
      'anthropic',
      'claude-sonnet-5',
      'fast',
      ['unknown_service_tier', 'unknown_service_tier', 'unknown_service_tier'],
    ],
    ['google', 'gemini-2.5-flash', 'batch', [0.15, 0.03, 1.25]],
    ['google', 'gemini-3-flash-preview', 'flex', [0.25, 0.025, 1.5]],
    ['aws-bedrock', 'us.amazon.nova-pro-v1:0', 'optimized', [1, 0.25, 4]],
    ['openai', 'gpt-5.5', 'priority', [12.5, 1.25, 75]],
    ['groq', 'openai/gpt-oss-120b', 'on_demand', [0.15, 0.075, 0.6]],
  ])('bill %s %s in the tier %s', (provider, model, tier, expected) => {
    expect(rates(provider, model, AT, tier)).toEqual(expected);
  });
});
