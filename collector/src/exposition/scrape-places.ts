/** Lets a few scrapes render at the same time; the others wait for their turn, in order. */
export class ScrapePlaces {
  readonly #waiting: (() => void)[] = [];
  readonly #places: number;
  readonly #maxWaiting: number;
  #taken = 0;

  constructor(places: number, maxWaiting: number) {
    this.#places = places;
    this.#maxWaiting = maxWaiting;
  }

  /** @returns a function that gives the place back; undefined when too many wait already */
  async take(): Promise<(() => void) | undefined> {
    if (this.#taken >= this.#places) {
      if (this.#waiting.length >= this.#maxWaiting) return undefined;
      // Who leaves hands the place over: `#taken` stays as it is.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#taken += 1;
    let isGivenBack = false;
    return () => {
      if (isGivenBack) return;
      isGivenBack = true;
      const next = this.#waiting.shift();
      if (next === undefined) this.#taken -= 1;
      else next();
    };
  }
}
