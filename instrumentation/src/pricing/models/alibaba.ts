import type { ModelPrice } from '@pydantic/genai-prices';
import type { ModelOverride } from '../model-override.ts';

const SOURCE = 'alibabacloud.com/help/en/model-studio/model-pricing, international, seen 2026-05';
/** Alibaba counts a K as 1,024 tokens: the largest prompt of qwen3-max, "252K", has 258,048. */
const K = 1024;
/** Of the price of input. Source: alibabacloud.com/help/en/model-studio/context-cache, implicit and explicit cache. */
const CACHE_READ = 0.2;
const CACHE_WRITE = 1.25;

/** Steps of the prompt's size in K tokens, from which on a price counts; in USD for a million. */
type Steps = readonly (readonly [aboveK: number, inputUsd: number, outputUsd: number])[];

/**
 * Qwen at the international endpoints; the mainland's prices are in yuan and others. Models whose output costs more while
 * they think are left out: their responses do not tell whether they did.
 */
export const ALIBABA_INTERNATIONAL_MODELS: readonly ModelOverride[] = [
  model('qwen3-max', '2025-09-23', [
    [0, 1.2, 6],
    [32, 2.4, 12],
    [128, 3, 15],
  ]),
  model('qwen-flash', '2025-07-28', [
    [0, 0.05, 0.4],
    [256, 0.25, 2],
  ]),
  model('qwen-max', '2025-01-25', [[0, 1.6, 6.4]]),
];

function model(id: string, from: string, steps: Steps): ModelOverride {
  const price = (usdOf: (step: Steps[number]) => number): ModelPrice['input_mtok'] => {
    const [first, ...more] = steps;
    const base = first === undefined ? 0 : usdOf(first);
    if (more.length === 0) return base;
    return { base, tiers: more.map((step) => ({ start: step[0] * K, price: usdOf(step) })) };
  };
  return {
    id,
    from,
    source: SOURCE,
    match: { regex: `^${id}(-preview|-latest|-\\d{4}-\\d{2}-\\d{2})?$` },
    prices: {
      input_mtok: price(([, input]) => input),
      cache_read_mtok: price(([, input]) => input * CACHE_READ),
      cache_write_mtok: price(([, input]) => input * CACHE_WRITE),
      output_mtok: price(([, , output]) => output),
    },
  };
}
