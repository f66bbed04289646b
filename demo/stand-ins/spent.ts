import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What one stand-in has charged. With a file the sum outlives the process, as a provider's invoice does. */
export class Spent {
  readonly #file: string | undefined;
  #nanoUsd = 0n;
  #answers = 0;

  constructor(file?: string) {
    this.#file = file;
    const kept = file ? readKept(file) : undefined;
    if (kept) {
      this.#nanoUsd = BigInt(kept.spentNanoUsd);
      this.#answers = kept.answers;
    }
  }

  charge(nanoUsd: bigint): void {
    this.#nanoUsd += nanoUsd;
    this.#answers += 1;
    if (!this.#file) return;
    writeFileSync(`${this.#file}.new`, JSON.stringify(this));
    renameSync(`${this.#file}.new`, this.#file);
  }

  toJSON(): { spentNanoUsd: string; answers: number } {
    return { spentNanoUsd: this.#nanoUsd.toString(), answers: this.#answers };
  }
}

function readKept(file: string): { spentNanoUsd: string; answers: number } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { spentNanoUsd: string; answers: number };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${file} does not hold what the stand-in charged: delete it to start from zero`, {
      cause: error,
    });
  }
}
