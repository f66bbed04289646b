import { events, json, member, type Provider } from './exchange.ts';

const MODEL = 'claude-sonnet-4-5-20250929';
const MESSAGE = { id: 'msg_1', type: 'message', role: 'assistant', model: MODEL, stop_sequence: null };
const INPUT = { input_tokens: 25, cache_creation_input_tokens: 0, cache_read_input_tokens: 10 };

/** Source: the Anthropic API reference, messages and streaming. */
export const anthropic: Provider = {
  answer(exchange) {
    if (member(exchange.body, 'stream') !== true) {
      return json({
        ...MESSAGE,
        content: [{ type: 'text', text: 'Guten Tag' }],
        stop_reason: 'end_turn',
        usage: { ...INPUT, output_tokens: 8 },
      });
    }
    return events(
      [
        {
          type: 'message_start',
          message: { ...MESSAGE, content: [], stop_reason: null, usage: { ...INPUT, output_tokens: 1 } },
        },
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
        { type: 'ping' },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Guten Tag' } },
        { type: 'content_block_stop', index: 0 },
        {
          type: 'message_delta',
          delta: { stop_reason: 'end_turn', stop_sequence: null },
          usage: { output_tokens: 8 },
        },
        { type: 'message_stop' },
      ],
      { name: ({ type }) => String(type) },
    );
  },
  refusal: {
    status: 529,
    headers: { 'retry-after-ms': '1' },
    body: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_1' },
  },
};
