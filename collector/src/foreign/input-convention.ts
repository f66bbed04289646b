import type { Attributes } from '../otlp/metrics.ts';

/**
 * Whether an SDK counts cached tokens within the input, as the conventions say, or beside it, as Anthropic's own answers do.
 */
export type InputConvention = 'within' | 'beside' | 'unknown';

/**
 * What SDKs that meter Claude do, by the name of their scope. Sources, seen 2026-11-22:
 * - OpenLLMetry for Python adds them up (traceloop/openllmetry pull request 2175), and an instrumentation of OpenTelemetry
 *   under the same name has to;
 * - OpenInference for Python adds them up (Arize-ai/openinference pull request 1429);
 * - OpenLLMetry for JavaScript passes on Anthropic's figures (traceloop/openllmetry-js pull request 1027, not merged).
 *
 * Logfire has changed over (pydantic/logfire pull request 1812, March 2026): its scope does not tell which way it counts.
 */
const SCOPES: readonly (readonly [scope: RegExp, convention: InputConvention])[] = [
  [/^opentelemetry\.instrumentation\.anthropic(\.|$)/, 'within'],
  [/^openinference\.instrumentation\.(anthropic|bedrock)(\.|$)/, 'within'],
  [/^@traceloop\/instrumentation-(anthropic|bedrock)$/, 'beside'],
];

/**
 * Names that came into the conventions together with the rule that the input includes cached tokens
 * (open-telemetry/semantic-conventions pull request 3163): who writes them knows it.
 */
const NAMES_WITH_THE_RULE = [
  'gen_ai.usage.cache_read.input_tokens',
  'gen_ai.usage.cache_creation.input_tokens',
];

/** Whose cached tokens may be counted either way: all other providers' answers count them within the input. */
export function inputConvention(
  scopeName: string,
  attributes: Attributes,
  provider: string | undefined,
  models: readonly string[],
): InputConvention {
  const isClaude = provider === 'anthropic' || models.some((model) => model.includes('claude'));
  if (!isClaude) return 'within';
  const known = SCOPES.find(([scope]) => scope.test(scopeName));
  if (known !== undefined) return known[1];
  return NAMES_WITH_THE_RULE.some((name) => attributes[name] !== undefined) ? 'within' : 'unknown';
}
