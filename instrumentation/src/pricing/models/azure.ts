import type { ModelOverride } from '../model-override.ts';

/**
 * Azure publishes prices of its own. Most equal OpenAI's on the day of a model's launch; later cuts of OpenAI's come later
 * or not at all. These are those of Global deployments: what a response tells does not say where it ran, and Data Zone and
 * Regional deployments cost about 10 % more. Of prompts over 272,000 tokens Azure bills more; that is not in here.
 */
const SOURCE = 'azure.microsoft.com/pricing/details/azure-openai, Global, seen 2026-08';
const CUT = 'azure.microsoft.com/pricing/details/azure-openai, Global, seen 2026-10-03';

type Usd = readonly [input: number, cacheRead: number | undefined, output: number];

/** A model and its dated snapshots, not other models of the name. */
function azure(model: string, [input, cacheRead, output]: Usd, from?: string): ModelOverride {
  const pattern = model.replaceAll('.', '\\.');
  return {
    id: model,
    match: { regex: `^${pattern}(?:-\\d{4}-\\d{2}-\\d{2}|-\\d{4})?$` },
    prices: {
      input_mtok: input,
      ...(cacheRead !== undefined && { cache_read_mtok: cacheRead }),
      output_mtok: output,
    },
    source: from === undefined ? SOURCE : CUT,
    ...(from !== undefined && { from }),
  };
}

export const AZURE_MODELS: readonly ModelOverride[] = [
  azure('gpt-35-turbo', [0.5, undefined, 1.5]),
  azure('gpt-3.5-turbo', [0.5, undefined, 1.5]),
  azure('gpt-35-turbo-16k', [3, undefined, 4]),
  azure('gpt-4', [30, undefined, 60]),
  azure('gpt-4-32k', [60, undefined, 120]),
  azure('gpt-4-turbo', [10, undefined, 30]),
  { ...azure('gpt-4-turbo', [10, undefined, 30]), match: { regex: '^gpt-4-(?:1106|0125)-preview$' } },
  { ...azure('gpt-4o-2024-05-13', [5, undefined, 15]), match: { equals: 'gpt-4o-2024-05-13' } },
  azure('gpt-4o', [2.5, 1.25, 10]),
  azure('gpt-4o-mini', [0.15, 0.075, 0.6]),
  azure('gpt-4.1', [2, 0.5, 8]),
  azure('gpt-4.1-mini', [0.4, 0.1, 1.6]),
  azure('gpt-4.1-nano', [0.1, 0.025, 0.4]),
  azure('gpt-4.5-preview', [75, 37.5, 150]),
  azure('gpt-5', [1.25, 0.125, 10]),
  azure('gpt-5-chat', [1.25, 0.125, 10]),
  azure('gpt-5-codex', [1.25, 0.125, 10]),
  azure('gpt-5-mini', [0.25, 0.025, 2]),
  azure('gpt-5-nano', [0.05, 0.005, 0.4]),
  azure('gpt-5-pro', [15, undefined, 120]),
  azure('gpt-5.1', [1.25, 0.125, 10]),
  azure('gpt-5.1-chat', [1.25, 0.125, 10]),
  azure('gpt-5.1-codex', [1.25, 0.125, 10]),
  azure('gpt-5.1-codex-max', [1.25, 0.125, 10]),
  azure('gpt-5.1-codex-mini', [0.25, 0.025, 2]),
  azure('gpt-5.2', [1.75, 0.175, 14]),
  azure('gpt-5.2-chat', [1.75, 0.175, 14]),
  azure('gpt-5.2-codex', [1.75, 0.175, 14]),
  azure('gpt-5.2-pro', [21, undefined, 168]),
  azure('gpt-5.3-chat', [1.75, 0.175, 14]),
  azure('gpt-5.3-codex', [1.75, 0.175, 14]),
  azure('gpt-5.4', [2.5, 0.25, 15]),
  azure('gpt-5.4-mini', [0.75, 0.075, 4.5]),
  azure('gpt-5.4-nano', [0.2, 0.02, 1.25]),
  azure('gpt-5.4-pro', [30, undefined, 180]),
  azure('gpt-5.5', [5, 0.5, 30]),
  azure('gpt-5.5-pro', [30, undefined, 180]),
  azure('gpt-5.6-sol', [5, 0.5, 30]),
  azure('gpt-5.6', [5, 0.5, 30]),
  azure('gpt-5.6-terra', [2.5, 0.25, 15]),
  azure('gpt-5.6-luna', [1, 0.1, 6]),
  azure('gpt-5.6-sol', [4, 0.4, 20], '2026-10-03'),
  azure('gpt-5.6', [4, 0.4, 20], '2026-10-03'),
  azure('gpt-5.6-terra', [2, 0.2, 12], '2026-10-03'),
  azure('gpt-5.6-luna', [0.2, 0.02, 1.2], '2026-10-03'),
  azure('o3-pro', [20, undefined, 80]),
  azure('o3-deep-research', [10, 2.5, 40]),
  // The library rounds the price of cached tokens, and takes any name that holds this one.
  azure('o4-mini', [1.1, 0.275, 4.4]),
  azure('codex-mini', [1.5, 0.375, 6]),
  azure('computer-use-preview', [3, undefined, 12]),
];
