import type { Usage } from '@outlay/instrumentation/pricing';
import type { Attributes } from '../otlp/metrics.ts';
import type { Span } from '../otlp/traces.ts';
import { AGGREGATES } from './aggregates.ts';
import {
  ERROR_TYPE,
  OPENINFERENCE_KIND,
  OPERATION_NAMES,
  PROVIDER_NAMES,
  REQUEST_MODEL_NAMES,
  RESPONSE_MODEL_NAMES,
  SERVICE_TIER_NAMES,
  TOKEN_NAMES,
  TRACELOOP_KIND,
} from './attribute-names.ts';
import { type InputConvention, inputConvention } from './input-convention.ts';
import { providerFrom } from './providers.ts';

/** What a span tells of one call to a model. */
export interface GenAiCall {
  readonly provider: string | undefined;
  readonly operation: string | undefined;
  /** The model that answered, then the one that was asked for; what is billed stands first. */
  readonly models: readonly string[];
  readonly serviceTier: string | undefined;
  readonly errorType: string | undefined;
  /** Undefined when the span tells no tokens; invalid when it tells impossible ones. */
  readonly usage: Usage | undefined;
  /** Whether it had to be assumed which of the input tokens were cached ones. */
  readonly isEstimated: boolean;
}

/**
 * - `call`: one call to a model;
 * - `aggregate`: work of an agent, chain or tool, whose usage is that of the calls within it;
 * - `other`: no GenAI span.
 */
export type SpanMeaning =
  | { readonly kind: 'call'; readonly call: GenAiCall }
  | { readonly kind: 'aggregate' }
  | { readonly kind: 'other' };

/** OpenInference and OpenLLMetry say of each span what it is. */
const CALL_KINDS: ReadonlySet<string> = new Set(['LLM', 'EMBEDDING', 'RERANKER']);
const TRACELOOP_AGGREGATES: ReadonlySet<string> = new Set(['workflow', 'task', 'agent', 'tool']);
/** Operation names of OpenLLMetry and OpenInference for those of the conventions. */
const OPERATIONS: Readonly<Record<string, string>> = {
  completion: 'text_completion',
  embedding: 'embeddings',
  LLM: 'chat',
  EMBEDDING: 'embeddings',
  RERANKER: 'rerank',
};

/** What a span means to the ledger. */
export function readSpan({ attributes, isClient }: Span, scopeName = ''): SpanMeaning {
  const kind = text(attributes, [OPENINFERENCE_KIND])?.toUpperCase();
  const operation = text(attributes, OPERATION_NAMES);
  const provider = text(attributes, PROVIDER_NAMES);
  const models = [text(attributes, RESPONSE_MODEL_NAMES), text(attributes, REQUEST_MODEL_NAMES)];
  const named = models.filter((model) => model !== undefined);
  const providerId = providerFrom(provider, named[0]);
  const convention = inputConvention(scopeName, attributes, providerId, named);
  const usage = usageFrom(attributes, convention);
  if (kind === undefined && operation === undefined && provider === undefined && usage === undefined) {
    return { kind: 'other' };
  }
  const traceloop = text(attributes, [TRACELOOP_KIND]);
  const isAggregate =
    (kind !== undefined && !CALL_KINDS.has(kind)) ||
    (traceloop !== undefined && TRACELOOP_AGGREGATES.has(traceloop)) ||
    (operation !== undefined && AGGREGATES.has(operation) && !isClient);
  if (isAggregate) return { kind: 'aggregate' };

  const written = operation ?? kind;
  const errorType = text(attributes, [ERROR_TYPE]);
  return {
    kind: 'call',
    call: {
      provider: providerId,
      operation: written === undefined ? undefined : (OPERATIONS[written] ?? written),
      models: [...new Set(named)],
      serviceTier: text(attributes, SERVICE_TIER_NAMES),
      errorType: errorType !== undefined && ERROR_NAME.test(errorType) ? errorType : undefined,
      usage,
      isEstimated: convention === 'unknown' && hasCachedWithin(attributes),
    },
  };
}

/** Error types are names of classes, codes or statuses; a sentence is a message, and may quote anything. */
const ERROR_NAME = /^[\w.:$-]{1,100}$/;

/**
 * The conventions count cached tokens within the input. Some SDKs pass on Anthropic's own figures, which count them beside
 * it: where it is not known which, and the parts are larger than the whole, they are taken for that.
 */
export function usageFrom(
  attributes: Attributes,
  convention: InputConvention = 'unknown',
): Usage | undefined {
  const counts = tokenCounts(attributes);
  if (counts.input === undefined && counts.output === undefined) return undefined;
  return completeUsage(counts, convention);
}

/** Whether cached tokens are told that may be a part of the input, or come on top of it. */
function hasCachedWithin(attributes: Attributes): boolean {
  const counts = tokenCounts(attributes);
  const cached = cachedOf(counts);
  return cached > 0 && cached <= (counts.input ?? 0);
}

function tokenCounts(attributes: Attributes): TokenCounts {
  return {
    input: count(attributes, TOKEN_NAMES.input),
    output: count(attributes, TOKEN_NAMES.output),
    cacheRead: count(attributes, TOKEN_NAMES.cacheRead),
    cacheWrite: count(attributes, TOKEN_NAMES.cacheWrite),
    reasoning: count(attributes, TOKEN_NAMES.reasoning),
  };
}

export interface TokenCounts {
  readonly input: number | undefined;
  readonly output: number | undefined;
  readonly cacheRead: number | undefined;
  readonly cacheWrite: number | undefined;
  readonly reasoning: number | undefined;
}

export function completeUsage(counts: TokenCounts, convention: InputConvention = 'unknown'): Usage {
  const { input, output, cacheRead, cacheWrite, reasoning } = counts;
  const cached = cachedOf(counts);
  const isBeside = cached > (input ?? 0) || (convention === 'beside' && cached > 0);
  const whole = isBeside ? (input ?? 0) + cached : input;
  return {
    ...(whole !== undefined && { inputTokens: whole }),
    ...(output !== undefined && { outputTokens: output }),
    ...(cacheRead && { cacheReadTokens: cacheRead }),
    ...(cacheWrite && { cacheWriteTokens: cacheWrite }),
    ...(reasoning && { reasoningTokens: reasoning }),
  };
}

function cachedOf({ cacheRead, cacheWrite }: TokenCounts): number {
  return (cacheRead ?? 0) + (cacheWrite ?? 0);
}

function text(attributes: Attributes, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = attributes[name];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return undefined;
}

/** Integers come as text of up to 64 bits, or as doubles; anything else makes the usage invalid, and no price is given. */
function count(attributes: Attributes, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = attributes[name];
    if (value !== undefined) return typeof value === 'boolean' || value === '' ? Number.NaN : Number(value);
  }
  return undefined;
}
