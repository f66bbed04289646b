import { answerJson } from '../answer.ts';
import { tokensNanoUsd } from '../prices.ts';
import type { Endpoint } from '../provider-server.ts';
import { answeringModel, limitHeaders } from './tokens.ts';

const DIMENSIONS = 64;

export const embeddings: Endpoint = async (call) => {
  const { random } = call;
  const request = call.body as { model?: unknown; input?: unknown; encoding_format?: unknown };
  const model = answeringModel(request.model);
  const texts = Array.isArray(request.input) ? request.input.length : 1;
  const tokens = texts * random.whole(80, 900);
  const vectors = Array.from({ length: texts }, () =>
    Float32Array.from({ length: DIMENSIONS }, () => random.next() * 2 - 1),
  );
  answerJson(
    call,
    {
      object: 'list',
      model,
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        // The SDK asks for base64 of its own accord and decodes it.
        embedding:
          request.encoding_format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector],
      })),
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    },
    limitHeaders(random),
  );
  return tokensNanoUsd(model, { freshInput: tokens, cacheRead: 0, cacheWrite: 0, output: 0 }, new Date());
};
