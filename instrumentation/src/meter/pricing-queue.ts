import { guard, type OnFault } from '../guard.ts';
import { createPriceCatalogue, loadPriceCatalogue, type PriceCatalogue } from '../pricing/catalogue.ts';

type Pricing = (catalogue: PriceCatalogue) => void;

export interface PricingQueueOptions {
  load?: () => Promise<PriceCatalogue>;
  /** The catalogue could not be loaded; units are still priced. */
  onUnavailable: (cause: unknown) => void;
  onFault: OnFault;
  /** A call was given up because too many wait. */
  onOverflow: () => void;
  limit?: number;
}

/** Holds what is to be priced until the price catalogue is there, so that loading it is no part of the boot. */
export class PricingQueue {
  readonly #options: PricingQueueOptions;
  #catalogue: PriceCatalogue | undefined;
  #loading: Promise<void> | undefined;
  #waiting: Pricing[] = [];

  constructor(options: PricingQueueOptions) {
    this.#options = options;
  }

  /** Begins to load the catalogue, once. */
  prepare(): void {
    this.#loading ??= (this.#options.load ?? loadPriceCatalogue)()
      .catch((cause: unknown) => {
        this.#options.onUnavailable(cause);
        return createPriceCatalogue(undefined);
      })
      .then((catalogue) => {
        this.#catalogue = catalogue;
        for (const pricing of this.#waiting) guard(this.#options.onFault, () => pricing(catalogue));
        this.#waiting = [];
      });
  }

  /** True when what is pushed is priced at once. */
  get isReady(): boolean {
    return this.#catalogue !== undefined;
  }

  push(pricing: Pricing): void {
    if (this.#catalogue) {
      pricing(this.#catalogue);
      return;
    }
    this.prepare();
    if (this.#waiting.length >= (this.#options.limit ?? 10_000)) this.#options.onOverflow();
    else this.#waiting.push(pricing);
  }

  /** Resolves when nothing waits. */
  async settled(): Promise<void> {
    await this.#loading;
  }
}
