import type { Attributes } from '@opentelemetry/api';
import { AttributeSets } from './attribute-sets.ts';

export interface LastValue {
  readonly attributes: Attributes;
  /** Absent until it is first set. */
  value: number | undefined;
}

/** The last value of each set of attributes, read when metrics are collected. */
export class LastValues {
  readonly #values: AttributeSets<LastValue>;

  constructor(maxSets: number) {
    this.#values = new AttributeSets(maxSets, (attributes) => ({ attributes, value: undefined }));
  }

  at(attributes: Attributes): LastValue {
    return this.#values.at(attributes);
  }

  [Symbol.iterator](): Iterator<Readonly<LastValue>> {
    return this.#values.values();
  }
}
