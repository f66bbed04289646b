import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestCollector } from './testing/collector.ts';
import { counter, GPT_4O_CALL, metricsBody, tokenUsageBody, tracesBody } from './testing/otlp-bodies.ts';

const SECRET = 'PLANTED-SECRET';

describe('what other SDKs send beside usage', () => {
  let collector: TestCollector;
  beforeEach(() => {
    collector = new TestCollector();
  });
  afterEach(() => collector.close());

  it('is in no file, log, metric or answer', async () => {
    const answers: string[] = [];
    const send = async (url: string, body: unknown, headers?: Record<string, string>) => {
      const response = await collector.post(url, body, headers);
      answers.push(response.body);
      return response.statusCode;
    };
    const attributes = {
      ...GPT_4O_CALL,
      'gen_ai.prompt.0.content': SECRET,
      'gen_ai.completion.0.content': SECRET,
      'gen_ai.input.messages': SECRET,
      'llm.input_messages.0.message.content': SECRET,
      'user.email': SECRET,
      'http.request.header.authorization': SECRET,
      'error.type': `${SECRET} is what the user wrote`,
    };
    const body = tracesBody([
      {
        id: '01',
        attributes,
        events: [{ name: SECRET, attributes: [{ key: 'body', value: { stringValue: SECRET } }] }],
      },
    ]);
    const json = { 'content-type': 'application/json' };
    expect(await send('/v1/traces', body)).toBe(200);
    expect(
      await send('/v1/traces', gzipSync(JSON.stringify(body)), { ...json, 'content-encoding': 'gzip' }),
    ).toBe(200);
    const planted = { 'gen_ai.prompt': SECRET, api_key: SECRET, 'enduser.id': SECRET };
    expect(
      await send('/v1/metrics', tokenUsageBody({ input: [5, 1], attributes: planted }, { service: 'b' })),
    ).toBe(200);
    const counted = counter('gen_ai.client.inference.usage.input_tokens', 7, planted);
    expect(await send('/v1/metrics', metricsBody([counted], { service: 'c' }))).toBe(200);
    expect(await send('/v1/traces', Buffer.from(`{"resourceSpans":[{"${SECRET}`), json)).toBe(400);
    expect(await send('/v1/traces', { resourceSpans: [{ scopeSpans: SECRET }] })).toBe(400);
    const recorded = await collector.app.api.inject({
      method: 'POST',
      url: '/api/v1/usage',
      payload: { provider: 'openai', model: 'gpt-4o', input_tokens: SECRET, prompt: SECRET },
    });
    expect(recorded.statusCode).toBe(400);

    expect(collector.costNanoUsd()).toBeGreaterThan(0);
    const { body: metrics } = await collector.app.api.inject({ method: 'GET', url: '/metrics' });
    await collector.restart();
    const files = readdirSync(collector.directory).map((name) =>
      readFileSync(join(collector.directory, name), 'latin1'),
    );
    const everything = [...answers, recorded.body, metrics, ...collector.logged, ...files].join('\n');
    expect(everything).toContain('gpt-4o-2024-08-06');
    expect(everything).not.toContain(SECRET);
  });
});
