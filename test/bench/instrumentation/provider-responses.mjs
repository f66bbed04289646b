// What the provider answers: made up, in the form and size of real responses.

const MODEL = 'gpt-4o-mini-2024-07-18';
const USAGE = {
  prompt_tokens: 1_024,
  completion_tokens: 200,
  total_tokens: 1_224,
  prompt_tokens_details: { cached_tokens: 512, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
};
const CREATED = 1_767_225_600;

/** A chat completion of 200 tokens. */
export const CHAT = JSON.stringify({
  id: 'chatcmpl-benchmark',
  object: 'chat.completion',
  created: CREATED,
  model: MODEL,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'word '.repeat(200), refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: USAGE,
  service_tier: 'default',
  system_fingerprint: 'fp_benchmark',
});

function chunk(delta, finishReason, more = {}) {
  const document = {
    id: 'chatcmpl-benchmark',
    object: 'chat.completion.chunk',
    created: CREATED,
    model: MODEL,
    service_tier: 'default',
    system_fingerprint: 'fp_benchmark',
    choices: delta === undefined ? [] : [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    usage: null,
    ...more,
  };
  return `data: ${JSON.stringify(document)}\n\n`;
}

/** The same as a stream of 200 chunks, with its usage in the last one. */
export const CHAT_CHUNKS = [
  chunk({ role: 'assistant', content: '', refusal: null }, null),
  ...Array.from({ length: 197 }, () => chunk({ content: 'word ' }, null)),
  chunk({}, 'stop'),
  `${chunk(undefined, null, { usage: USAGE })}data: [DONE]\n\n`,
];

const VECTORS = 64;
const DIMENSIONS = 1_536;

/** 64 vectors of 1,536 numbers: 2 MB. */
export const EMBEDDINGS = JSON.stringify({
  object: 'list',
  data: Array.from({ length: VECTORS }, (_, index) => ({
    object: 'embedding',
    index,
    embedding: Array.from({ length: DIMENSIONS }, (_unused, i) => Math.sin(index * DIMENSIONS + i) / 40),
  })),
  model: 'text-embedding-3-small',
  usage: { prompt_tokens: 8_000, total_tokens: 8_000 },
});
