/**
 * Names under which telemetry of other SDKs tells a metered call, the one that counts first. Sources:
 * - OpenTelemetry GenAI semantic conventions, core 1.41 and before, and `open-telemetry/semantic-conventions-genai`
 *   (opentelemetry.io/docs/specs/semconv/gen-ai, `gen-ai-token-metrics.md`), seen 2026-11-22;
 * - OpenLLMetry `semconv_ai` (`gen_ai.usage.prompt_tokens`, `llm.usage.*`, `llm.request.*`), seen 2026-11-22;
 * - OpenInference semantic conventions (`llm.token_count.*`, `llm.model_name`), seen 2026-11-22;
 * - Pydantic AI (`gen_ai.usage.details.*`), seen 2026-11-22.
 */
export const PROVIDER_NAMES = [
  'gen_ai.provider.name',
  'gen_ai.system',
  'llm.provider',
  'llm.system',
] as const;

export const RESPONSE_MODEL_NAMES = [
  'gen_ai.response.model',
  'llm.response.model_name',
  'llm.response.model',
] as const;

export const REQUEST_MODEL_NAMES = [
  'gen_ai.request.model',
  'llm.request.model_name',
  'llm.request.model',
  'llm.model_name',
  'embedding.model_name',
  'reranker.model_name',
] as const;

export const OPERATION_NAMES = ['gen_ai.operation.name', 'llm.request.type'] as const;

/** The tier that the provider says it charged. */
export const SERVICE_TIER_NAMES = [
  'openai.response.service_tier',
  'gen_ai.openai.response.service_tier',
] as const;

export const TOKEN_NAMES = {
  input: [
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.prompt_tokens',
    'llm.token_count.prompt',
    'llm.usage.prompt_tokens',
  ],
  output: [
    'gen_ai.usage.output_tokens',
    'gen_ai.usage.completion_tokens',
    'llm.token_count.completion',
    'llm.usage.completion_tokens',
  ],
  cacheRead: [
    'gen_ai.usage.cache_read.input_tokens',
    'gen_ai.usage.cache_read_input_tokens',
    'gen_ai.usage.details.cache_read_tokens',
    'llm.token_count.prompt_details.cache_read',
    'llm.usage.cache_read_input_tokens',
  ],
  cacheWrite: [
    'gen_ai.usage.cache_creation.input_tokens',
    'gen_ai.usage.cache_write.input_tokens',
    'gen_ai.usage.cache_creation_input_tokens',
    'gen_ai.usage.details.cache_write_tokens',
    'llm.token_count.prompt_details.cache_write',
    'llm.usage.cache_creation_input_tokens',
  ],
  reasoning: [
    'gen_ai.usage.reasoning.output_tokens',
    'gen_ai.usage.reasoning_tokens',
    'gen_ai.usage.details.reasoning_tokens',
    'llm.token_count.completion_details.reasoning',
    'llm.usage.reasoning_tokens',
  ],
} as const;

/** What kind of work an OpenInference or OpenLLMetry span is. */
export const OPENINFERENCE_KIND = 'openinference.span.kind';
export const TRACELOOP_KIND = 'traceloop.span.kind';
export const ERROR_TYPE = 'error.type';

export const ENVIRONMENT_NAMES = ['deployment.environment.name', 'deployment.environment'] as const;
export const INSTANCE_ID = 'service.instance.id';
export const SDK_LANGUAGE = 'telemetry.sdk.language';

/** Every attribute of a span that is read. Prompts, completions, tools, users and all others are not among them. */
export const SPAN_ATTRIBUTES: ReadonlySet<string> = new Set<string>([
  ...PROVIDER_NAMES,
  ...RESPONSE_MODEL_NAMES,
  ...REQUEST_MODEL_NAMES,
  ...OPERATION_NAMES,
  ...SERVICE_TIER_NAMES,
  ...Object.values(TOKEN_NAMES).flat(),
  OPENINFERENCE_KIND,
  TRACELOOP_KIND,
  ERROR_TYPE,
]);

/** Every attribute of a resource that is read with spans. */
export const RESOURCE_ATTRIBUTES: ReadonlySet<string> = new Set<string>([
  'service.name',
  'service.namespace',
  INSTANCE_ID,
  SDK_LANGUAGE,
  ...ENVIRONMENT_NAMES,
]);
