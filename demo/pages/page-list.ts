import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { type Page } from './page.ts';

const MOST_PAGES = 500;

/** The latest pages, oldest first; with a file (JSON lines) they outlive the process. */
export class PageList {
  readonly #file: string | undefined;
  readonly #pages: Page[] = [];

  constructor(file?: string) {
    this.#file = file;
    if (!file || !existsSync(file)) return;
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    this.#pages = lines.slice(-MOST_PAGES).map((line) => JSON.parse(line) as Page);
  }

  add(page: Page): void {
    this.#pages.push(page);
    if (this.#pages.length > MOST_PAGES) this.#pages.shift();
    if (this.#file) appendFileSync(this.#file, `${JSON.stringify(page)}\n`);
  }

  toJSON(): readonly Page[] {
    return this.#pages;
  }
}
