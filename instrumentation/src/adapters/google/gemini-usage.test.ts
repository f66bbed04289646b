import { describe, expect, it } from 'vitest';
import { parseGeminiUsage, parseInteractionUsage } from './gemini-usage.ts';

describe('parseGeminiUsage', () => {
  it('adds thinking to the output and what tools fed in to the input', () => {
    expect(
      parseGeminiUsage({
        promptTokenCount: 32,
        toolUsePromptTokenCount: 4610,
        candidatesTokenCount: 25,
        thoughtsTokenCount: 37,
        cachedContentTokenCount: 8,
      }),
    ).toEqual({ inputTokens: 4642, outputTokens: 62, cacheReadTokens: 8, reasoningTokens: 37 });
  });

  it('tells the modalities of prompt, cache and output apart, by name and by number', () => {
    expect(
      parseGeminiUsage({
        promptTokenCount: 100,
        candidatesTokenCount: 30,
        promptTokensDetails: [
          { modality: 'VIDEO', tokenCount: 50 },
          { modality: 4, tokenCount: 20 },
          { modality: 'IMAGE', tokenCount: 10 },
          { modality: 'TEXT', tokenCount: 20 },
        ],
        cacheTokensDetails: [{ modality: 'AUDIO', tokenCount: 15 }],
        candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 30 }],
      }),
    ).toMatchObject({
      inputVideoTokens: 50,
      inputAudioTokens: 20,
      inputImageTokens: 10,
      cacheReadAudioTokens: 15,
      outputImageTokens: 30,
    });
  });

  it.each([[undefined], [null], ['text'], [{}], [{ totalTokenCount: 5 }]])('knows no usage in %j', (wire) => {
    expect(parseGeminiUsage(wire)).toBeUndefined();
  });
});

describe('parseInteractionUsage', () => {
  it('reads the counts of an interaction, and its searches', () => {
    expect(
      parseInteractionUsage({
        total_input_tokens: 7,
        total_output_tokens: 19,
        total_thought_tokens: 32,
        total_tool_use_tokens: 3,
        total_cached_tokens: 2,
        grounding_tool_count: [{ type: 'google_search', count: 2 }],
      }),
    ).toEqual({
      inputTokens: 10,
      outputTokens: 51,
      cacheReadTokens: 2,
      reasoningTokens: 32,
      units: { web_searches: 2 },
    });
  });

  it('knows no usage where there is none', () => {
    expect(parseInteractionUsage({ status: 'in_progress' })).toBeUndefined();
  });
});
