/**
 * Ids of results that were booked: the latest `limit` at least, twice as many at most. They are kept in two sets of which
 * the older one is forgotten as a whole, because taking the oldest out of a set that is always full takes microseconds.
 */
export class BookedResults {
  readonly #limit: number;
  #latest = new Set<string>();
  #older: ReadonlySet<string> = new Set();

  constructor(limit = 5_000) {
    this.#limit = limit;
  }

  has(provider: string, id: string): boolean {
    const key = keyOf(provider, id);
    return this.#latest.has(key) || this.#older.has(key);
  }

  add(provider: string, id: string): void {
    if (this.#latest.size >= this.#limit) {
      this.#older = this.#latest;
      this.#latest = new Set();
    }
    this.#latest.add(keyOf(provider, id));
  }
}

function keyOf(provider: string, id: string): string {
  return `${provider} ${id}`;
}
