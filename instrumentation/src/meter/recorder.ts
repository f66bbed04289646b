import { type Attributes, type AttributeValue } from '@opentelemetry/api';
import { type BilledResult } from '../adapters/types.ts';
import { type FinishedCall } from '../call/finished-call.ts';
import { isSuccess } from '../call/metered-call.ts';
import {
  ATTRIBUTE,
  type DroppedReason,
  PRICING,
  type Pricing,
  UNPRICED_REASON,
  type UnpricedReason,
  USAGE_UNIT,
  type UsageUnit,
} from '../names.ts';
import { type PriceCatalogue } from '../pricing/catalogue.ts';
import { nanoFromUsd } from '../pricing/money.ts';
import { isValidUsage, type Usage } from '../pricing/usage.ts';
import { BookedResults } from './booked-results.ts';
import { type Instruments, type Totals } from './instruments.ts';
import { type PendingEstimates } from './pending-estimates.ts';
import { type PricingQueue } from './pricing-queue.ts';
import { isSlowQuery } from './slow-queries.ts';

/** Longer model names are cut: they become labels, and requests may name anything. */
const MAX_MODEL_LENGTH = 128;

/** What is booked of a call: the usage of its response, one of several results, or an estimate. */
interface Booking extends Pick<BilledResult, 'usage' | 'serviceTier'> {
  model: string | undefined;
  pricing: Pricing;
}

/** Turns finished calls into measurements. */
export class Recorder {
  readonly #totals: Totals;
  readonly #queue: PricingQueue;
  readonly #estimates: PendingEstimates;
  readonly #booked = new BookedResults();
  #instruments: Instruments;
  #changes = 0;

  constructor(totals: Totals, queue: PricingQueue, estimates: PendingEstimates, instruments: Instruments) {
    this.#totals = totals;
    this.#queue = queue;
    this.#estimates = estimates;
    this.#instruments = instruments;
  }

  /** Grows with everything that is recorded; tells whether there is something new to export. */
  get changes(): number {
    return this.#changes;
  }

  /** Exchanges the instruments: the old ones are released before the new ones are made, so that none counts twice. */
  useInstruments(create: () => Instruments): void {
    this.#instruments.release();
    this.#instruments = create();
  }

  recordDropped(reason: DroppedReason): void {
    this.#changes += 1;
    this.#totals.dropped.add({ [ATTRIBUTE.reason]: reason }, 1);
  }

  record(call: FinishedCall): void {
    this.#changes += 1;
    this.#recordDurations(call);
    this.#recordRateLimits(call);
    this.#recordCounts(call);
    const { reading } = call;
    if (reading.usage !== undefined || reading.statedCostUsd !== undefined) this.#bookReading(call);
    else if (reading.results === undefined) this.#recordMissing(call);
    for (const result of reading.results ?? []) this.#bookResult(call, result);
  }

  #bookReading(call: FinishedCall): void {
    const { usage, resultId, repeatable, serviceTier, statedCostUsd } = call.reading;
    if (this.#isRepeated(call, resultId, repeatable)) return;
    const booking = {
      usage: usage ?? {},
      model: modelOf(call),
      pricing: pricingOf(call),
      ...(serviceTier !== undefined && { serviceTier }),
    };
    if (!isValidUsage(booking.usage)) this.#recordUnpriced(call, booking, UNPRICED_REASON.invalidUsage);
    else if (isStatedCost(statedCostUsd)) {
      this.#recordUsage(call, booking);
      this.#addCost(call, { ...booking, pricing: PRICING.stated }, nanoFromUsd(statedCostUsd));
    } else if (usage === undefined) this.#recordMissing(call);
    else this.#book(call, booking);
  }

  #bookResult(call: FinishedCall, { model, usage, serviceTier, resultId }: BilledResult): void {
    if (this.#isRepeated(call, resultId, true)) return;
    const booking = {
      usage,
      model: model?.slice(0, MAX_MODEL_LENGTH) ?? modelOf(call),
      pricing: PRICING.exact,
      ...(serviceTier !== undefined && { serviceTier }),
    };
    if (isValidUsage(usage)) this.#book(call, booking);
    else this.#recordUnpriced(call, booking, UNPRICED_REASON.invalidUsage);
  }

  #book(call: FinishedCall, booking: Booking): void {
    this.#recordUsage(call, booking);
    this.#queue.push((catalogue) => this.#recordCost(call, booking, catalogue));
  }

  /** A successful response without usage: estimated where that is possible. */
  #recordMissing(call: FinishedCall): void {
    const { estimable } = call;
    if (estimable === undefined) {
      if (isUsageMissing(call)) {
        this.#recordUnpriced(call, { model: modelOf(call) }, UNPRICED_REASON.noUsage);
      }
      return;
    }
    this.#estimates.add(estimable, (usage) => {
      this.#changes += 1;
      const model = modelOf(call);
      if (usage !== undefined && isValidUsage(usage)) {
        const { serviceTier } = call.reading;
        const tier = serviceTier === undefined ? {} : { serviceTier };
        this.#book(call, { usage, model, pricing: PRICING.estimated, ...tier });
      } else if (isUsageMissing(call)) {
        this.#recordUnpriced(call, { model }, UNPRICED_REASON.noUsage);
      }
    });
  }

  #isRepeated(call: FinishedCall, resultId: string | undefined, repeatable = false): boolean {
    if (resultId === undefined) return false;
    const { provider, billing } = call;
    const repeated = (billing === 'once' || repeatable) && this.#booked.has(provider, resultId);
    if (!repeated) this.#booked.add(provider, resultId);
    return repeated;
  }

  #recordCounts(call: FinishedCall): void {
    if (call.retry === true) this.#totals.retries.add(attributes(callAttributes(call)), 1);
    const { table } = call.reading;
    if (table !== undefined && isSlowQuery(call)) {
      this.#totals.slowQueries.add(
        {
          [ATTRIBUTE.provider]: call.provider,
          [ATTRIBUTE.operation]: call.operation,
          [ATTRIBUTE.table]: table.slice(0, MAX_MODEL_LENGTH),
        },
        1,
      );
    }
  }

  #recordDurations(call: FinishedCall): void {
    if (call.durationSeconds === undefined) return;
    this.#instruments.requestDuration.record(
      call.durationSeconds,
      attributes({
        ...callAttributes(call),
        [ATTRIBUTE.feature]: call.attribution.feature,
        [ATTRIBUTE.environment]: call.attribution.environment,
        [ATTRIBUTE.httpResponseStatusCode]: call.statusCode,
        [ATTRIBUTE.errorType]: call.errorType,
      }),
    );
    if (call.genAiOperation === undefined) return;
    const genAi = genAiAttributes(call, call.genAiOperation);
    this.#instruments.genAiOperationDuration.record(
      call.durationSeconds,
      attributes({ ...genAi, [ATTRIBUTE.errorType]: call.errorType }),
    );
    if (call.timeToFirstChunkSeconds !== undefined) {
      this.#instruments.genAiTimeToFirstChunk.record(call.timeToFirstChunkSeconds, attributes(genAi));
    }
  }

  #recordRateLimits(call: FinishedCall): void {
    for (const { kind, remainingRatio } of call.rateLimits ?? []) {
      this.#instruments.rateLimitRemaining.record(
        remainingRatio,
        attributes({
          [ATTRIBUTE.provider]: call.provider,
          [ATTRIBUTE.model]: modelOf(call),
          [ATTRIBUTE.kind]: kind,
        }),
      );
    }
  }

  #recordUsage(call: FinishedCall, { usage, model }: Booking): void {
    const base = { ...callAttributes(call, model), ...ownerAttributes(call) };
    for (const [unit, count] of countUnits(usage)) {
      this.#totals.usage.add(attributes({ ...base, [ATTRIBUTE.unit]: unit }), count);
    }
    if (call.genAiOperation === undefined) return;
    const genAi = genAiAttributes(call, call.genAiOperation);
    for (const [type, count] of [
      ['input', usage.inputTokens],
      ['output', usage.outputTokens],
    ] as const) {
      if (count === undefined) continue;
      this.#instruments.genAiTokenUsage.record(
        count,
        attributes({ ...genAi, [ATTRIBUTE.genAiTokenType]: type }),
      );
    }
  }

  #recordCost(call: FinishedCall, booking: Booking, catalogue: PriceCatalogue): void {
    this.#changes += 1;
    const { provider, operation, reading, startedAt } = call;
    const { usage, model, serviceTier } = booking;
    const price = catalogue.price({
      provider,
      operation,
      usage,
      at: startedAt,
      ...(model !== undefined && { model }),
      ...(serviceTier !== undefined && { serviceTier }),
      ...(reading.variant !== undefined && { variant: reading.variant }),
    });
    const missing = price.priced ? price.unpriced : price.reason;
    if (missing !== undefined) this.#recordUnpriced(call, booking, missing);
    if (price.priced) this.#addCost(call, booking, price.costNanoUsd);
  }

  #addCost(call: FinishedCall, { model, pricing }: Booking, costNanoUsd: number): void {
    const { provider, attribution } = call;
    this.#totals.costNanoUsd.add(
      attributes({
        ...callAttributes(call, model),
        [ATTRIBUTE.pricing]: pricing,
        ...ownerAttributes(call),
        [ATTRIBUTE.triggeredBy]: attribution.triggeredBy,
      }),
      costNanoUsd,
    );
    if (attribution.userId === undefined) return;
    this.#totals.userCostNanoUsd.add(
      attributes({
        [ATTRIBUTE.userId]: attribution.userId,
        [ATTRIBUTE.tenant]: attribution.tenant,
        [ATTRIBUTE.provider]: provider,
      }),
      costNanoUsd,
    );
  }

  #recordUnpriced(call: FinishedCall, { model }: Pick<Booking, 'model'>, reason: UnpricedReason): void {
    this.#totals.unpriced.add(attributes({ ...callAttributes(call, model), [ATTRIBUTE.reason]: reason }), 1);
  }
}

function isStatedCost(costUsd: number | undefined): costUsd is number {
  return costUsd !== undefined && Number.isFinite(costUsd) && costUsd >= 0;
}

function isUsageMissing({ billing, statusCode, reading }: FinishedCall): boolean {
  return (
    billing === 'expected' && statusCode !== undefined && isSuccess(statusCode) && reading.notBilled !== true
  );
}

/** A stream that ends without its last usage is as incomplete as one that was broken off. */
function pricingOf({ brokenOff, streamed, reading }: FinishedCall): Pricing {
  return (brokenOff || streamed) && !reading.complete ? PRICING.partial : PRICING.exact;
}

/** What is billed is the model that answered; an alias may stand in the request. */
function modelOf({ reading }: FinishedCall): string | undefined {
  return (reading.responseModel ?? reading.requestModel)?.slice(0, MAX_MODEL_LENGTH);
}

function callAttributes(
  call: FinishedCall,
  model = modelOf(call),
): Record<string, AttributeValue | undefined> {
  return {
    [ATTRIBUTE.provider]: call.provider,
    [ATTRIBUTE.operation]: call.operation,
    [ATTRIBUTE.model]: model,
  };
}

/** Whom the call is made for. The application's own labels cannot replace one of Outlay's. */
function ownerAttributes({ attribution }: FinishedCall): Record<string, AttributeValue | undefined> {
  return {
    ...attribution.labels,
    [ATTRIBUTE.feature]: attribution.feature,
    [ATTRIBUTE.tenant]: attribution.tenant,
    [ATTRIBUTE.environment]: attribution.environment,
  };
}

function genAiAttributes(call: FinishedCall, operation: string): Record<string, AttributeValue | undefined> {
  return {
    [ATTRIBUTE.genAiOperationName]: operation,
    [ATTRIBUTE.genAiProviderName]: call.genAiProvider ?? call.provider,
    [ATTRIBUTE.genAiRequestModel]: call.reading.requestModel?.slice(0, MAX_MODEL_LENGTH),
    [ATTRIBUTE.genAiResponseModel]: call.reading.responseModel?.slice(0, MAX_MODEL_LENGTH),
    [ATTRIBUTE.serverAddress]: call.hostname,
    [ATTRIBUTE.serverPort]: call.port,
  };
}

/** Without what is not known. */
function attributes(values: Record<string, AttributeValue | undefined>): Attributes {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Tokens in and out are told even when they are zero; parts and other units only when there were any. */
function countUnits(usage: Usage): [UsageUnit, number][] {
  const counts: [UsageUnit, number][] = [];
  if (usage.inputTokens !== undefined) counts.push([USAGE_UNIT.inputTokens, usage.inputTokens]);
  if (usage.outputTokens !== undefined) counts.push([USAGE_UNIT.outputTokens, usage.outputTokens]);
  const parts: [UsageUnit, number | undefined][] = [
    [USAGE_UNIT.cacheReadTokens, usage.cacheReadTokens],
    [USAGE_UNIT.cacheWriteTokens, usage.cacheWriteTokens],
    [USAGE_UNIT.reasoningTokens, usage.reasoningTokens],
    [USAGE_UNIT.inputAudioTokens, usage.inputAudioTokens],
    [USAGE_UNIT.outputAudioTokens, usage.outputAudioTokens],
    [USAGE_UNIT.inputImageTokens, usage.inputImageTokens],
    [USAGE_UNIT.outputImageTokens, usage.outputImageTokens],
    ...(Object.entries(usage.units ?? {}) as [UsageUnit, number][]),
  ];
  for (const [unit, count] of parts) if (count !== undefined && count > 0) counts.push([unit, count]);
  return counts;
}
