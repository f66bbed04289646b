import type { Attributes } from '@opentelemetry/api';
import { AttributeSets } from './attribute-sets.ts';

/** A running sum. Whoever adds to it often keeps it: adding is then all that it costs. */
export interface Sum {
  readonly attributes: Attributes;
  /** When it began, in Unix milliseconds. */
  readonly sinceMillis: number;
  value: number;
  /** What was handed out of `value`, over all deliveries; absent before the first time. */
  delivered?: number;
}

/**
 * Running sums by attributes, read when metrics are collected. Whole numbers stay whole.
 *
 * Each meter reads through a delivery of its own, so that what an earlier meter has been given is not given again.
 */
export class Sums {
  readonly #sums: AttributeSets<Sum>;

  constructor(maxSets: number) {
    this.#sums = new AttributeSets(maxSets, (attributes) => ({
      attributes,
      sinceMillis: Date.now(),
      value: 0,
    }));
  }

  at(attributes: Attributes): Sum {
    return this.#sums.at(attributes);
  }

  add(attributes: Attributes, amount: number): void {
    this.#sums.at(attributes).value += amount;
  }

  [Symbol.iterator](): Iterator<Readonly<Sum>> {
    return this.#sums.values();
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
}
