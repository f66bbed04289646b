import type { Attributes, AttributeValue, Context } from '@opentelemetry/api';
import type { FinishedCall } from '../call/finished-call.ts';
import { ATTRIBUTE, type Pricing, type UnpricedReason, type UsageUnit } from '../names.ts';
import type { HistogramSeries } from './histograms.ts';
import type { LastValue } from './last-values.ts';
import type { Sum } from './sums.ts';
import type { Totals } from './totals.ts';

type Known = Record<string, AttributeValue | undefined>;

const INPUT = 'input';
const OUTPUT = 'output';
/** Kinds of errors and units may be the application's own, any number of them: of more than these all are looked up anew. */
const MAX_KEPT = 100;

/**
 * The series of all calls that are alike: same provider, operation, models, host and attribution. Attributes are put
 * together and looked up once; after that a call is recorded by adding to numbers.
 */
export class CallSeries {
  readonly #totals: Totals;
  readonly #call: Known;
  readonly #owner: Known;
  readonly #triggeredBy: string | undefined;
  readonly #genAi: Known | undefined;
  readonly #costs = new Map<Pricing, Sum>();
  readonly #units = new Map<string, Sum>();
  readonly #unpriced = new Map<UnpricedReason, Sum>();
  readonly #durations = new Map<string | number | undefined, HistogramSeries>();
  readonly #genAiDurations = new Map<string | undefined, HistogramSeries>();
  readonly #rateLimits = new Map<string, LastValue>();
  #retries: Sum | undefined;
  #inputTokens: HistogramSeries | undefined;
  #outputTokens: HistogramSeries | undefined;
  #timeToFirstChunk: HistogramSeries | undefined;

  /** @param model the one that is billed, cut to the length of a label */
  constructor(totals: Totals, call: FinishedCall, model: string | undefined, cut: (text: string) => string) {
    const { attribution, reading, genAiOperation } = call;
    this.#totals = totals;
    this.#call = {
      [ATTRIBUTE.provider]: call.provider,
      [ATTRIBUTE.operation]: call.operation,
      [ATTRIBUTE.model]: model,
    };
    // The application's own labels cannot replace one of Outlay's.
    this.#owner = {
      ...attribution.labels,
      [ATTRIBUTE.feature]: attribution.feature,
      [ATTRIBUTE.tenant]: attribution.tenant,
      [ATTRIBUTE.environment]: attribution.environment,
    };
    this.#triggeredBy = attribution.triggeredBy;
    this.#genAi =
      genAiOperation === undefined
        ? undefined
        : {
            [ATTRIBUTE.genAiOperationName]: genAiOperation,
            [ATTRIBUTE.genAiProviderName]: call.genAiProvider ?? call.provider,
            [ATTRIBUTE.genAiRequestModel]: reading.requestModel && cut(reading.requestModel),
            [ATTRIBUTE.genAiResponseModel]: reading.responseModel && cut(reading.responseModel),
            [ATTRIBUTE.serverAddress]: call.hostname,
            [ATTRIBUTE.serverPort]: call.port,
          };
  }

  recordDuration(call: FinishedCall): void {
    const { durationSeconds, statusCode, errorType, timeToFirstChunkSeconds } = call;
    if (durationSeconds === undefined) return;
    const context = call.span?.context;
    const outcome = errorType === undefined ? statusCode : `${statusCode} ${errorType}`;
    let duration = this.#durations.get(outcome);
    if (duration === undefined) {
      duration = this.#totals.requestDuration.at(
        known({
          ...this.#call,
          [ATTRIBUTE.feature]: this.#owner[ATTRIBUTE.feature],
          [ATTRIBUTE.environment]: this.#owner[ATTRIBUTE.environment],
          [ATTRIBUTE.httpResponseStatusCode]: statusCode,
          [ATTRIBUTE.errorType]: errorType,
        }),
      );
      keep(this.#durations, outcome, duration);
    }
    duration.record(durationSeconds, context);
    if (this.#genAi === undefined) return;
    let genAiDuration = this.#genAiDurations.get(errorType);
    if (genAiDuration === undefined) {
      genAiDuration = this.#totals.genAiOperationDuration.at(
        known({ ...this.#genAi, [ATTRIBUTE.errorType]: errorType }),
      );
      keep(this.#genAiDurations, errorType, genAiDuration);
    }
    genAiDuration.record(durationSeconds, context);
    if (timeToFirstChunkSeconds === undefined) return;
    this.#timeToFirstChunk ??= this.#totals.genAiTimeToFirstChunk.at(known(this.#genAi));
    this.#timeToFirstChunk.record(timeToFirstChunkSeconds, context);
  }

  recordRateLimit(kind: string, remainingRatio: number): void {
    let remaining = this.#rateLimits.get(kind);
    if (remaining === undefined) {
      const { [ATTRIBUTE.provider]: provider, [ATTRIBUTE.model]: model } = this.#call;
      remaining = this.#totals.rateLimitRemaining.at(
        known({ [ATTRIBUTE.provider]: provider, [ATTRIBUTE.model]: model, [ATTRIBUTE.kind]: kind }),
      );
      this.#rateLimits.set(kind, remaining);
    }
    remaining.value = remainingRatio;
  }

  addRetry(): void {
    this.#retries ??= this.#totals.retries.at(known(this.#call));
    this.#retries.value += 1;
  }

  addUnit(unit: UsageUnit | (string & {}), count: number): void {
    let sum = this.#units.get(unit);
    if (sum === undefined) {
      sum = this.#totals.usage.at(known({ ...this.#call, ...this.#owner, [ATTRIBUTE.unit]: unit }));
      keep(this.#units, unit, sum);
    }
    sum.value += count;
  }

  recordTokens(
    inputTokens: number | undefined,
    outputTokens: number | undefined,
    context: Context | undefined,
  ): void {
    if (this.#genAi === undefined) return;
    if (inputTokens !== undefined) {
      this.#inputTokens ??= this.#tokens(this.#genAi, INPUT);
      this.#inputTokens.record(inputTokens, context);
    }
    if (outputTokens !== undefined) {
      this.#outputTokens ??= this.#tokens(this.#genAi, OUTPUT);
      this.#outputTokens.record(outputTokens, context);
    }
  }

  addCost(pricing: Pricing, nanoUsd: number): void {
    let sum = this.#costs.get(pricing);
    if (sum === undefined) {
      sum = this.#totals.costNanoUsd.at(
        known({
          ...this.#call,
          [ATTRIBUTE.pricing]: pricing,
          ...this.#owner,
          [ATTRIBUTE.triggeredBy]: this.#triggeredBy,
        }),
      );
      this.#costs.set(pricing, sum);
    }
    sum.value += nanoUsd;
  }

  addUnpriced(reason: UnpricedReason): void {
    let sum = this.#unpriced.get(reason);
    if (sum === undefined) {
      sum = this.#totals.unpriced.at(known({ ...this.#call, [ATTRIBUTE.reason]: reason }));
      this.#unpriced.set(reason, sum);
    }
    sum.value += 1;
  }

  #tokens(genAi: Known, type: string): HistogramSeries {
    return this.#totals.genAiTokenUsage.at(known({ ...genAi, [ATTRIBUTE.genAiTokenType]: type }));
  }
}

function keep<Key, Value>(kept: Map<Key, Value>, key: Key, value: Value): void {
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(key, value);
}

/** Without what is not known. */
function known(values: Known): Attributes {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
