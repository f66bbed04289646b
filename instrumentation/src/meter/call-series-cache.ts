import type { Attribution } from '../attribution/attribution.ts';
import type { FinishedCall } from '../call/finished-call.ts';
import { CallSeries } from './call-series.ts';
import type { Totals } from './totals.ts';

/** Longer model names are cut: they become labels, and requests may name anything. */
const MAX_MODEL_LENGTH = 128;
/** More kinds of calls than this are put together anew now and then; their sums are not touched by it. */
const MAX_CACHED = 1_000;

/** What calls of one model and one owner may differ in. */
interface Kind {
  readonly provider: string;
  readonly operation: string;
  readonly genAiOperation: string | undefined;
  readonly genAiProvider: string | undefined;
  readonly hostname: string | undefined;
  readonly port: number | undefined;
  readonly requestModel: string | undefined;
  readonly responseModel: string | undefined;
  readonly series: CallSeries;
}

/** Finds the series of a call; calls that are alike share them. */
export class CallSeriesCache {
  readonly #totals: Totals;
  /** By owner, then by the model that is billed: few kinds are left to compare. */
  readonly #owners = new Map<string, Map<string | undefined, Kind[]>>();
  #size = 0;

  constructor(totals: Totals) {
    this.#totals = totals;
  }

  /** @param model the one that is billed */
  find(call: FinishedCall, model: string | undefined): CallSeries {
    const owner = ownerKeyOf(call.attribution);
    const kinds = this.#owners.get(owner)?.get(model);
    if (kinds !== undefined) for (const kind of kinds) if (isOfKind(call, kind)) return kind.series;
    return this.#add(owner, model, call);
  }

  #add(owner: string, model: string | undefined, call: FinishedCall): CallSeries {
    if (this.#size >= MAX_CACHED) {
      this.#owners.clear();
      this.#size = 0;
    }
    this.#size += 1;
    const series = new CallSeries(this.#totals, call, model && cut(model), cut);
    const { provider, operation, genAiOperation, genAiProvider, hostname, port } = call;
    const { requestModel, responseModel } = call.reading;
    const kind = {
      provider,
      operation,
      genAiOperation,
      genAiProvider,
      hostname,
      port,
      requestModel,
      responseModel,
      series,
    };
    const models = this.#owners.get(owner);
    if (models === undefined) this.#owners.set(owner, new Map([[model, [kind]]]));
    else models.set(model, [...(models.get(model) ?? []), kind]);
    return series;
  }
}

function isOfKind(call: FinishedCall, kind: Kind): boolean {
  return (
    call.operation === kind.operation &&
    call.provider === kind.provider &&
    call.genAiOperation === kind.genAiOperation &&
    call.genAiProvider === kind.genAiProvider &&
    call.hostname === kind.hostname &&
    call.port === kind.port &&
    call.reading.requestModel === kind.requestModel &&
    call.reading.responseModel === kind.responseModel
  );
}

function cut(text: string): string {
  return text.length > MAX_MODEL_LENGTH ? text.slice(0, MAX_MODEL_LENGTH) : text;
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
