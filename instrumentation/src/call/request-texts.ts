/** A request larger than this is not kept: an estimate of it would take too long to be worth it. */
const MAX_KEPT_BYTES = 1024 * 1024;

/** Keeps references to what was sent until the response tells whether it is needed. */
export class RequestTexts {
  #chunks: Uint8Array[] | undefined = [];
  #bytes = 0;

  add(chunk: Uint8Array): void {
    if (this.#chunks === undefined) return;
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_KEPT_BYTES) this.#chunks = undefined;
    else this.#chunks.push(chunk);
  }

  /** Undefined when the request was too large. */
  get chunks(): readonly Uint8Array[] | undefined {
    return this.#chunks;
  }
}
