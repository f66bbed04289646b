/** Entries may fill this share of the places; more makes searches long. */
const MAX_LOAD = 0.5;
const FREE = -1;
/** Was used: a search goes on behind it. */
const REMOVED = -2;

/**
 * Finds rows of a table by the hash of what they hold: an open-addressing hash table of row numbers in one typed array. It
 * holds no keys: the caller says whether a candidate is the row it looks for, so a hash alone never decides.
 */
export class RowIndex {
  #places = new Int32Array(64).fill(FREE);
  #used = 0;

  /** The first row with this hash that `isRow` recognises; -1 when there is none. */
  find(hash: number, isRow: (row: number) => boolean): number {
    const mask = this.#places.length - 1;
    for (let place = scatter(hash) & mask; ; place = (place + 1) & mask) {
      const row = this.#places[place] ?? FREE;
      if (row === FREE || (row !== REMOVED && isRow(row))) return row;
    }
  }

  /** @param hashOf gives the hash of any row that was added, when the table grows */
  add(hash: number, row: number, hashOf: (row: number) => number): void {
    if (this.#used + 1 > this.#places.length * MAX_LOAD) this.#grow(hashOf);
    if (this.#put(hash, row)) this.#used += 1;
  }

  remove(hash: number, row: number): void {
    const mask = this.#places.length - 1;
    for (let place = scatter(hash) & mask; ; place = (place + 1) & mask) {
      if (this.#places[place] === FREE) return;
      if (this.#places[place] !== row) continue;
      this.#places[place] = REMOVED;
      return;
    }
  }

  clear(): void {
    this.#places = new Int32Array(64).fill(FREE);
    this.#used = 0;
  }

  /** @returns whether the row was not there yet */
  #put(hash: number, row: number): boolean {
    const mask = this.#places.length - 1;
    let place = scatter(hash) & mask;
    for (; this.#places[place] !== FREE; place = (place + 1) & mask) {
      if (this.#places[place] === row) return false;
    }
    this.#places[place] = row;
    return true;
  }

  /** Rows that were added again under another hash leave their old places. */
  #grow(hashOf: (row: number) => number): void {
    const old = this.#places;
    let removed = 0;
    for (const row of old) if (row === REMOVED) removed += 1;
    const isCrowded = this.#used - removed + 1 > (old.length * MAX_LOAD) / 2;
    this.#places = new Int32Array(old.length * (isCrowded ? 2 : 1)).fill(FREE);
    this.#used = 0;
    for (const row of old) if (row >= 0 && this.#put(hashOf(row), row)) this.#used += 1;
  }
}

/** Spreads hashes that differ in their high bits only. Source: the finalizer of MurmurHash3. */
function scatter(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
