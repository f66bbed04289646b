import { type ModelInfo, type ModelPrice } from '@pydantic/genai-prices';
import type * as GenaiPrices from '@pydantic/genai-prices';
import { ALWAYS, changesOfModel, type EffectiveWindow, windowBetween } from './effective-window.ts';
import { FREE_MODELS, LIBRARY_FALLBACKS, LIBRARY_PROVIDERS } from './library-providers.ts';
import { modelNames } from './model-names.ts';
import { MODEL_OVERRIDES } from './model-overrides.ts';

export type Genai = Pick<typeof GenaiPrices, 'calcPrice'>;

/** Version of `@pydantic/genai-prices` that is installed; a test holds it to the package. */
export const LIBRARY_VERSION = '0.1.8';
const LIBRARY_SOURCE = `@pydantic/genai-prices ${LIBRARY_VERSION}`;
const OVERRIDE_SOURCE = 'outlay model prices';

/** A model's standard price at a time, in the form of the price library, and where it comes from. */
export interface ModelPriceEntry {
  /** The time in which it counts unchanged. */
  readonly window: EffectiveWindow;
  readonly prices: ModelPrice;
  /** Id of the entry that matched. */
  readonly modelId: string;
  readonly source: string;
}

/** Overrides of ours by provider id, as one provider of the price library each. */
const overrides = new Map<string, GenaiPrices.Provider>();

/**
 * The entry that prices `model` at `at`: of our overrides, then of the price library. Undefined when neither knows the
 * model, or knows it without a price.
 */
export function findModelPrice(
  genai: Genai,
  provider: string,
  model: string,
  at: Date,
): ModelPriceEntry | undefined {
  const names = modelNames(provider, model);
  for (const name of names) {
    const own = overridesOf(provider);
    if (own === undefined) break;
    const found = genai.calcPrice({}, name, { provider: own, timestamp: at });
    if (found !== null) return entryOf(found, OVERRIDE_SOURCE, at);
  }
  for (const name of names) {
    const found = findInLibrary(genai, provider, name, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findInLibrary(genai: Genai, provider: string, name: string, at: Date): ModelPriceEntry | undefined {
  // A fine-tuned model has a price of its own; a rule for its base must not match it.
  if (name.startsWith('ft:')) return undefined;
  const libraryId = LIBRARY_PROVIDERS[provider] ?? provider;
  const found = genai.calcPrice({}, name, { providerId: libraryId, timestamp: at });
  // The library guesses providers by parts of their id, and borrows the models of others.
  if (found === null || found.provider.id !== libraryId) return undefined;
  const isOwn = found.provider.models.includes(found.model);
  if (!isOwn && !LIBRARY_FALLBACKS.has(provider)) return undefined;
  // The library says nothing of the price: free for some, not known for others.
  if (Object.keys(found.model_price).length === 0) {
    const isFree = FREE_MODELS[provider]?.test(name) === true;
    if (!isFree) return undefined;
    const prices = { input_mtok: 0, output_mtok: 0 };
    return { window: ALWAYS, prices, modelId: found.model.id, source: `${LIBRARY_SOURCE}, ${idOf(found)}` };
  }
  return entryOf(found, LIBRARY_SOURCE, at);
}

function entryOf(found: GenaiPrices.PriceCalculation, source: string, at: Date): ModelPriceEntry {
  const { model, model_price: prices } = found;
  const atMs = at.getTime();
  const window = windowBetween(changesOfModel(model, atMs), atMs);
  return { window, prices, modelId: model.id, source: `${source}, ${idOf(found)}` };
}

function idOf({ provider, model }: GenaiPrices.PriceCalculation): string {
  return `${provider.id}/${model.id}`;
}

function overridesOf(provider: string): GenaiPrices.Provider | undefined {
  const models: readonly ModelInfo[] | undefined = MODEL_OVERRIDES[provider];
  if (models === undefined) return undefined;
  let own = overrides.get(provider);
  if (own === undefined) {
    own = { id: provider, name: provider, api_pattern: provider, models: [...models] };
    overrides.set(provider, own);
  }
  return own;
}
