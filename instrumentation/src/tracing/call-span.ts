import { type Context, type Span, SpanStatusCode } from '@opentelemetry/api';
import { ATTRIBUTE, type Pricing, SPAN_ATTRIBUTE } from '../names.ts';
import { usdFromNano } from '../pricing/money.ts';
import type { Usage } from '../pricing/usage.ts';

/** How a call ended, as far as its span tells it. */
export interface CallOutcome {
  /** `gen_ai.operation.name`. */
  operation: string;
  requestModel?: string | undefined;
  responseModel?: string | undefined;
  statusCode?: number | undefined;
  errorType?: string | undefined;
}

/** Longer model names are cut, as in the metrics. */
const MAX_MODEL_LENGTH = 128;

/** The span of one call to a model. It tells what was used and what it cost, never what was said. */
export class CallSpan {
  /** The context of the call with this span; for exemplars. */
  readonly context: Context;
  readonly #span: Span;
  #costNanoUsd: number | undefined;

  constructor(span: Span, context: Context) {
    this.#span = span;
    this.context = context;
  }

  setUsage(usage: Usage): void {
    const counts: [string, number | undefined][] = [
      [SPAN_ATTRIBUTE.inputTokens, usage.inputTokens],
      [SPAN_ATTRIBUTE.outputTokens, usage.outputTokens],
      [SPAN_ATTRIBUTE.cacheReadTokens, usage.cacheReadTokens],
      [SPAN_ATTRIBUTE.cacheCreationTokens, usage.cacheWriteTokens],
      [SPAN_ATTRIBUTE.reasoningTokens, usage.reasoningTokens],
    ];
    for (const [name, count] of counts) if (count !== undefined) this.#span.setAttribute(name, count);
  }

  /** Adds to the cost of the call. */
  addCost(nanoUsd: number, pricing: Pricing): void {
    this.#costNanoUsd = (this.#costNanoUsd ?? 0) + nanoUsd;
    this.#span.setAttribute(SPAN_ATTRIBUTE.costUsd, usdFromNano(this.#costNanoUsd));
    this.#span.setAttribute(SPAN_ATTRIBUTE.pricing, pricing);
  }

  /** The call is over; what is set after that still counts until `end`. */
  finish({ operation, requestModel, responseModel, statusCode, errorType }: CallOutcome): void {
    const model = requestModel ?? responseModel;
    if (model !== undefined) this.#span.updateName(`${operation} ${cut(model)}`);
    if (requestModel !== undefined) {
      this.#span.setAttribute(ATTRIBUTE.genAiRequestModel, cut(requestModel));
    }
    if (responseModel !== undefined) {
      this.#span.setAttribute(ATTRIBUTE.genAiResponseModel, cut(responseModel));
    }
    if (statusCode !== undefined) this.#span.setAttribute(ATTRIBUTE.httpResponseStatusCode, statusCode);
    if (errorType === undefined) return;
    this.#span.setAttribute(ATTRIBUTE.errorType, errorType);
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
  }

  /** @param at when the call ended, if that was before now */
  end(at?: Date): void {
    this.#span.end(at);
  }
}

function cut(text: string): string {
  return text.slice(0, MAX_MODEL_LENGTH);
}
