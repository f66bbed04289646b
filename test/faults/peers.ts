import type http from 'node:http';

/** What a row looks at: the points of its own feature, and all of them. */
export interface Books {
  /** Cost in whole nano-USD by `pricing`. */
  costs: Readonly<Record<string, number>>;
  /** Counts by unit. */
  usage: Readonly<Record<string, number>>;
  requests: number;
}

/** A bug that users of other instrumentations and gateways have reported, and the call that shows it. */
export interface PeerBug {
  id: string;
  peer: string;
  bug: string;
  provider: 'openai' | 'anthropic' | 'openrouter' | 'azure';
  path: string;
  request: object;
  /** JSON, or the events of a stream. */
  answer: object | readonly object[];
  /** What the caller does behind the first piece of the stream. */
  then?: 'leave' | 'abort' | 'retry';
  /** Milliseconds until the server answers. */
  delay?: number;
  books: Books;
}

const MINI = 'gpt-4o-mini-2024-07-18';
const SONNET = 'claude-sonnet-4-5-20250929';
const CHAT = '/v1/chat/completions';
/** Nano-USD per token. Sources: the price lists of the providers, as of 2026-01. */
const MINI_PRICE = { input: 150, cached: 75, output: 600 };
const SONNET_PRICE = { input: 3_000, cacheWrite: 3_750, output: 15_000 };

const start = (usage: object) => ({
  type: 'message_start',
  message: { id: 'm', model: SONNET, usage },
});

export const PEER_BUGS: readonly PeerBug[] = [
  {
    id: 'left',
    peer: 'OpenLIT',
    bug: 'the usage of a stream is lost when its consumer breaks off early',
    provider: 'anthropic',
    path: '/v1/messages',
    request: { model: SONNET, stream: true },
    answer: [start({ input_tokens: 25, output_tokens: 1 })],
    then: 'leave',
    books: {
      costs: { partial: 25 * SONNET_PRICE.input + SONNET_PRICE.output },
      usage: { input_tokens: 25, output_tokens: 1 },
      requests: 1,
    },
  },
  {
    id: 'disconnected',
    peer: 'LiteLLM 14457',
    bug: 'the usage is lost when the client disconnects',
    provider: 'openai',
    path: CHAT,
    request: { model: 'gpt-4o-mini', stream: true },
    answer: [{ id: 'd', model: MINI, choices: [], usage: { prompt_tokens: 9, completion_tokens: 4 } }],
    then: 'abort',
    books: {
      costs: { exact: 9 * MINI_PRICE.input + 4 * MINI_PRICE.output },
      usage: { input_tokens: 9, output_tokens: 4 },
      requests: 1,
    },
  },
  {
    id: 'cumulative',
    peer: 'OpenLIT',
    bug: 'the cumulative output tokens of Anthropic are added up',
    provider: 'anthropic',
    path: '/v1/messages',
    request: { model: SONNET, stream: true },
    answer: [
      start({ input_tokens: 25, output_tokens: 1 }),
      { type: 'message_delta', usage: { output_tokens: 30 } },
      { type: 'message_delta', usage: { output_tokens: 50 } },
      { type: 'message_stop' },
    ],
    books: {
      costs: { exact: 25 * SONNET_PRICE.input + 50 * SONNET_PRICE.output },
      usage: { input_tokens: 25, output_tokens: 50 },
      requests: 1,
    },
  },
  {
    id: 'stream-usage',
    peer: 'openllmetry-js',
    bug: 'the usage that a stream states is not read',
    provider: 'openai',
    path: CHAT,
    request: { model: 'gpt-4o-mini', stream: true, stream_options: { include_usage: true } },
    answer: [
      { id: 's', model: MINI, choices: [{ delta: { content: 'Hello' } }], usage: null },
      { id: 's', model: MINI, choices: [], usage: { prompt_tokens: 100, completion_tokens: 10 } },
    ],
    books: {
      costs: { exact: 100 * MINI_PRICE.input + 10 * MINI_PRICE.output },
      usage: { input_tokens: 100, output_tokens: 10 },
      requests: 1,
    },
  },
  {
    id: 'usage-beside-choices',
    peer: 'LiteLLM 36168',
    bug: 'a last chunk that also has choices loses its usage',
    provider: 'openai',
    path: CHAT,
    request: { model: 'gpt-4o-mini', stream: true },
    answer: [
      { id: 'b', model: MINI, choices: [{ delta: { content: 'Hello' } }] },
      {
        id: 'b',
        model: MINI,
        choices: [{ delta: {}, finish_reason: 'stop' }],
        usage: { prompt_tokens: 100, completion_tokens: 10 },
      },
    ],
    books: {
      costs: { exact: 100 * MINI_PRICE.input + 10 * MINI_PRICE.output },
      usage: { input_tokens: 100, output_tokens: 10 },
      requests: 1,
    },
  },
  {
    id: 'stated-zero',
    peer: 'LiteLLM 37992',
    bug: 'a usage of zero is replaced by an estimate',
    provider: 'openai',
    path: CHAT,
    request: { model: 'gpt-4o-mini', stream: true, messages: [{ role: 'user', content: 'Hello there' }] },
    answer: [
      { id: 'z', model: MINI, choices: [{ delta: { content: 'Hello' } }] },
      { id: 'z', model: MINI, choices: [], usage: { prompt_tokens: 0, completion_tokens: 0 } },
    ],
    books: { costs: { exact: 0 }, usage: { input_tokens: 0, output_tokens: 0 }, requests: 1 },
  },
  {
    id: 'cache-write',
    peer: 'LiteLLM 9812',
    bug: 'what is written to a cache is charged twice',
    provider: 'anthropic',
    path: '/v1/messages',
    request: { model: SONNET },
    answer: {
      id: 'w',
      model: SONNET,
      usage: {
        input_tokens: 10,
        cache_creation_input_tokens: 1_000,
        cache_read_input_tokens: 0,
        output_tokens: 5,
      },
    },
    books: {
      costs: { exact: 10 * SONNET_PRICE.input + 1_000 * SONNET_PRICE.cacheWrite + 5 * SONNET_PRICE.output },
      usage: { input_tokens: 1_010, cache_write_tokens: 1_000, output_tokens: 5 },
      requests: 1,
    },
  },
  {
    id: 'cached-input',
    peer: 'Langfuse 10592, 12306',
    bug: 'cached input is counted beside the input that it is part of',
    provider: 'openai',
    path: CHAT,
    request: { model: 'gpt-4o-mini' },
    answer: {
      id: 'i',
      model: MINI,
      usage: { prompt_tokens: 100, prompt_tokens_details: { cached_tokens: 80 }, completion_tokens: 10 },
    },
    books: {
      costs: { exact: 20 * MINI_PRICE.input + 80 * MINI_PRICE.cached + 10 * MINI_PRICE.output },
      usage: { input_tokens: 100, cache_read_tokens: 80, output_tokens: 10 },
      requests: 1,
    },
  },
  {
    id: 'stated-cost',
    peer: 'LiteLLM 16021, 38507',
    bug: 'the cost that OpenRouter states is not taken',
    provider: 'openrouter',
    path: '/api/v1/chat/completions',
    request: { model: 'openai/gpt-4o-mini' },
    answer: {
      id: 'o',
      model: 'openai/gpt-4o-mini',
      usage: { prompt_tokens: 100, completion_tokens: 10, cost: 0.00042 },
    },
    books: { costs: { stated: 420_000 }, usage: { input_tokens: 100, output_tokens: 10 }, requests: 1 },
  },
  {
    id: 'flex',
    peer: 'LiteLLM 13810',
    bug: 'the flex tier is billed at double its price',
    provider: 'openai',
    path: CHAT,
    request: { model: 'o3', service_tier: 'flex' },
    answer: {
      id: 'f',
      model: 'o3-2025-04-16',
      service_tier: 'flex',
      usage: { prompt_tokens: 1_000, completion_tokens: 100 },
    },
    // Half of $2 and $8 for a million tokens.
    books: {
      costs: { exact: 1_000 * 1_000 + 100 * 4_000 },
      usage: { input_tokens: 1_000, output_tokens: 100 },
      requests: 1,
    },
  },
  {
    id: 'router',
    peer: 'LiteLLM 40728',
    bug: "Azure's model router costs nothing",
    provider: 'azure',
    path: '/openai/deployments/router/chat/completions',
    request: { model: 'model-router' },
    answer: {
      id: 'r',
      model: 'gpt-4o-mini-2024-07-18',
      usage: { prompt_tokens: 100, completion_tokens: 10 },
    },
    books: {
      costs: { exact: 100 * MINI_PRICE.input + 10 * MINI_PRICE.output },
      usage: { input_tokens: 100, output_tokens: 10 },
      requests: 1,
    },
  },
  {
    id: 'unknown-model',
    peer: 'OpenLIT 240',
    bug: 'a model without a price costs nothing, and nobody is told',
    provider: 'openai',
    path: CHAT,
    request: { model: 'my-own-model' },
    answer: { id: 'u', model: 'my-own-model', usage: { prompt_tokens: 100, completion_tokens: 10 } },
    books: { costs: {}, usage: { input_tokens: 100, output_tokens: 10 }, requests: 1 },
  },
  {
    id: 'retried',
    peer: 'OpenLIT 1488',
    bug: 'it is not told whether a retried call is one or two',
    provider: 'openai',
    path: CHAT,
    request: { model: 'gpt-4o-mini', messages: [] },
    answer: { id: 'a', model: MINI, usage: { prompt_tokens: 100, completion_tokens: 10 } },
    then: 'retry',
    books: {
      costs: { exact: 100 * MINI_PRICE.input + 10 * MINI_PRICE.output },
      usage: { input_tokens: 100, output_tokens: 10 },
      requests: 2,
    },
  },
  {
    id: 'late',
    peer: 'OpenLIT',
    bug: 'the time to the first chunk begins when the headers are there',
    provider: 'anthropic',
    path: '/v1/messages',
    request: { model: 'claude-haiku-4-5', stream: true },
    answer: [
      {
        type: 'message_start',
        message: { id: 'l', model: 'claude-haiku-4-5', usage: { input_tokens: 1, output_tokens: 1 } },
      },
    ],
    delay: 300,
    books: { costs: { partial: 1_000 + 5_000 }, usage: { input_tokens: 1, output_tokens: 1 }, requests: 1 },
  },
];

/** Answers as the row says; a stream that its caller breaks off is left open. */
export function answerPeerBug({ answer, then, delay = 0 }: PeerBug, response: http.ServerResponse): void {
  setTimeout(() => {
    if (!Array.isArray(answer)) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of answer) response.write(`data: ${JSON.stringify(event)}\n\n`);
    if (then === undefined) response.end();
  }, delay);
}
