import { events, json, type Provider } from './exchange.ts';

const MODEL = 'gemini-2.5-flash';

function part(text: string, finished: boolean): Record<string, unknown> {
  return {
    candidates: [
      {
        content: { parts: [{ text }], role: 'model' },
        index: 0,
        ...(finished && { finishReason: 'STOP' }),
      },
    ],
    modelVersion: MODEL,
    responseId: 'r-1',
  };
}

/** Source: ai.google.dev/api/generate-content. */
export const google: Provider = {
  answer({ path }) {
    const usageMetadata = {
      promptTokenCount: 12,
      candidatesTokenCount: 6,
      thoughtsTokenCount: 4,
      totalTokenCount: 22,
    };
    if (!path.endsWith(':streamGenerateContent')) return json({ ...part('Guten Tag', true), usageMetadata });
    const begun = { promptTokenCount: 12, candidatesTokenCount: 2, totalTokenCount: 14 };
    return events([
      { ...part('Guten', false), usageMetadata: begun },
      { ...part(' Tag', false), usageMetadata: begun },
      { ...part('', true), usageMetadata },
    ]);
  },
  refusal: {
    status: 503,
    headers: { 'retry-after': '0' },
    body: { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } },
  },
};
