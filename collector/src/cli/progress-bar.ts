import type { WriteStream } from 'node:tty';

const CELLS = 30;

/** A progress bar on one line of a terminal; silent where the output is no terminal. */
export class ProgressBar {
  readonly #output: WriteStream;
  #shown = '';

  constructor(output: WriteStream) {
    this.#output = output;
  }

  show(phase: string, share: number): void {
    if (!this.#output.isTTY) return;
    const filled = Math.round(Math.min(1, share) * CELLS);
    const line = `${phase.padEnd(8)} ${'█'.repeat(filled)}${'·'.repeat(CELLS - filled)} ${Math.round(share * 100)} %`;
    if (line === this.#shown) return;
    this.#shown = line;
    this.#output.write(`\r${line}`);
  }

  clear(): void {
    if (this.#shown === '') return;
    this.#output.write(`\r${' '.repeat(this.#shown.length)}\r`);
    this.#shown = '';
  }
}
