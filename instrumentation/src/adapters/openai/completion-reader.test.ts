import { describe, expect, it } from 'vitest';
import { openAi } from './openai.ts';
import { createCompatibleAdapter } from '../compatible/compatible.ts';
import { STATES_USAGE } from '../compatible/compatible-dialects.ts';
import { type Exchange, readExchange } from '../testing/exchange.ts';

const request = { model: 'gpt-4o', stream: true };

function delta(index: number, value: object) {
  return { id: 'c-1', model: 'gpt-4o-2024-08-06', choices: [{ index, delta: value }] };
}

function generated(exchange: Exchange): string | undefined {
  return readExchange(openAi, exchange).completion;
}

describe('a stream that was not asked for its usage', () => {
  it('tells what it generated: text, refusals, reasoning and the calls of tools', () => {
    const call = (name: string | undefined, text: string) => ({
      tool_calls: [{ index: 0, function: { name, arguments: text } }],
    });
    const stream = [
      delta(0, { role: 'assistant', content: '' }),
      delta(0, { reasoning_content: 'Let me think. ' }),
      delta(0, { content: 'Grüße ' }),
      delta(0, { content: '😀' }),
      delta(0, call('look_up', '')),
      delta(0, call(undefined, '{"a":1}')),
      delta(0, { refusal: 'No.' }),
      { id: 'c-1', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    ];
    expect(generated({ request, stream })).toBe('Let me think. Grüße 😀look_up{"a":1}No.');
  });

  it('tells each of several choices in one piece', () => {
    const stream = [delta(0, { content: 'a' }), delta(1, { content: 'x' }), delta(0, { content: 'b' })];
    expect(generated({ request: { ...request, n: 2 }, stream })).toBe('ab\nx');
  });

  it('tells the text of completions', () => {
    const stream = [{ choices: [{ index: 0, text: 'once ' }] }, { choices: [{ index: 0, text: 'upon' }] }];
    expect(generated({ path: '/v1/completions', request, stream })).toBe('once upon');
  });

  it('keeps no more than a megabyte', () => {
    const stream = Array.from({ length: 5 }, () => delta(0, { content: 'x'.repeat(300_000) }));
    expect(generated({ request, stream })).toHaveLength(900_000);
  });
});

describe('text is not gathered', () => {
  const stream = [delta(0, { content: 'hello' })];

  it.each([
    ['when the usage was asked for', { ...request, stream_options: { include_usage: true } }],
    ['when nothing is streamed', { model: 'gpt-4o' }],
    ['when the request was not seen', undefined],
  ])('%s', (_what, asked) => {
    expect(generated({ ...(asked && { request: asked }), stream })).toBeUndefined();
  });

  it('when the provider states the usage of every stream', () => {
    const adapter = createCompatibleAdapter('acme', { dialect: STATES_USAGE });
    expect(readExchange(adapter, { request, stream }).completion).toBeUndefined();
  });
});
