/** Remembers what was found; forgets all of it when it grows too large, which is rare and costs a look-up each. */
export class BoundedCache<Value> {
  readonly #values = new Map<string, Value>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string, find: () => Value): Value {
    const known = this.#values.get(key);
    if (known !== undefined || this.#values.has(key)) return known as Value;
    if (this.#values.size >= this.#limit) this.#values.clear();
    const found = find();
    this.#values.set(key, found);
    return found;
  }
}
