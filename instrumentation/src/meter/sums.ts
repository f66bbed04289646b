import { type Attributes } from '@opentelemetry/api';
import { ATTRIBUTE } from '../names.ts';

interface Sum {
  attributes: Attributes;
  value: number;
  /** What was handed out of `value`, over all deliveries; absent before the first time. */
  delivered?: number;
}

/**
 * Below OpenTelemetry's own limit of 2,000 sets for each instrument, so that its overflow, which keeps only the last of
 * several observed values, is never reached.
 */
const MAX_SETS = 1_900;

/**
 * Running sums by attributes, read by an observable counter. Adding costs a map look-up, whole numbers stay whole, and
 * past the limit of attribute sets what comes new is folded into one sum for each provider: nothing is lost.
 *
 * Each meter reads through a delivery of its own, so that what an earlier meter has been given is not given again.
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

  /** Opens a delivery. Each call of what it returns hands out the sums of what earlier deliveries have not handed out. */
  openDelivery(): () => Generator<{ attributes: Attributes; value: number }> {
    const before = new Map<Sum, number>();
    for (const sum of this.#sums.values()) if (sum.delivered !== undefined) before.set(sum, sum.delivered);
    const sums = this.#sums;
    return function* () {
      for (const sum of sums.values()) {
        const base = before.get(sum);
        if (base === sum.value) continue;
        sum.delivered = sum.value;
        yield { attributes: sum.attributes, value: sum.value - (base ?? 0) };
      }
    };
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
