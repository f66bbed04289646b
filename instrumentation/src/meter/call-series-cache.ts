import { type Attribution } from '../attribution/attribution.ts';
import { type FinishedCall } from '../call/finished-call.ts';
import { CallSeries } from './call-series.ts';
import { type Totals } from './totals.ts';

/** Longer model names are cut: they become labels, and requests may name anything. */
const MAX_MODEL_LENGTH = 128;
/** More than this many kinds of calls are looked up anew now and then; their sums are not touched by it. */
const MAX_CACHED = 1_000;

/** Finds the series of a call; calls that are alike share them. */
export class CallSeriesCache {
  readonly #totals: Totals;
  readonly #cached = new Map<string, CallSeries>();

  constructor(totals: Totals) {
    this.#totals = totals;
  }

  /** @param model the one that is billed */
  find(call: FinishedCall, model: string | undefined): CallSeries {
    const key = keyOf(call, model);
    let series = this.#cached.get(key);
    if (series === undefined) {
      if (this.#cached.size >= MAX_CACHED) this.#cached.clear();
      series = new CallSeries(this.#totals, call, model && cut(model), cut);
      this.#cached.set(key, series);
    }
    return series;
  }
}

function cut(text: string): string {
  return text.length > MAX_MODEL_LENGTH ? text.slice(0, MAX_MODEL_LENGTH) : text;
}

/** What separates the parts cannot stand in a header or a path. */
function keyOf(call: FinishedCall, model = ''): string {
  const { requestModel = '', responseModel = '' } = call.reading;
  const { provider, operation, genAiOperation = '', hostname = '', port = '' } = call;
  return `${provider}\0${operation}\0${genAiOperation}\0${hostname}\0${port}\0${model}\0${requestModel}\0${responseModel}\0${ownerKeyOf(call.attribution)}`;
}

/** Keys of attributions that are in use; an application runs many calls with one of them. */
const ownerKeys = new WeakMap<Attribution, string>();

/** Of whom the call is made for, but for the user: users have sums of their own. */
function ownerKeyOf(attribution: Attribution): string {
  const { feature, tenant, triggeredBy, environment, labels } = attribution;
  if (labels === undefined && tenant === undefined && triggeredBy === undefined && feature === undefined) {
    return environment ?? '';
  }
  let key = ownerKeys.get(attribution);
  if (key === undefined) {
    // These are the application's own texts: quoted, so that no two attributions have one key.
    key = JSON.stringify([feature, tenant, triggeredBy, environment, labels]);
    ownerKeys.set(attribution, key);
  }
  return key;
}
