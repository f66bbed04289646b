import { DURATION_BUCKETS_SECONDS, INSTRUMENT, TOKEN_BUCKETS } from '../../../instrumentation/src/names.ts';

// What one service reports: 200 points, in two mixes. Names and attributes are those of Outlay's instruments.

const MODELS = {
  'gpt-4o-mini': 'openai',
  'gpt-4.1': 'openai',
  'text-embedding-3-small': 'openai',
  'claude-sonnet-4-5': 'anthropic',
  'claude-haiku-4-5': 'anthropic',
  'gemini-2.5-flash': 'google',
  'gemini-2.5-pro': 'google',
  'mistral-large-latest': 'mistral',
  'llama-3.3-70b-versatile': 'groq',
  'deepseek-chat': 'deepseek',
  'grok-4': 'xai',
  'command-r-plus': 'cohere',
};
const FEATURES = ['search', 'summaries', 'support', 'drafts', 'review'];
const UNITS = ['input_tokens', 'output_tokens', 'cache_read_tokens', 'reasoning_tokens'];

/** @returns {Record<string, string>[]} one for each model and feature */
const calls = Object.entries(MODELS).flatMap(([model, provider]) =>
  FEATURES.map((feature) => ({ provider, operation: 'chat', model, feature })),
);
const withUnits = (bases, units) => bases.flatMap((base) => units.map((unit) => ({ ...base, unit })));

const counter = (name, unit, attributes) => ({ name, unit, kind: 'counter', attributes });
const histogram = (name, unit, bounds, attributes) => ({ name, unit, kind: 'histogram', bounds, attributes });

/** As the instrumentation reports: mostly counters, some histograms. */
export const REALISTIC = [
  counter(
    INSTRUMENT.costUsd,
    '{USD}',
    calls.map((call) => ({ ...call, pricing: 'exact' })),
  ),
  counter(INSTRUMENT.usage, '{unit}', withUnits(calls.slice(0, 25), UNITS)),
  counter(
    INSTRUMENT.unpriced,
    '{request}',
    calls.slice(0, 10).map(({ provider, operation, model, feature }) => ({
      ...{ provider, operation, reason: 'unknown_model' },
      model: `${model}-${feature}`,
    })),
  ),
  histogram(
    INSTRUMENT.requestDuration,
    's',
    DURATION_BUCKETS_SECONDS,
    calls.slice(0, 20).map((call) => ({ ...call, 'http.response.status_code': '200' })),
  ),
  histogram(
    INSTRUMENT.genAiTokenUsage,
    '{token}',
    TOKEN_BUCKETS,
    Object.entries(MODELS)
      .slice(0, 5)
      .flatMap(([model, provider]) =>
        ['input', 'output'].map((type) => ({
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': provider,
          'gen_ai.request.model': model,
          'gen_ai.token.type': type,
        })),
      ),
  ),
];

/** Counters alone: a series is a line of `/metrics`. */
export const COUNTERS = [
  counter(
    INSTRUMENT.costUsd,
    '{USD}',
    calls.slice(0, 40).map((call) => ({ ...call, pricing: 'exact' })),
  ),
  counter(INSTRUMENT.usage, '{unit}', withUnits(calls.slice(0, 40), UNITS)),
];

export const POINTS_PER_SERVICE = 200;
