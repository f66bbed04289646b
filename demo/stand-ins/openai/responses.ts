import { answerEvents, answerJson, identifier, words, type ServerEvent } from '../answer.ts';
import { tokensNanoUsd } from '../prices.ts';
import type { Endpoint } from '../provider-server.ts';
import { answeringModel, billed, drawTokens, limitHeaders } from './tokens.ts';

export const responses: Endpoint = async (call) => {
  const { random } = call;
  const request = call.body as { model?: unknown; stream?: unknown };
  const model = answeringModel(request.model);
  const tokens = drawTokens(random, model);
  const content = words(random, random.whole(10, 40));
  const unfinished = {
    id: identifier(random, 'resp_'),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    model,
    output: [] as object[],
    service_tier: 'default',
    usage: null as object | null,
  };
  const text = { type: 'output_text', annotations: [], text: content.join('').trim() };
  const message = {
    id: identifier(random, 'msg_'),
    type: 'message',
    status: 'completed',
    role: 'assistant',
    content: [text],
  };
  const finished = {
    ...unfinished,
    status: 'completed',
    output: [message],
    usage: {
      input_tokens: tokens.prompt,
      input_tokens_details: { cached_tokens: tokens.cached },
      output_tokens: tokens.output,
      output_tokens_details: { reasoning_tokens: tokens.reasoning },
      total_tokens: tokens.prompt + tokens.output,
    },
  };
  if (request.stream === true) {
    await answerEvents(call, events(unfinished, message, content, finished), limitHeaders(random));
  } else {
    answerJson(call, finished, limitHeaders(random));
  }
  return tokensNanoUsd(model, billed(tokens), new Date());
};

function events(
  unfinished: object,
  message: { id: string; content: readonly object[] },
  content: readonly string[],
  finished: object,
): ServerEvent[] {
  const place = { item_id: message.id, output_index: 0, content_index: 0 };
  const empty = { type: 'output_text', annotations: [], text: '' };
  const named: [string, object][] = [
    ['response.created', { response: unfinished }],
    ['response.in_progress', { response: unfinished }],
    [
      'response.output_item.added',
      { output_index: 0, item: { ...message, status: 'in_progress', content: [] } },
    ],
    ['response.content_part.added', { ...place, part: empty }],
    ...content.map((delta): [string, object] => ['response.output_text.delta', { ...place, delta }]),
    ['response.output_text.done', { ...place, text: content.join('') }],
    ['response.content_part.done', { ...place, part: message.content[0] ?? empty }],
    ['response.output_item.done', { output_index: 0, item: message }],
    ['response.completed', { response: finished }],
  ];
  return named.map(([event, data], index) => ({
    event,
    data: { type: event, sequence_number: index, ...data },
  }));
}
