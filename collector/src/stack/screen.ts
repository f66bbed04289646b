import type { WriteStream } from 'node:tty';

/** Where the live view draws. */
export interface Screen {
  readonly width: number;
  readonly color: boolean;
  /** How often a new picture is worth drawing. */
  readonly intervalMs: number;
  /** A line that stays. */
  print(line: string): void;
  /** Replaces the picture drawn before, or on a plain stream follows it. */
  draw(lines: readonly string[]): void;
}

const TERMINAL_INTERVAL_MS = 1_000;
const PLAIN_INTERVAL_MS = 10_000;
const PLAIN_WIDTH = 110;

export function openScreen(stream: NodeJS.WriteStream): Screen {
  return stream.isTTY ? new TerminalScreen(stream) : new PlainScreen(stream);
}

/** Keeps a picture at the bottom of a terminal while lines scroll above it. */
class TerminalScreen implements Screen {
  readonly intervalMs = TERMINAL_INTERVAL_MS;
  readonly color: boolean;
  readonly #stream: WriteStream;
  #picture: readonly string[] = [];
  #drawn = 0;

  constructor(stream: WriteStream) {
    this.#stream = stream;
    this.color = stream.hasColors();
  }

  get width(): number {
    return this.#stream.columns;
  }

  print(line: string): void {
    this.#erase();
    this.#stream.write(`${line}\n`);
    this.draw(this.#picture);
  }

  draw(lines: readonly string[]): void {
    // What has scrolled out of the window cannot be erased again.
    const picture = lines.slice(0, Math.max(this.#stream.rows - 1, 1));
    this.#erase();
    this.#stream.write(picture.map((line) => `${line}\n`).join(''));
    this.#drawn = picture.length;
    this.#picture = lines;
  }

  #erase(): void {
    if (this.#drawn > 0) this.#stream.write(`\x1b[${this.#drawn}A\r\x1b[J`);
    this.#drawn = 0;
  }
}

class PlainScreen implements Screen {
  readonly intervalMs = PLAIN_INTERVAL_MS;
  readonly color = false;
  readonly width = PLAIN_WIDTH;
  readonly #stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  print(line: string): void {
    this.#stream.write(`${line}\n`);
  }

  draw(lines: readonly string[]): void {
    this.#stream.write(lines.map((line) => `${line}\n`).join(''));
  }
}
