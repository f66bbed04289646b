import type { BilledResult } from '../adapters/types.ts';
import type { FinishedCall } from '../call/finished-call.ts';
import { isSuccess } from '../call/status.ts';
import { ATTRIBUTE, type DroppedReason, PRICING, UNPRICED_REASON } from '../names.ts';
import type { PriceCatalogue } from '../pricing/catalogue.ts';
import { nanoFromUsd } from '../pricing/money.ts';
import { isValidUsage } from '../pricing/usage.ts';
import { BookedResults } from './booked-results.ts';
import { type Booking, bookUnits, pricingOf } from './booking.ts';
import type { CallSeries } from './call-series.ts';
import { CallSeriesCache } from './call-series-cache.ts';
import type { PendingEstimates } from './pending-estimates.ts';
import type { PricingQueue } from './pricing-queue.ts';
import { isSlowQuery } from './slow-queries.ts';
import type { Totals } from './totals.ts';

/** Turns finished calls into totals. */
export class Recorder {
  readonly #totals: Totals;
  readonly #queue: PricingQueue;
  readonly #estimates: PendingEstimates;
  readonly #booked = new BookedResults();
  readonly #series: CallSeriesCache;
  #changes = 0;

  constructor(totals: Totals, queue: PricingQueue, estimates: PendingEstimates) {
    this.#totals = totals;
    this.#queue = queue;
    this.#estimates = estimates;
    this.#series = new CallSeriesCache(totals);
  }

  /** Grows with everything that is recorded; tells whether there is something new to export. */
  get changes(): number {
    return this.#changes;
  }

  recordDropped(reason: DroppedReason): void {
    this.#changes += 1;
    this.#totals.dropped.add({ [ATTRIBUTE.reason]: reason }, 1);
  }

  record(call: FinishedCall): void {
    this.#changes += 1;
    const { reading, rateLimits } = call;
    const series = this.#series.find(call, modelOf(call));
    series.recordDuration(call);
    if (rateLimits !== undefined) {
      for (const { kind, remainingRatio } of rateLimits) series.recordRateLimit(kind, remainingRatio);
    }
    if (call.retry === true) series.addRetry();
    if (reading.table !== undefined && isSlowQuery(call)) this.#recordSlowQuery(call, reading.table);
    if (reading.usage !== undefined || reading.statedCostUsd !== undefined) this.#bookReading(call, series);
    else if (reading.results === undefined) this.#recordMissing(call, series);
    if (reading.results !== undefined) this.#bookResults(call, reading.results);
  }

  /**
   * Books each result by its own name, once. Results without a usage beside them are those of a file: one that was read to
   * its end is known by its own name from then on, so that no other sight of the batch books it again.
   */
  #bookResults(call: FinishedCall, results: readonly BilledResult[]): void {
    const { provider, reading } = call;
    const fileId = reading.usage === undefined ? reading.resultId : undefined;
    if (fileId !== undefined && this.#booked.has(provider, fileId)) return;
    for (const result of results) {
      const { resultId } = result;
      if (resultId !== undefined) {
        if (this.#booked.has(provider, resultId)) continue;
        // The name of a whole file stands for all of them.
        if (fileId === undefined || call.brokenOff) this.#booked.add(provider, resultId);
      }
      this.#bookResult(call, result);
    }
    if (fileId !== undefined && !call.brokenOff) this.#booked.add(provider, fileId);
  }

  #bookReading(call: FinishedCall, series: CallSeries): void {
    const { usage, resultId, repeatable, serviceTier, statedCostUsd } = call.reading;
    if (this.#isRepeated(call, resultId, repeatable === true)) return;
    const model = modelOf(call);
    const booking = { call, series, usage: usage ?? {}, model, serviceTier, pricing: pricingOf(call) };
    if (isStated(statedCostUsd)) this.#bookStated(booking, statedCostUsd);
    else if (usage === undefined) this.#recordMissing(call, series);
    else this.#book(booking);
  }

  #bookResult(call: FinishedCall, result: BilledResult): void {
    const { usage, serviceTier, variant } = result;
    const model = result.model ?? modelOf(call);
    const series = this.#series.find(call, model);
    const booking = { call, series, usage, model, serviceTier, variant, pricing: PRICING.exact };
    if (isStated(result.statedCostUsd)) this.#bookStated(booking, result.statedCostUsd);
    else this.#book(booking);
  }

  #bookStated(booking: Booking, costUsd: number): void {
    if (isValidUsage(booking.usage)) bookUnits(booking);
    else booking.series.addUnpriced(UNPRICED_REASON.invalidUsage);
    this.#addCost({ ...booking, pricing: PRICING.stated }, nanoFromUsd(costUsd));
  }

  #book(booking: Booking): void {
    if (!isValidUsage(booking.usage)) {
      booking.series.addUnpriced(UNPRICED_REASON.invalidUsage);
      return;
    }
    bookUnits(booking);
    this.#queue.push((catalogue) => this.#price(booking, catalogue));
  }

  #price(booking: Booking, catalogue: PriceCatalogue): void {
    this.#changes += 1;
    const { call, series, usage, model, serviceTier } = booking;
    const { periodUsage, requests } = call.reading;
    const variant = booking.variant ?? call.reading.variant;
    const { provider, operation, startedAt: at } = call;
    const price = catalogue.price({
      provider,
      operation,
      usage,
      requests,
      at,
      model,
      serviceTier,
      variant,
      periodUsage,
    });
    const missing = price.priced ? price.unpriced : price.reason;
    if (missing !== undefined) series.addUnpriced(missing);
    if (price.priced) this.#addCost(booking, price.costNanoUsd);
  }

  #addCost({ call, series, pricing }: Booking, nanoUsd: number): void {
    series.addCost(pricing, nanoUsd);
    call.span?.addCost(nanoUsd, pricing);
    const { userId, tenant } = call.attribution;
    if (userId === undefined) return;
    const user = { [ATTRIBUTE.userId]: userId, [ATTRIBUTE.provider]: call.provider };
    this.#totals.userCostNanoUsd.add(
      tenant === undefined ? user : { ...user, [ATTRIBUTE.tenant]: tenant },
      nanoUsd,
    );
  }

  /** A successful response without usage: estimated where that is possible. */
  #recordMissing(call: FinishedCall, series: CallSeries): void {
    if (call.estimable === undefined) {
      if (isUsageMissing(call)) series.addUnpriced(UNPRICED_REASON.noUsage);
      return;
    }
    this.#estimates.add(call.estimable, (usage) => {
      this.#changes += 1;
      const { serviceTier } = call.reading;
      if (usage !== undefined) {
        this.#book({ call, series, usage, model: modelOf(call), serviceTier, pricing: PRICING.estimated });
      } else if (isUsageMissing(call)) series.addUnpriced(UNPRICED_REASON.noUsage);
    });
  }

  #isRepeated(call: FinishedCall, resultId: string | undefined, repeatable: boolean): boolean {
    if (resultId === undefined) return false;
    const { provider, billing } = call;
    const repeated = (billing === 'once' || repeatable) && this.#booked.has(provider, resultId);
    if (!repeated) this.#booked.add(provider, resultId);
    return repeated;
  }

  #recordSlowQuery({ provider, operation }: FinishedCall, table: string): void {
    this.#totals.slowQueries.add(
      {
        [ATTRIBUTE.provider]: provider,
        [ATTRIBUTE.operation]: operation,
        [ATTRIBUTE.table]: table.slice(0, MAX_TABLE_LENGTH),
      },
      1,
    );
  }
}

/** Longer names are cut: they become labels. */
const MAX_TABLE_LENGTH = 128;

function isUsageMissing({ billing, statusCode, reading }: FinishedCall): boolean {
  return (
    billing === 'expected' && statusCode !== undefined && isSuccess(statusCode) && reading.notBilled !== true
  );
}

/** What is billed is the model that answered; an alias may stand in the request. */
function modelOf({ reading }: FinishedCall): string | undefined {
  return reading.responseModel ?? reading.requestModel;
}

/** No single response costs more; a larger number is none, and would spoil the sum. */
const MAX_STATED_USD = 1_000_000;

function isStated(costUsd: number | undefined): costUsd is number {
  return costUsd !== undefined && costUsd >= 0 && costUsd <= MAX_STATED_USD;
}
