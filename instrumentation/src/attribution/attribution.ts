import { AsyncLocalStorage } from 'node:async_hooks';
import { guard } from '../guard.ts';

export const TRIGGERS = ['user', 'admin', 'system', 'cron'] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** Who or what a call is made for. What is not set is absent from the metrics. */
export interface Attribution {
  /** The part of the product: `chat`, `nightly-summary`. */
  feature?: string;
  tenant?: string;
  /** Goes into `outlay.user.cost.usd` alone. Do not pass an address or a name: an id of your own. */
  userId?: string;
  triggeredBy?: Trigger;
  /** Where the code runs: `production`, `staging`. */
  environment?: string;
  /** Values of the label names that `outlay.yaml` declares; other names are left out. */
  labels?: Readonly<Record<string, string>>;
}

/** Longer values are cut: they become labels. */
const MAX_LENGTH = 128;
/** More than can be declared; bounds what an application passes by mistake. */
const MAX_LABELS = 16;
const STORAGE = Symbol.for('outlay.attribution');
/** What calls have that nobody attributes. */
export const NO_ATTRIBUTION: Attribution = Object.freeze({});

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
  const outer = currentAttribution();
  const inner = guard(
    () => undefined,
    () => cleanAttribution(attribution),
  );
  return storage().run(inner === undefined ? outer : mergeAttributions(outer, inner), fn);
}

/** What `withAttribution` set for the running code; empty when there is none. */
export function currentAttribution(): Attribution {
  return storage().getStore() ?? NO_ATTRIBUTION;
}

/** `outer` with what `inner` names, label by label. */
export function mergeAttributions(outer: Attribution, inner: Attribution): Attribution {
  if (outer.labels === undefined || inner.labels === undefined) return { ...outer, ...inner };
  return { ...outer, ...inner, labels: { ...outer.labels, ...inner.labels } };
}

/** What of `attribution` can be a label: texts that are not empty, cut to 128 characters. */
export function cleanAttribution(attribution: Attribution): Attribution {
  const cleaned: Attribution = {};
  for (const name of ['feature', 'tenant', 'userId', 'environment'] as const) {
    const value = labelValue(attribution[name]);
    if (value !== undefined) cleaned[name] = value;
  }
  const trigger = asTrigger(attribution.triggeredBy);
  if (trigger !== undefined) cleaned.triggeredBy = trigger;
  if (typeof attribution.labels === 'object' && attribution.labels !== null) {
    const labels = Object.entries(attribution.labels)
      .slice(0, MAX_LABELS)
      .map(([name, value]) => [name, labelValue(value)] as const)
      .filter((entry): entry is [string, string] => entry[1] !== undefined);
    if (labels.length > 0) cleaned.labels = Object.fromEntries(labels);
  }
  return cleaned;
}

/** A text that is not empty, cut to 128 characters; undefined for anything else. */
export function labelValue(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_LENGTH) : undefined;
}

export function asTrigger(value: unknown): Trigger | undefined {
  return TRIGGERS.find((trigger) => trigger === value);
}
