import { AsyncLocalStorage } from 'node:async_hooks';
import { guard } from '../guard.ts';

/** Who or what a call is made for. What is not set is absent from the metrics. */
export interface Attribution {
  /** The part of the product: `chat`, `nightly-summary`. */
  feature?: string;
  tenant?: string;
  /** Goes into `outlay.user.cost.usd` alone. Do not pass an address or a name: an id of your own. */
  userId?: string;
  triggeredBy?: 'user' | 'admin' | 'system' | 'cron';
  /** Where the code runs: `production`, `staging`. */
  environment?: string;
  /** Values of the label names that the application declared. */
  labels?: Readonly<Record<string, string>>;
}

/** Longer values are cut: they become labels. */
const MAX_LENGTH = 128;
const STORAGE = Symbol.for('outlay.attribution');

/** One storage for all copies of the package in a process: the hook and an application may load different ones. */
function storage(): AsyncLocalStorage<Attribution> {
  const holder = globalThis as { [STORAGE]?: AsyncLocalStorage<Attribution> };
  return (holder[STORAGE] ??= new AsyncLocalStorage());
}

/**
 * Runs `fn`; the calls made in it, also in what it awaits, are booked to `attribution`. Calls can be nested: an inner one
 * adds to the outer one and overrides what it names. Returns what `fn` returns. An attribution that cannot be read is
 * none: nothing of it reaches the application.
 */
export function withAttribution<T>(attribution: Attribution, fn: () => T): T {
  return storage().run(
    {
      ...storage().getStore(),
      ...guard(
        () => undefined,
        () => clean(attribution),
      ),
    },
    fn,
  );
}

/** The attribution of the running code; empty when there is none. */
export function currentAttribution(): Attribution {
  return storage().getStore() ?? {};
}

function clean(attribution: Attribution): Attribution {
  const entries = Object.entries(attribution).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, value.slice(0, MAX_LENGTH)]));
}
