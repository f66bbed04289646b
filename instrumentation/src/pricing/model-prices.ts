import { UNPRICED_REASON } from '../names.ts';
import { compilePrice, type CompiledPrice, type MissingPrice } from './compile-price.ts';
import { ALWAYS, isWithin } from './effective-window.ts';
import type { Genai } from './model-source.ts';
import { RecentCache } from './recent-cache.ts';
import type { UserModelPrice } from './user-prices.ts';

/** Prices kept in their compiled form; a service uses some dozens of models and tiers. */
const CACHE_LIMIT = 1_000;
/** Longer names are names of no model; requests may name anything, and names are kept. */
const MAX_NAME_LENGTH = 512;
/** Prices of one model kept for different times: peak and off-peak hours of today and yesterday, old calls beside new ones. */
const WINDOWS_LIMIT = 8;

const NO_NAME: MissingPrice = { window: ALWAYS, reason: UNPRICED_REASON.unknownModel };

export type FoundPrice = CompiledPrice | MissingPrice;

/** Finds the price of a model, compiled once for each model, service tier and time in which it does not change. */
export class ModelPrices {
  readonly #genai: Genai;
  readonly #cache = new RecentCache<FoundPrice[]>(CACHE_LIMIT);

  #userModels: readonly UserModelPrice[] = [];

  constructor(genai: Genai) {
    this.#genai = genai;
  }

  useModels(userModels: readonly UserModelPrice[]): void {
    this.#userModels = userModels;
    this.#cache.clear();
  }

  find(provider: string, model: string, serviceTier: string | undefined, at: Date): FoundPrice {
    if (model.length + (serviceTier?.length ?? 0) > MAX_NAME_LENGTH) return NO_NAME;
    const key = serviceTier === undefined ? `${provider}\n${model}` : `${provider}\n${model}\n${serviceTier}`;
    const atMs = at.getTime();
    let windows = this.#cache.get(key);
    if (windows !== undefined) {
      for (const found of windows) if (isWithin(found.window, atMs)) return found;
    } else {
      windows = [];
      this.#cache.set(key, windows);
    }
    const found = compilePrice(this.#genai, this.#userModels, { provider, model, serviceTier, at });
    // The newest first: calls mostly come in the order of time.
    windows.unshift(found);
    if (windows.length > WINDOWS_LIMIT) windows.pop();
    return found;
  }
}

export function isMissing(found: FoundPrice): found is MissingPrice {
  return 'reason' in found;
}
