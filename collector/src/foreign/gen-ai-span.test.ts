import { describe, expect, it } from 'vitest';
import type { Attributes } from '../otlp/metrics.ts';
import type { Span } from '../otlp/traces.ts';
import { readSpan, usageFrom } from './gen-ai-span.ts';
import { providerFrom } from './providers.ts';

const span = (attributes: Attributes, isClient = true): Span => ({
  traceId: 'aa'.repeat(16),
  spanId: 'bb'.repeat(8),
  parentSpanId: undefined,
  isClient,
  isError: false,
  startUnixNano: 0n,
  endUnixNano: 0n,
  attributes,
});

describe('usageFrom', () => {
  it.each([
    ['the conventions', 'gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens'],
    ['the conventions of 2024', 'gen_ai.usage.prompt_tokens', 'gen_ai.usage.completion_tokens'],
    ['OpenInference', 'llm.token_count.prompt', 'llm.token_count.completion'],
    ['OpenLLMetry of 2023', 'llm.usage.prompt_tokens', 'llm.usage.completion_tokens'],
  ])('reads the names of %s', (_, input, output) => {
    expect(usageFrom({ [input]: '7', [output]: 3 })).toEqual({ inputTokens: 7, outputTokens: 3 });
  });

  it.each([
    ['gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.cache_creation.input_tokens'],
    ['gen_ai.usage.cache_read_input_tokens', 'gen_ai.usage.cache_creation_input_tokens'],
    ['gen_ai.usage.details.cache_read_tokens', 'gen_ai.usage.details.cache_write_tokens'],
    ['llm.token_count.prompt_details.cache_read', 'llm.token_count.prompt_details.cache_write'],
  ])('reads cached tokens as %s, within the input', (read, write) => {
    expect(usageFrom({ 'gen_ai.usage.input_tokens': 100, [read]: 60, [write]: 20 })).toEqual({
      inputTokens: 100,
      cacheReadTokens: 60,
      cacheWriteTokens: 20,
    });
  });

  it('takes cached tokens that are more than the input for counted beside it', () => {
    const usage = usageFrom({
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.cache_read_input_tokens': 1000,
      'gen_ai.usage.output_tokens': 5,
    });
    expect(usage).toEqual({ inputTokens: 1010, cacheReadTokens: 1000, outputTokens: 5 });
  });

  it('prefers the newest name, and does not add old ones to it', () => {
    expect(usageFrom({ 'gen_ai.usage.input_tokens': 9, 'gen_ai.usage.prompt_tokens': 8 })).toEqual({
      inputTokens: 9,
    });
  });

  it('tells nothing where there is nothing', () => {
    expect(usageFrom({ 'gen_ai.usage.cache_read.input_tokens': 5 })).toBeUndefined();
  });
});

describe('readSpan', () => {
  it('takes the answering model before the asked one, and keeps both', () => {
    const meaning = readSpan(
      span({
        'gen_ai.system': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.response.model': 'gpt-4o-2024-08-06',
        'gen_ai.usage.input_tokens': 1,
        'openai.response.service_tier': 'flex',
      }),
    );
    expect(meaning).toMatchObject({
      kind: 'call',
      call: { provider: 'openai', models: ['gpt-4o-2024-08-06', 'gpt-4o'], serviceTier: 'flex' },
    });
  });

  it('takes an agent that a remote service runs for a call, and one of this process for an aggregate', () => {
    const agent = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.usage.input_tokens': 1 };
    expect(readSpan(span(agent)).kind).toBe('call');
    expect(readSpan(span(agent, false)).kind).toBe('aggregate');
  });

  it('reads OpenInference spans', () => {
    expect(
      readSpan(
        span({
          'openinference.span.kind': 'LLM',
          'llm.model_name': 'claude-sonnet-4-5',
          'llm.token_count.prompt': '4',
        }),
      ),
    ).toMatchObject({
      kind: 'call',
      call: { provider: 'anthropic', operation: 'chat', models: ['claude-sonnet-4-5'] },
    });
  });

  it('leaves other spans alone', () => {
    expect(readSpan(span({ 'error.type': 'timeout' }))).toEqual({ kind: 'other' });
  });
});

describe('cached tokens of Claude', () => {
  const claude = { 'gen_ai.system': 'anthropic', 'gen_ai.response.model': 'claude-sonnet-4-5' };
  const counts = { 'gen_ai.usage.input_tokens': 1000, 'gen_ai.usage.cache_read_input_tokens': 400 };

  it.each([
    ['OpenLLMetry for Python', 'opentelemetry.instrumentation.anthropic', 1000, false],
    ['OpenInference for Python', 'openinference.instrumentation.anthropic', 1000, false],
    ['OpenLLMetry for JavaScript', '@traceloop/instrumentation-anthropic', 1400, false],
    ['an SDK that is not known', 'our.own', 1000, true],
  ])('are read as %s counts them', (_, scope, inputTokens, isEstimated) => {
    expect(readSpan(span({ ...claude, ...counts }), scope)).toMatchObject({
      kind: 'call',
      call: { usage: { inputTokens, cacheReadTokens: 400 }, isEstimated },
    });
  });

  it('are estimated on Bedrock too, but not for models of others', () => {
    const bedrock = { 'gen_ai.system': 'aws.bedrock', ...counts };
    const asked = (model: string) => readSpan(span({ ...bedrock, 'gen_ai.request.model': model }));
    expect(asked('us.anthropic.claude-sonnet-4-5-20250929-v1:0')).toMatchObject({
      call: { isEstimated: true },
    });
    expect(asked('amazon.nova-pro-v1:0')).toMatchObject({ call: { isEstimated: false } });
  });

  it('are certain where none are told, where they exceed the input, and under the names of the conventions', () => {
    const input = { ...claude, 'gen_ai.usage.input_tokens': 1000 };
    for (const more of [
      {},
      { 'gen_ai.usage.cache_read_input_tokens': 5000 },
      { 'gen_ai.usage.cache_read.input_tokens': 400 },
    ]) {
      expect(readSpan(span({ ...input, ...more }), 'our.own')).toMatchObject({
        call: { isEstimated: false },
      });
    }
  });
});

describe('providerFrom', () => {
  it.each([
    ['openai', 'openai'],
    ['OpenAI', 'openai'],
    ['az.ai.openai', 'azure'],
    ['azure.ai.openai', 'azure'],
    ['aws.bedrock', 'aws-bedrock'],
    ['gcp.vertex_ai', 'google-vertex'],
    ['gemini', 'google'],
    ['x_ai', 'xai'],
    ['mistral_ai', 'mistral'],
    ['openai.responses', 'openai'],
    ['google.vertex.chat', 'google-vertex'],
    ['our.own.models', 'our.own.models'],
  ])('knows %s as %s', (name, id) => {
    expect(providerFrom(name, undefined)).toBe(id);
  });

  it('tells who makes the model where a framework is named instead', () => {
    expect(providerFrom('langchain', 'gpt-4o')).toBe('openai');
    expect(providerFrom(undefined, 'claude-sonnet-4-5')).toBe('anthropic');
    expect(providerFrom(undefined, 'llama-3')).toBeUndefined();
  });
});
