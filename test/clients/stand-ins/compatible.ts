import { events, json, member, type Provider } from './exchange.ts';

const USAGE = { prompt_tokens: 14, completion_tokens: 5, total_tokens: 19 };
const BUSY = { status: 429, headers: { 'retry-after': '0' }, body: { message: 'Too many requests' } };

function answer(model: string, choices: readonly unknown[], more: object = {}): Record<string, unknown> {
  return { id: 'c-1', object: 'chat.completion', created: 1_760_000_000, model, choices, ...more };
}

function message(): unknown[] {
  return [{ index: 0, message: { role: 'assistant', content: 'Guten Tag' }, finish_reason: 'stop' }];
}

function delta(content: string, finish: string | null = null): unknown[] {
  return [{ index: 0, delta: { role: 'assistant', content }, finish_reason: finish }];
}

/** Source: docs.mistral.ai/api: the last chunk of a stream states the usage. */
export const mistral: Provider = {
  answer({ body }) {
    const model = 'mistral-small-latest';
    if (member(body, 'stream') !== true) return json(answer(model, message(), { usage: USAGE }));
    return events(
      [
        answer(model, delta('')),
        answer(model, delta('Guten Tag')),
        answer(model, delta('', 'stop'), { usage: USAGE }),
      ],
      { done: true },
    );
  },
  refusal: BUSY,
};

/** Source: console.groq.com/docs/api-reference: a stream states its usage in `x_groq` of the last chunk. */
export const groq: Provider = {
  answer({ body }) {
    const model = 'llama-3.3-70b-versatile';
    if (member(body, 'stream') !== true) {
      return json(answer(model, message(), { usage: USAGE, x_groq: { id: 'req_1' } }));
    }
    return events(
      [
        answer(model, delta(''), { x_groq: { id: 'req_1' } }),
        answer(model, delta('Guten Tag')),
        answer(model, delta('', 'stop'), { x_groq: { id: 'req_1', usage: USAGE } }),
      ],
      { done: true },
    );
  },
  refusal: BUSY,
};

/** Source: docs.cohere.com/reference/chat and chat-stream (v2). */
export const cohere: Provider = {
  answer({ body }) {
    const usage = {
      billed_units: { input_tokens: 13, output_tokens: 4 },
      tokens: { input_tokens: 73, output_tokens: 4 },
    };
    if (member(body, 'stream') !== true) {
      return json({
        id: 'c-1',
        finish_reason: 'COMPLETE',
        message: { role: 'assistant', content: [{ type: 'text', text: 'Guten Tag' }] },
        usage,
      });
    }
    return events(
      [
        { type: 'message-start', id: 'c-1', delta: { message: { role: 'assistant', content: [] } } },
        { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
        { type: 'content-delta', index: 0, delta: { message: { content: { text: 'Guten Tag' } } } },
        { type: 'content-end', index: 0 },
        { type: 'message-end', id: 'c-1', delta: { finish_reason: 'COMPLETE', usage } },
      ],
      { name: ({ type }) => String(type) },
    );
  },
  refusal: BUSY,
};
