/** Below this, a sum of 32-bit parts is exact in a double with room to spare. */
const CARRY_FROM = 2 ** 52;
const TWO_32 = 2 ** 32;

/**
 * Exact sums of 64-bit amounts without a big integer for each addition: low and high halves are added up apart. Half a
 * million additions take some milliseconds instead of some tenths of a second.
 */
export class ExactSums {
  #low: Float64Array;
  #high: Float64Array;

  constructor(size: number) {
    this.#low = new Float64Array(size);
    this.#high = new Float64Array(size);
  }

  get size(): number {
    return this.#low.length;
  }

  /**
   * @param low the low 32 bits of the amount, unsigned
   * @param high what is above them
   */
  add(index: number, low: number, high: number): void {
    if (index >= this.#low.length) this.#grow(index + 1);
    let sum = (this.#low[index] ?? 0) + low;
    if (sum >= CARRY_FROM) {
      const carried = Math.floor(sum / TWO_32);
      sum -= carried * TWO_32;
      this.#high[index] = (this.#high[index] ?? 0) + carried;
    }
    this.#low[index] = sum;
    this.#high[index] = (this.#high[index] ?? 0) + high;
  }

  at(index: number): bigint {
    return (BigInt(this.#high[index] ?? 0) << 32n) + BigInt(this.#low[index] ?? 0);
  }

  /** Sets sums back to 0. */
  clear(from: number, count: number): void {
    this.#low.fill(0, from, from + count);
    this.#high.fill(0, from, from + count);
  }

  #grow(size: number): void {
    const capacity = Math.max(size, 2 * this.#low.length);
    const copy = (from: Float64Array) => {
      const grown = new Float64Array(capacity);
      grown.set(from);
      return grown;
    };
    this.#low = copy(this.#low);
    this.#high = copy(this.#high);
  }
}
