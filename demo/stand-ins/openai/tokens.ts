import type { Random } from '../random.ts';

/** Token counts of one answer as OpenAI counts them: cached ones are part of the prompt, reasoning part of the output. */
export interface OpenAiTokens {
  readonly prompt: number;
  readonly cached: number;
  readonly output: number;
  readonly reasoning: number;
}

/** The dated names under which OpenAI answers for an alias. */
const SNAPSHOTS: Readonly<Record<string, string>> = {
  'gpt-4o': 'gpt-4o-2024-08-06',
  'gpt-5-mini': 'gpt-5-mini-2025-08-07',
  'gpt-5.1': 'gpt-5.1-2025-11-13',
};

export function answeringModel(requested: unknown): string {
  const name = String(requested);
  return SNAPSHOTS[name] ?? name;
}

/** OpenAI caches prompts of 1,024 tokens and more, in steps of 128. */
export function drawTokens(random: Random, model: string): OpenAiTokens {
  const prompt = random.whole(2_000, 40_000);
  const cached = random.chance(0.6) ? 1_024 + 128 * random.whole(0, Math.floor((prompt - 1_024) / 128)) : 0;
  const reasoning = model.startsWith('gpt-5') ? 64 * random.whole(2, 30) : 0;
  return { prompt, cached, output: reasoning + random.whole(150, 1_500), reasoning };
}

export function billed({ prompt, cached, output }: OpenAiTokens) {
  return { freshInput: prompt - cached, cacheRead: cached, cacheWrite: 0, output };
}

/** Headers that OpenAI sends with every answer. */
export function limitHeaders(random: Random): Record<string, string> {
  return {
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-remaining-requests': String(random.whole(9_000, 9_999)),
    'x-ratelimit-limit-tokens': '2000000',
    'x-ratelimit-remaining-tokens': String(random.whole(900_000, 1_999_999)),
  };
}
