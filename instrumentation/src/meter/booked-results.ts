/** Ids of results that were booked, the latest last; bounded. */
export class BookedResults {
  readonly #ids = new Set<string>();
  readonly #limit: number;

  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  has(provider: string, id: string): boolean {
    return this.#ids.has(`${provider} ${id}`);
  }

  add(provider: string, id: string): void {
    const key = `${provider} ${id}`;
    this.#ids.delete(key);
    this.#ids.add(key);
    if (this.#ids.size > this.#limit) {
      const [oldest] = this.#ids;
      if (oldest !== undefined) this.#ids.delete(oldest);
    }
  }
}
