import { type Attributes, type AttributeValue } from '@opentelemetry/api';
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
import { isValidUsage, type Usage } from '../pricing/usage.ts';
import { BookedResults } from './booked-results.ts';
import { type Instruments, type Totals } from './instruments.ts';
import { type PricingQueue } from './pricing-queue.ts';

/** Longer model names are cut: they become labels, and requests may name anything. */
const MAX_MODEL_LENGTH = 128;

/** Turns finished calls into measurements. */
export class Recorder {
  readonly #totals: Totals;
  readonly #queue: PricingQueue;
  readonly #booked = new BookedResults();
  #instruments: Instruments;
  #changes = 0;

  constructor(totals: Totals, queue: PricingQueue, instruments: Instruments) {
    this.#totals = totals;
    this.#queue = queue;
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
    const { usage } = call.reading;
    if (usage !== undefined) {
      if (this.#isRepeated(call)) return;
      if (isValidUsage(usage)) {
        this.#recordUsage(call, usage);
        this.#queue.push((catalogue) => this.#recordCost(call, usage, catalogue));
      } else {
        this.#recordUnpriced(call, UNPRICED_REASON.invalidUsage);
      }
    } else if (isUsageMissing(call)) {
      this.#recordUnpriced(call, UNPRICED_REASON.noUsage);
    }
  }

  #isRepeated({ provider, billing, reading }: FinishedCall): boolean {
    const { resultId, repeatable } = reading;
    if (resultId === undefined) return false;
    const repeated = (billing === 'once' || repeatable === true) && this.#booked.has(provider, resultId);
    if (!repeated) this.#booked.add(provider, resultId);
    return repeated;
  }

  #recordDurations(call: FinishedCall): void {
    this.#instruments.requestDuration.record(
      call.durationSeconds,
      attributes({
        ...callAttributes(call),
        [ATTRIBUTE.feature]: call.attribution.feature,
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

  #recordUsage(call: FinishedCall, usage: Usage): void {
    const base = { ...callAttributes(call), ...featureAndTenant(call) };
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

  #recordCost(call: FinishedCall, usage: Usage, catalogue: PriceCatalogue): void {
    this.#changes += 1;
    const { provider, operation, reading, startedAt, attribution } = call;
    const model = modelOf(call);
    const price = catalogue.price({
      provider,
      operation,
      usage,
      at: startedAt,
      ...(model !== undefined && { model }),
      ...(reading.serviceTier !== undefined && { serviceTier: reading.serviceTier }),
    });
    const missing = price.priced ? price.unpriced : price.reason;
    if (missing !== undefined) this.#recordUnpriced(call, missing);
    if (!price.priced) return;
    this.#totals.costNanoUsd.add(
      attributes({
        ...callAttributes(call),
        [ATTRIBUTE.pricing]: pricingOf(call),
        ...featureAndTenant(call),
        [ATTRIBUTE.triggeredBy]: attribution.triggeredBy,
      }),
      price.costNanoUsd,
    );
    if (attribution.userId === undefined) return;
    this.#totals.userCostNanoUsd.add(
      attributes({
        [ATTRIBUTE.userId]: attribution.userId,
        [ATTRIBUTE.tenant]: attribution.tenant,
        [ATTRIBUTE.provider]: provider,
      }),
      price.costNanoUsd,
    );
  }

  #recordUnpriced(call: FinishedCall, reason: UnpricedReason): void {
    this.#totals.unpriced.add(attributes({ ...callAttributes(call), [ATTRIBUTE.reason]: reason }), 1);
  }
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

function callAttributes(call: FinishedCall): Record<string, AttributeValue | undefined> {
  return {
    [ATTRIBUTE.provider]: call.provider,
    [ATTRIBUTE.operation]: call.operation,
    [ATTRIBUTE.model]: modelOf(call),
  };
}

function featureAndTenant({ attribution }: FinishedCall): Record<string, AttributeValue | undefined> {
  return { [ATTRIBUTE.feature]: attribution.feature, [ATTRIBUTE.tenant]: attribution.tenant };
}

function genAiAttributes(call: FinishedCall, operation: string): Record<string, AttributeValue | undefined> {
  return {
    [ATTRIBUTE.genAiOperationName]: operation,
    [ATTRIBUTE.genAiProviderName]: call.provider,
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
