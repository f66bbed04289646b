import { asObject, asText } from '../wire/json-values.ts';
import { countImage } from './image-tokens.ts';
import type { CountTokens } from './tokenizer.ts';

/** Source: OpenAI cookbook, "How to count tokens with tiktoken": `tokens_per_message`, `tokens_per_name`. */
const TOKENS_OF_MESSAGE = 3;
const TOKENS_OF_NAME = 1;
/** What frames the name and the arguments of a function that was called. Source: gpt-tokenizer 4.0.0, `functionCalling`. */
const TOKENS_OF_FUNCTION_CALL = 3;
/** Members of a message or a part that hold text or further parts, in the APIs of all vendors that are known here. */
const CONTENT_MEMBERS = ['content', 'text', 'parts', 'refusal', 'output', 'thinking', 'reasoning_content'];
/** A part of one of these kinds holds nothing but text. */
const TEXT_TYPES = new Set([
  'text',
  'input_text',
  'output_text',
  'refusal',
  'summary_text',
  'thinking',
  'reasoning',
  'message',
  'function_call',
  'function_call_output',
  'tool_use',
  'tool_result',
]);
const IMAGE_TYPES = new Set(['image_url', 'input_image']);
/** Parts are nested two or three deep; what goes deeper is no message. */
const MAX_DEPTH = 8;

/** Tokens of one message with its frame; undefined when it holds what cannot be counted. */
export function countMessage(
  value: unknown,
  model: string | undefined,
  count: CountTokens,
): number | undefined {
  const message = asObject(value);
  if (message === undefined) return undefined;
  const content = countParts(message, model, count);
  if (content === undefined) return undefined;
  const role = asText(message['role']);
  return TOKENS_OF_MESSAGE + content + (role === undefined ? 0 : count(role));
}

/** Tokens of a text, a part or a list of them, without any frame; undefined when there is more than text. */
export function countParts(
  value: unknown,
  model: string | undefined,
  count: CountTokens,
  depth = 0,
): number | undefined {
  if (value === null || value === undefined) return 0;
  if (typeof value === 'string') return count(value);
  if (depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) {
    let tokens = 0;
    for (const part of value as unknown[]) {
      const counted = countParts(part, model, count, depth + 1);
      if (counted === undefined) return undefined;
      tokens += counted;
    }
    return tokens;
  }
  const part = asObject(value);
  if (part === undefined) return undefined;
  const type = asText(part['type']);
  if (type !== undefined && IMAGE_TYPES.has(type)) return countImage(part, model);
  if (type !== undefined && !TEXT_TYPES.has(type)) return undefined;
  if (holdsMedia(part)) return undefined;
  let tokens = countCalls(part, count);
  for (const name of CONTENT_MEMBERS) {
    const counted = countParts(part[name], model, count, depth + 1);
    if (counted === undefined) return undefined;
    tokens += counted;
  }
  return tokens;
}

/** Gemini's parts have no type: what they hold tells it. `images` is Ollama's, `audio` OpenAI's. */
function holdsMedia(part: Record<string, unknown>): boolean {
  return ['inlineData', 'inline_data', 'fileData', 'file_data', 'images', 'audio', 'source'].some(
    (name) => part[name] !== undefined && part[name] !== null,
  );
}

/** The functions that a message called, and the name of who speaks. */
function countCalls(part: Record<string, unknown>, count: CountTokens): number {
  let tokens = 0;
  const name = asText(part['name']);
  if (name !== undefined) tokens += count(name) + TOKENS_OF_NAME;
  const calls = Array.isArray(part['tool_calls']) ? (part['tool_calls'] as unknown[]) : [];
  for (const call of [part['function_call'], ...calls.map((entry) => asObject(entry)?.['function'])]) {
    const called = asObject(call);
    if (called === undefined) continue;
    tokens += count(asText(called['name']) ?? '') + countJson(called['arguments'], count);
    tokens += TOKENS_OF_FUNCTION_CALL;
  }
  return tokens + countJson(part['arguments'], count) + countJson(part['input'], count);
}

/** Arguments are a text in OpenAI's API and an object in others. */
function countJson(value: unknown, count: CountTokens): number {
  if (value === undefined || value === null) return 0;
  return count(typeof value === 'string' ? value : JSON.stringify(value));
}
