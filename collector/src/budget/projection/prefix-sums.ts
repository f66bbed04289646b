/** Sums of any run of days in two look-ups. */
export class PrefixSums {
  readonly length: number;
  readonly #sums: Float64Array;

  constructor(amounts: ArrayLike<number>) {
    this.length = amounts.length;
    this.#sums = new Float64Array(amounts.length + 1);
    for (let day = 0; day < amounts.length; day += 1) {
      this.#sums[day + 1] = (this.#sums[day] ?? 0) + (amounts[day] ?? 0);
    }
  }

  /** Sum from a day to before another one. */
  between(from: number, to: number): number {
    return (this.#sums[to] ?? 0) - (this.#sums[from] ?? 0);
  }

  /** Mean of the days before one, at most so many; 0 where there is none. */
  meanBefore(day: number, days: number): number {
    const from = Math.max(0, day - days);
    return day > from ? this.between(from, day) / (day - from) : 0;
  }
}
