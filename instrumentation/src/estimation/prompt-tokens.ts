import { asObject, asText } from '../wire/json-values.ts';
import { countMessage, countParts } from './message-tokens.ts';
import { countTools } from './tool-tokens.ts';
import type { CountTokens } from './tokenizer.ts';

/**
 * Every message costs three tokens for its frame and every reply is primed with three. Source: OpenAI cookbook, "How to
 * count tokens with tiktoken" (models from gpt-3.5-turbo-0613 and gpt-4-0314 on).
 */
const TOKENS_OF_REPLY = 3;

/** Members of a request that hold the whole prompt as one text, in the APIs that take it so. */
const TEXT_MEMBERS = ['prompt', 'input', 'inputs', 'inputText', 'message'] as const;
/** What stands before the messages, in the APIs that keep it apart. */
const PREAMBLE_MEMBERS = ['system', 'instructions', 'preamble', 'suffix'] as const;
/** With one of these the provider adds texts that the request does not hold. */
const REMOTE_MEMBERS = ['previous_response_id', 'conversation', 'conversation_id'] as const;

/**
 * Tokens of a request's prompt: messages, tools, forced output format. Undefined when they cannot be told from the
 * request: it holds images without a fixed price in tokens, audio or files, refers to texts that the provider keeps, or
 * has no prompt that is known here.
 */
export function countPromptTokens(
  request: unknown,
  model: string | undefined,
  count: CountTokens,
): number | undefined {
  const members = asObject(request);
  if (members === undefined || REMOTE_MEMBERS.some((name) => asText(members[name]) !== undefined)) {
    return undefined;
  }
  const prompt = countPrompt(members, model, count);
  if (prompt === undefined) return undefined;
  const tools = countTools(members['tools'] ?? members['functions'], count);
  if (tools === undefined) return undefined;
  let tokens = prompt + tools;
  for (const name of PREAMBLE_MEMBERS) {
    const preamble = countParts(members[name] ?? '', model, count);
    if (preamble === undefined) return undefined;
    tokens += preamble;
  }
  return tokens + countFormat(members['response_format'], count);
}

function countPrompt(
  members: Record<string, unknown>,
  model: string | undefined,
  count: CountTokens,
): number | undefined {
  const messages = members['messages'] ?? members['input'] ?? members['contents'];
  if (Array.isArray(messages) && messages.some((message) => asObject(message) !== undefined)) {
    let tokens = TOKENS_OF_REPLY;
    for (const message of messages as unknown[]) {
      const counted = countMessage(message, model, count);
      if (counted === undefined) return undefined;
      tokens += counted;
    }
    return tokens;
  }
  const name = TEXT_MEMBERS.find((candidate) => members[candidate] !== undefined);
  return name === undefined ? undefined : countTexts(members[name], count);
}

/** A text, several texts, one prompt as tokens, or several prompts as tokens. */
function countTexts(value: unknown, count: CountTokens): number | undefined {
  if (typeof value === 'string') return count(value);
  if (!Array.isArray(value)) return undefined;
  let tokens = 0;
  for (const entry of value as unknown[]) {
    if (typeof entry === 'number') tokens += 1;
    else if (typeof entry === 'string') tokens += count(entry);
    else if (Array.isArray(entry)) tokens += entry.length;
    else return undefined;
  }
  return tokens;
}

/** OpenAI does not say how a schema for the output is put to the model; its text is near enough. */
function countFormat(format: unknown, count: CountTokens): number {
  const schema = asObject(asObject(format)?.['json_schema'])?.['schema'];
  return schema === undefined ? 0 : count(JSON.stringify(schema));
}
