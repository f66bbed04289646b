export type TokenKind = 'input' | 'output' | 'cacheRead' | 'cacheWrite' | 'reasoning';

/** Counters of `open-telemetry/semantic-conventions-genai`, `gen-ai-token-metrics.md`, seen 2026-11-22. */
export const INFERENCE_USAGE: Readonly<Record<string, TokenKind>> = {
  'gen_ai.client.inference.usage.input_tokens': 'input',
  'gen_ai.client.inference.usage.output_tokens': 'output',
  'gen_ai.client.inference.usage.cache_read.input_tokens': 'cacheRead',
  'gen_ai.client.inference.usage.cache_write.input_tokens': 'cacheWrite',
  'gen_ai.client.inference.usage.reasoning.output_tokens': 'reasoning',
};

/** Counters of OpenLLMetry before it took over the conventions; `llm.usage.token_type` tells prompt from completion. */
export const OLDER_COUNTERS: Readonly<Record<string, string>> = {
  'llm.openai.chat_completions.tokens': 'openai',
  'llm.openai.embeddings.tokens': 'openai',
  'llm.anthropic.completion.tokens': 'anthropic',
  'llm.watsonx.completions.tokens': 'watsonx',
};

/** Every metric that counts tokens by adding up, which only the price of them makes use of. */
export const TOKEN_COUNTERS: readonly string[] = [
  ...Object.keys(INFERENCE_USAGE),
  ...Object.keys(OLDER_COUNTERS),
];
