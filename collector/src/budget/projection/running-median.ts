/** Median of the last so many values, kept while values come one by one. */
export class RunningMedian {
  readonly #size: number;
  readonly #arrived: number[] = [];
  readonly #sorted: number[] = [];

  /** @param size values that count, 1 or more */
  constructor(size: number) {
    this.#size = size;
  }

  push(value: number): void {
    this.#arrived.push(value);
    this.#sorted.splice(this.#positionOf(value), 0, value);
    if (this.#sorted.length <= this.#size) return;
    const oldest = this.#arrived[this.#arrived.length - 1 - this.#size] ?? 0;
    this.#sorted.splice(this.#positionOf(oldest), 1);
  }

  /** 0 before the first value. */
  median(): number {
    const { length } = this.#sorted;
    const upper = this.#sorted[length >> 1] ?? 0;
    return length % 2 === 1 ? upper : (upper + (this.#sorted[(length >> 1) - 1] ?? 0)) / 2;
  }

  /** Index of the first value that is not smaller. */
  #positionOf(value: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
