import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Page } from './page.ts';

const MOST_PAGES = 500;

/** The latest pages, oldest first; with a file (JSON lines) they outlive the process. */
export class PageList {
  readonly #file: string | undefined;
  readonly #pages: Page[] = [];
  /** The file ends within a line, so a new one has to begin first. */
  #endsTorn = false;

  /**
   * @param file lines that are no JSON, such as the last one of a process that was killed while it wrote, are left out
   * @param print told once, how many were left out
   */
  constructor(file?: string, print: (line: string) => void = console.log) {
    this.#file = file;
    if (!file || !existsSync(file)) return;
    const text = readFileSync(file, 'utf8');
    this.#endsTorn = text !== '' && !text.endsWith('\n');
    const lines = text.split('\n').filter(Boolean);
    const pages = lines.flatMap(readLine);
    this.#pages = pages.slice(-MOST_PAGES);
    const torn = lines.length - pages.length;
    if (torn > 0) print(`${file}: ${torn} of ${lines.length} lines cannot be read and are left out`);
  }

  add(page: Page): void {
    this.#pages.push(page);
    if (this.#pages.length > MOST_PAGES) this.#pages.shift();
    if (!this.#file) return;
    const before = this.#endsTorn ? '\n' : '';
    // Until it is known to be whole: a full disk takes a part of a line.
    this.#endsTorn = true;
    appendFileSync(this.#file, `${before}${JSON.stringify(page)}\n`);
    this.#endsTorn = false;
  }

  toJSON(): readonly Page[] {
    return this.#pages;
  }
}

function readLine(line: string): Page[] {
  try {
    const page = JSON.parse(line) as Page | null;
    return Array.isArray(page?.alerts) ? [page] : [];
  } catch {
    return [];
  }
}
