import { compilePrice, type CompiledPrice, type MissingPrice } from './compile-price.ts';
import { isWithin } from './effective-window.ts';
import { type Genai } from './model-source.ts';
import { RecentCache } from './recent-cache.ts';

/** Prices kept in their compiled form; a service uses some dozens of models and tiers. */
const CACHE_LIMIT = 1_000;
/** Prices of one model kept for different times: peak and off-peak hours of today and yesterday, old calls beside new ones. */
const WINDOWS_LIMIT = 8;

export type FoundPrice = CompiledPrice | MissingPrice;

/** Finds the price of a model, compiled once for each model, service tier and time in which it does not change. */
export class ModelPrices {
  readonly #genai: Genai;
  readonly #cache = new RecentCache<FoundPrice[]>(CACHE_LIMIT);

  constructor(genai: Genai) {
    this.#genai = genai;
  }

  find(provider: string, model: string, serviceTier: string | undefined, at: Date): FoundPrice {
    const key = serviceTier === undefined ? `${provider}\n${model}` : `${provider}\n${model}\n${serviceTier}`;
    const atMs = at.getTime();
    let windows = this.#cache.get(key);
    if (windows !== undefined) {
      for (const found of windows) if (isWithin(found.window, atMs)) return found;
    } else {
      windows = [];
      this.#cache.set(key, windows);
    }
    const found = compilePrice(this.#genai, { provider, model, serviceTier, at });
    // The newest first: calls mostly come in the order of time.
    windows.unshift(found);
    if (windows.length > WINDOWS_LIMIT) windows.pop();
    return found;
  }
}

export function isMissing(found: FoundPrice): found is MissingPrice {
  return 'reason' in found;
}
