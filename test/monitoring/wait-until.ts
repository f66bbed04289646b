import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** What is waited for, as it should read in "waited 30 s for ..." */
  readonly what: string;
  readonly seconds?: number;
  /** Called when time is up; its text tells what was there instead. */
  readonly instead?: () => string | Promise<string>;
}

/**
 * Asks every 100 ms until the answer is neither undefined nor false, and returns it.
 *
 * @throws Error that tells what was waited for, and what was there instead
 */
export async function waitUntil<T>(
  ask: () => T | Promise<T>,
  { what, seconds = 30, instead }: WaitOptions,
): Promise<Exclude<T, undefined | false>> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    if (Date.now() > end) {
      const found = instead ? `; instead: ${await instead()}` : '';
      throw new Error(`waited ${seconds} s for ${what}${found}`);
    }
    await sleep(100);
  }
}
