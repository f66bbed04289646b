import type { CountTokens } from './tokenizer.ts';

/** Models of OpenAI that reason: their answers are framed by channels. */
const REASONING_MODEL = /(^|[/:])(o\d|gpt-5(?!-chat)|gpt-oss|codex)/;
/**
 * Tokens of that frame. Measured: stated output tokens less reasoning tokens less the tokens of the text, in responses of
 * gpt-5, gpt-5-nano and o1-mini (9 to 11).
 */
const TOKENS_OF_CHANNEL = 9;

/**
 * Tokens of what was generated, in as far as it can be seen: what a model of OpenAI reasons is not in its stream and not
 * in this number.
 */
export function countCompletionTokens(
  completion: string,
  model: string | undefined,
  count: CountTokens,
): number {
  if (completion === '') return 0;
  const frame = model !== undefined && REASONING_MODEL.test(model.toLowerCase()) ? TOKENS_OF_CHANNEL : 0;
  return count(completion) + frame;
}
