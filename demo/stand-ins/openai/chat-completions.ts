import { answerEvents, answerJson, identifier, words, type ServerEvent } from '../answer.ts';
import { tokensNanoUsd } from '../prices.ts';
import type { Endpoint } from '../provider-server.ts';
import { answeringModel, billed, drawTokens, limitHeaders, type OpenAiTokens } from './tokens.ts';

export const chatCompletions: Endpoint = async (call) => {
  const { random } = call;
  const request = call.body as {
    model?: unknown;
    stream?: unknown;
    stream_options?: { include_usage?: unknown };
  };
  const model = answeringModel(request.model);
  const tokens = drawTokens(random, model);
  const content = words(random, random.whole(10, 40));
  const answer = {
    id: identifier(random, 'chatcmpl-'),
    created: Math.floor(Date.now() / 1000),
    model,
    service_tier: 'default',
    system_fingerprint: 'fp_demo',
  };
  if (request.stream === true) {
    const includeUsage = request.stream_options?.include_usage === true;
    await answerEvents(
      call,
      chunks(answer, content, includeUsage ? usageOf(tokens) : undefined),
      limitHeaders(random),
    );
  } else {
    const message = { role: 'assistant', content: content.join('').trim(), refusal: null, annotations: [] };
    answerJson(
      call,
      {
        ...answer,
        object: 'chat.completion',
        choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
        usage: usageOf(tokens),
      },
      limitHeaders(random),
    );
  }
  return tokensNanoUsd(model, billed(tokens), new Date());
};

function usageOf({ prompt, cached, output, reasoning }: OpenAiTokens) {
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function chunks(answer: object, content: readonly string[], usage: object | undefined): ServerEvent[] {
  const chunk = (delta: object, finishReason: string | null): ServerEvent => ({
    data: {
      ...answer,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
      ...(usage && { usage: null }),
    },
  });
  return [
    chunk({ role: 'assistant', content: '', refusal: null }, null),
    ...content.map((word) => chunk({ content: word }, null)),
    chunk({}, 'stop'),
    ...(usage ? [{ data: { ...answer, object: 'chat.completion.chunk', choices: [], usage } }] : []),
    { data: '[DONE]' },
  ];
}
