import { createHash } from 'node:crypto';

/**
 * What the ledger knows of a span: that it was booked with usage (`call`) or as a request without (`request`), that a call
 * below it was booked (`covered`), or that it is part of one that was (`within`).
 */
export type SpanFact = 'call' | 'request' | 'covered' | 'within';

/** Keys under which the ledger knows spans: each is worked out once in an export, and is the same array every time. */
export class SpanKeys {
  readonly #keys: Record<SpanFact, Map<string, Uint8Array>> = {
    call: new Map(),
    request: new Map(),
    covered: new Map(),
    within: new Map(),
  };
  readonly #lists = new Map<readonly string[], { lookedUp: Uint8Array[]; covered: Uint8Array[] }>();

  of(fact: SpanFact, name: string): Uint8Array {
    const known = this.#keys[fact].get(name);
    if (known !== undefined) return known;
    const key = createHash('sha256').update(`span ${fact} ${name}`).digest();
    this.#keys[fact].set(name, key);
    return key;
  }

  /** Of the spans around a call: the keys to look up, and those to note when it is booked. */
  around(names: readonly string[]): { readonly lookedUp: Uint8Array[]; readonly covered: Uint8Array[] } {
    const known = this.#lists.get(names);
    if (known !== undefined) return known;
    const list = {
      lookedUp: names.flatMap((name) => [this.of('call', name), this.of('within', name)]),
      covered: names.map((name) => this.of('covered', name)),
    };
    this.#lists.set(names, list);
    return list;
  }
}
