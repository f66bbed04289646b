import {
  createPriceCatalogue,
  loadPriceCatalogueWith,
  type PriceCatalogue,
  type UserPrices,
} from '@outlay/instrumentation/pricing';

export interface PricesOptions {
  /** The user's own prices; undefined: none. */
  readonly userPrices: UserPrices | undefined;
  /** Told when the public price list cannot be loaded. */
  readonly onProblem: (error: unknown) => void;
}

/**
 * The prices of what others report. The list takes some 60 ms to load, which the start of the collector does not wait for:
 * it is loaded when it is first needed.
 */
export class Prices {
  #options: PricesOptions;
  #loading: Promise<PriceCatalogue> | undefined;
  #catalogue: PriceCatalogue | undefined;

  constructor(options: PricesOptions) {
    this.#options = options;
  }

  /** Undefined until `ready` has resolved. */
  get catalogue(): PriceCatalogue | undefined {
    return this.#catalogue;
  }

  /** Never rejects: without the public list units alone are priced, and the rest is counted as unpriced. */
  ready(): Promise<PriceCatalogue> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** Takes other prices of the user for what comes from now on. */
  async use(userPrices: UserPrices | undefined): Promise<void> {
    this.#options = { ...this.#options, userPrices };
    this.#loading = this.#load();
    await this.#loading;
  }

  async #load(): Promise<PriceCatalogue> {
    const { userPrices, onProblem } = this.#options;
    try {
      this.#catalogue = await loadPriceCatalogueWith(userPrices ?? NO_USER_PRICES);
    } catch (error) {
      onProblem(error);
      this.#catalogue = createPriceCatalogue(undefined, userPrices === undefined ? {} : { userPrices });
    }
    return this.#catalogue;
  }
}

const NO_USER_PRICES: UserPrices = { units: [], models: [], allowances: [], processes: 1 };
