import { asObject, asText } from '../wire/json-values.ts';

const OTHER = '_OTHER';

/**
 * Types and codes of errors that the providers document; they become labels, so nothing else may. Sources: the OpenAI
 * API reference (error codes, ResponseError), platform.claude.com/docs/en/api/errors and console.groq.com/docs/errors.
 */
const KNOWN_ERRORS: ReadonlySet<string> = new Set([
  'api_error',
  'authentication_error',
  'billing_error',
  'content_filter',
  'context_length_exceeded',
  'insufficient_quota',
  'invalid_image',
  'invalid_prompt',
  'invalid_request_error',
  'json_validate_failed',
  'model_not_found',
  'not_found_error',
  'overloaded_error',
  'permission_error',
  'rate_limit_error',
  'rate_limit_exceeded',
  'request_too_large',
  'server_error',
  'service_unavailable_error',
  'timeout_error',
  'tool_use_failed',
  'vector_store_timeout',
]);

/** `error.type` of an error that a provider states in a body: its type or code when documented, else `_OTHER`. */
export function describeProviderError(error: unknown): string {
  const { type, code } = asObject(error) ?? {};
  return [type, code].map(asText).find((name) => name !== undefined && KNOWN_ERRORS.has(name)) ?? OTHER;
}
