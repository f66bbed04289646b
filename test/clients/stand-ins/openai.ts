import { events, type Exchange, json, member, type Provider } from './exchange.ts';

const MODEL = 'gpt-4o-mini-2024-07-18';
const CHAT_USAGE = {
  prompt_tokens: 19,
  completion_tokens: 7,
  total_tokens: 26,
  prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
};
const RESULT_USAGE = {
  input_tokens: 21,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 9,
  output_tokens_details: { reasoning_tokens: 3 },
  total_tokens: 30,
};

/** Source: the OpenAI API reference. */
export const openAi: Provider = {
  answer(exchange) {
    if (exchange.path.endsWith('/embeddings')) {
      return json({
        object: 'list',
        data: [{ object: 'embedding', index: 0, embedding: embedding(exchange) }],
        model: 'text-embedding-3-small',
        usage: { prompt_tokens: 5, total_tokens: 5 },
      });
    }
    const streams = member(exchange.body, 'stream') === true;
    if (exchange.path.endsWith('/responses')) return streams ? streamResult() : json(result('completed'));
    return streams ? streamChat(exchange) : json(chat());
  },
  refusal: {
    status: 429,
    headers: { 'retry-after-ms': '1' },
    body: {
      error: { message: 'Too many requests', type: 'requests', param: null, code: 'rate_limit_exceeded' },
    },
  },
};

function embedding(exchange: Exchange): unknown {
  const values = [0.5, -0.25, 0.125];
  if (member(exchange.body, 'encoding_format') !== 'base64') return values;
  return Buffer.from(new Float32Array(values).buffer).toString('base64');
}

function chat(): unknown {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_760_000_000,
    model: MODEL,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Guten Tag', refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: CHAT_USAGE,
    service_tier: 'default',
    system_fingerprint: 'fp_1',
  };
}

function streamChat(exchange: Exchange) {
  const asked = member(member(exchange.body, 'stream_options'), 'include_usage') === true;
  const chunk = (choices: unknown[], usage: unknown = null): unknown => ({
    id: 'chatcmpl-2',
    object: 'chat.completion.chunk',
    created: 1_760_000_000,
    model: MODEL,
    service_tier: 'default',
    system_fingerprint: 'fp_1',
    choices,
    ...(asked && { usage }),
  });
  const delta = (content: unknown, finish: string | null = null): unknown[] => [
    { index: 0, delta: content, logprobs: null, finish_reason: finish },
  ];
  return events(
    [
      chunk(delta({ role: 'assistant', content: '', refusal: null })),
      chunk(delta({ content: 'Guten' })),
      chunk(delta({ content: ' Tag' })),
      chunk(delta({}, 'stop')),
      ...(asked ? [chunk([], CHAT_USAGE)] : []),
    ],
    { done: true },
  );
}

function result(status: string): Record<string, unknown> {
  const completed = status === 'completed';
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1_760_000_000,
    status,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    model: MODEL,
    output: completed
      ? [
          {
            id: 'msg_1',
            type: 'message',
            status: 'completed',
            role: 'assistant',
            content: [{ type: 'output_text', text: 'Guten Tag', annotations: [], logprobs: [] }],
          },
        ]
      : [],
    parallel_tool_calls: true,
    service_tier: 'default',
    tools: [],
    tool_choice: 'auto',
    usage: completed ? RESULT_USAGE : null,
    metadata: {},
  };
}

function streamResult() {
  const item = { id: 'msg_1', type: 'message', status: 'in_progress', role: 'assistant', content: [] };
  const at = { item_id: 'msg_1', output_index: 0, content_index: 0 };
  return events(
    [
      { type: 'response.created', sequence_number: 0, response: result('in_progress') },
      { type: 'response.output_item.added', sequence_number: 1, output_index: 0, item },
      {
        type: 'response.content_part.added',
        sequence_number: 2,
        ...at,
        part: { type: 'output_text', text: '', annotations: [] },
      },
      { type: 'response.output_text.delta', sequence_number: 3, ...at, delta: 'Guten', logprobs: [] },
      { type: 'response.output_text.delta', sequence_number: 4, ...at, delta: ' Tag', logprobs: [] },
      { type: 'response.output_text.done', sequence_number: 5, ...at, text: 'Guten Tag', logprobs: [] },
      {
        type: 'response.output_item.done',
        sequence_number: 6,
        output_index: 0,
        item: {
          ...item,
          status: 'completed',
          content: [{ type: 'output_text', text: 'Guten Tag', annotations: [] }],
        },
      },
      { type: 'response.completed', sequence_number: 7, response: result('completed') },
    ],
    { name: ({ type }) => String(type) },
  );
}
