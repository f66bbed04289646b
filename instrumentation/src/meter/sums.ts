import { type Attributes } from '@opentelemetry/api';
import { ATTRIBUTE } from '../names.ts';

interface Sum {
  attributes: Attributes;
  value: number;
}

/**
 * Below OpenTelemetry's own limit of 2,000 sets for each instrument, so that its overflow, which keeps only the last of
 * several observed values, is never reached.
 */
const MAX_SETS = 1_900;

/**
 * Running sums by attributes, read by an observable counter. Adding costs a map look-up, whole numbers stay whole, and
 * past the limit of attribute sets what comes new is folded into one sum for each provider: nothing is lost.
 */
export class Sums {
  readonly #sums = new Map<string, Sum>();
  readonly #maxSets: number;

  constructor(maxSets: number = MAX_SETS) {
    this.#maxSets = maxSets;
  }

  add(attributes: Attributes, amount: number): void {
    const key = keyOf(attributes);
    let sum = this.#sums.get(key);
    if (sum === undefined && this.#sums.size >= this.#maxSets) {
      this.#addOverflow(attributes, amount);
      return;
    }
    if (sum === undefined) this.#sums.set(key, (sum = { attributes, value: 0 }));
    sum.value += amount;
  }

  *[Symbol.iterator](): Generator<Readonly<Sum>> {
    yield* this.#sums.values();
  }

  #addOverflow(attributes: Attributes, amount: number): void {
    const provider = attributes[ATTRIBUTE.provider];
    const folded: Attributes = { [ATTRIBUTE.overflow]: true };
    if (provider !== undefined) folded[ATTRIBUTE.provider] = provider;
    const key = keyOf(folded);
    const sum = this.#sums.get(key);
    if (sum) sum.value += amount;
    else this.#sums.set(key, { attributes: folded, value: amount });
  }
}

function keyOf(attributes: Attributes): string {
  return JSON.stringify(attributes);
}
