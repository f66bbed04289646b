import type { ModelPrice } from '@pydantic/genai-prices';
import type * as GenaiPrices from '@pydantic/genai-prices';
import { periodAround } from './allowances.ts';
import {
  ALWAYS,
  changesOf,
  changesOfModel,
  type EffectiveWindow,
  intersect,
  windowBetween,
} from './effective-window.ts';
import { FREE_MODELS, LIBRARY_FALLBACKS, LIBRARY_PROVIDERS } from './library-providers.ts';
import { modelNames } from './model-names.ts';
import { isInForce, type ModelOverride } from './model-override.ts';
import { MODEL_OVERRIDES } from './model-overrides.ts';
import { ofProvider } from './provider-table.ts';

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
  /** First day of the entry, where it has one. */
  readonly from?: string | undefined;
  readonly source: string;
}

/** That a list knows no price for a model, and as long as that is so. */
export interface NoEntry {
  readonly window: EffectiveWindow;
  readonly modelId?: undefined;
}

/** The entry that prices `model` at `at`: of our own prices, then of the price library. */
export function findModelPrice(
  genai: Genai,
  provider: string,
  model: string,
  at: Date,
  overrides: readonly ModelOverride[] = ofProvider(MODEL_OVERRIDES, provider) ?? [],
): ModelPriceEntry | NoEntry {
  const names = modelNames(provider, model);
  const changes = changesOf(overrides);
  const byDay = overrides.some(({ onDays }) => onDays !== undefined);
  const window = windowBetween(byDay ? [...changes, ...midnightsAround(at)] : changes, at.getTime());
  const entry =
    findOverride(genai, provider, names, at, overrides) ?? findInLibrary(genai, provider, names, at);
  return entry === undefined ? { window } : { ...entry, window: intersect(entry.window, window) };
}

function findOverride(
  genai: Genai,
  provider: string,
  names: readonly string[],
  at: Date,
  overrides: readonly ModelOverride[],
): ModelPriceEntry | undefined {
  const models = overrides
    .filter((override) => isInForce(override, at))
    .sort((a, b) => (b.from ?? '').localeCompare(a.from ?? ''));
  if (models.length === 0) return undefined;
  const own: GenaiPrices.Provider = { id: provider, name: provider, api_pattern: provider, models };
  for (const name of names) {
    const found = genai.calcPrice({}, name, { provider: own, timestamp: at });
    if (found === null) continue;
    const { from, source } = found.model as ModelOverride;
    const told = source === undefined ? OVERRIDE_SOURCE : `${OVERRIDE_SOURCE} (${source})`;
    return { ...entryOf(found, told, at), from };
  }
  return undefined;
}

function midnightsAround(at: Date): number[] {
  const { startMs, endMs } = periodAround('day', at.getTime());
  return [startMs, endMs];
}

function findInLibrary(
  genai: Genai,
  provider: string,
  names: readonly string[],
  at: Date,
): ModelPriceEntry | undefined {
  const libraryId = ofProvider(LIBRARY_PROVIDERS, provider) ?? provider;
  for (const name of names) {
    const found = genai.calcPrice({}, name, { providerId: libraryId, timestamp: at });
    // The library guesses providers by parts of their id, and borrows the models of others.
    if (found === null || found.provider.id !== libraryId) continue;
    const isBorrowed = !found.provider.models.includes(found.model);
    if (isBorrowed && ofProvider(LIBRARY_FALLBACKS, provider)?.test(name) !== true) continue;
    // A fine-tuned model has a price of its own, not that of its base.
    if (name.startsWith('ft:') && !found.model.id.startsWith('ft:')) continue;
    if (Object.keys(found.model_price).length > 0) return entryOf(found, LIBRARY_SOURCE, at);
    // The library says nothing of the price: free for some, not known for others.
    if (ofProvider(FREE_MODELS, provider)?.test(name) === true) {
      return { ...entryOf(found, LIBRARY_SOURCE, at), prices: { input_mtok: 0, output_mtok: 0 } };
    }
  }
  return undefined;
}

function entryOf(found: GenaiPrices.PriceCalculation, list: string, at: Date): ModelPriceEntry {
  const { provider, model, model_price: prices } = found;
  const atMs = at.getTime();
  const changes = changesOfModel(model, atMs);
  return {
    window: changes.length === 0 ? ALWAYS : windowBetween(changes, atMs),
    prices,
    modelId: model.id,
    source: `${list}, ${provider.id}/${model.id}`,
  };
}
