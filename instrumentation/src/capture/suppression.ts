import { AsyncLocalStorage } from 'node:async_hooks';

const suppressed = new AsyncLocalStorage<true>();

/** Runs `fn` so that requests made in it are not metered: our own exports. */
export function withoutMetering<T>(fn: () => T): T {
  return suppressed.run(true, fn);
}

export function isMeteringSuppressed(): boolean {
  return suppressed.getStore() === true;
}
