import { answerEvents, answerJson, identifier, words, type ServerEvent } from '../answer.ts';
import { tokensNanoUsd, type BilledTokens } from '../prices.ts';
import type { Endpoint } from '../provider-server.ts';
import type { Random } from '../random.ts';

const SNAPSHOTS: Readonly<Record<string, string>> = {
  'claude-haiku-4-5': 'claude-haiku-4-5-20251001',
};

export const messages: Endpoint = async (call) => {
  const { random } = call;
  const request = call.body as { model?: unknown; stream?: unknown };
  const model = SNAPSHOTS[String(request.model)] ?? String(request.model);
  const tokens = drawTokens(random);
  const content = words(random, random.whole(10, 40));
  const message = {
    id: identifier(random, 'msg_'),
    type: 'message',
    role: 'assistant',
    model,
    content: [] as object[],
    stop_reason: null as string | null,
    stop_sequence: null,
    usage: { ...inputUsage(tokens), output_tokens: 1 },
  };
  const headers = {
    'request-id': identifier(random, 'req_'),
    'anthropic-ratelimit-requests-limit': '4000',
    'anthropic-ratelimit-requests-remaining': String(random.whole(3_000, 3_999)),
  };
  if (request.stream === true) {
    await answerEvents(call, events(message, content, tokens), headers);
  } else {
    const finished = {
      ...message,
      content: [{ type: 'text', text: content.join('').trim() }],
      stop_reason: 'end_turn',
      usage: { ...inputUsage(tokens), output_tokens: tokens.output },
    };
    answerJson(call, finished, headers);
  }
  return tokensNanoUsd(model, tokens, new Date());
};

function drawTokens(random: Random): BilledTokens {
  return {
    freshInput: random.whole(200, 6_000),
    cacheRead: random.chance(0.7) ? random.whole(4_000, 60_000) : 0,
    cacheWrite: random.chance(0.3) ? random.whole(2_000, 10_000) : 0,
    output: random.whole(200, 2_500),
  };
}

/** Anthropic counts cache reads and writes beside `input_tokens`, not in it. */
function inputUsage({ freshInput, cacheRead, cacheWrite }: BilledTokens) {
  return {
    input_tokens: freshInput,
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: cacheWrite, ephemeral_1h_input_tokens: 0 },
    service_tier: 'standard',
  };
}

function events(message: object, content: readonly string[], { output }: BilledTokens): ServerEvent[] {
  const named: [string, object][] = [
    ['message_start', { message }],
    ['content_block_start', { index: 0, content_block: { type: 'text', text: '' } }],
    ['ping', {}],
    ...content.map((text): [string, object] => [
      'content_block_delta',
      { index: 0, delta: { type: 'text_delta', text } },
    ]),
    ['content_block_stop', { index: 0 }],
    // The count here is the whole message's, not what came since message_start.
    [
      'message_delta',
      { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: output } },
    ],
    ['message_stop', {}],
  ];
  return named.map(([event, data]) => ({ event, data: { type: event, ...data } }));
}
