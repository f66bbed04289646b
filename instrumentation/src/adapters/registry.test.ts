import { describe, expect, it } from 'vitest';
import { ADAPTERS, createAdapterFinder } from './registry.ts';
import type { ProviderAdapter } from './types.ts';

describe('createAdapterFinder', () => {
  const find = createAdapterFinder([
    { provider: 'openai', hostname: '127.0.0.1', port: 8081 },
    { provider: 'resend', hostname: '127.0.0.1', port: 8082 },
    { provider: 'anthropic', hostname: 'gateway.internal', port: undefined },
    { provider: 'openai', hostname: 'secure.internal', port: 443 },
    { provider: 'our-gpu', hostname: 'gpu.internal', port: undefined },
    { provider: 'our-gpu', hostname: 'gpu-2.internal', port: 8000 },
    { provider: 'azure', hostname: '*.models.internal', port: undefined },
    { provider: 'anthropic', hostname: 'api.openai.com', port: 8443 },
  ]);

  it.each([
    ['api.openai.com', undefined, 'openai'],
    ['eu.api.openai.com', undefined, 'openai'],
    ['api.anthropic.com', undefined, 'anthropic'],
    ['api.resend.com', undefined, 'resend'],
    ['127.0.0.1', 8081, 'openai'],
    ['127.0.0.1', 8082, 'resend'],
    ['127.0.0.1', 8083, undefined],
    ['127.0.0.1', undefined, undefined],
    ['gateway.internal', 9000, 'anthropic'],
    ['gateway.internal', undefined, 'anthropic'],
    ['secure.internal', undefined, 'openai'],
    ['secure.internal', 8443, undefined],
    ['gpu.internal', 8000, 'our-gpu'],
    ['gpu-2.internal', 8000, 'our-gpu'],
    ['gpu-2.internal', 8001, undefined],
    ['eu.models.internal', 8001, 'azure'],
    ['models.internal', 8001, undefined],
    ['api.openai.com', 8443, 'anthropic'],
    ['openai.com', undefined, undefined],
    ['evilapi.openai.com.example', undefined, undefined],
    ['xapi.openai.com', undefined, undefined],
  ])('finds at %s port %s: %s', (hostname, port, provider) => {
    expect(find(hostname, port)?.provider).toBe(provider);
  });

  it('takes a provider that has no adapter for one that speaks the wire of OpenAI', () => {
    expect(find('gpu.internal', undefined)?.endpoint('POST', '/v1/chat/completions')).toMatchObject({
      operation: 'chat',
      billing: 'expected',
    });
    expect(find('gpu.internal', undefined)).toBe(find('gpu-2.internal', 8000));
  });

  it.each([
    ['api.perplexity.ai', '/search'],
    ['api.deepgram.com', '/v1/read'],
    ['api.tavily.com', '/research'],
    ['api.elevenlabs.io', '/v1/dubbing'],
    ['europe-west4-aiplatform.googleapis.com', '/v1/projects/p/locations/l/batchPredictionJobs'],
  ])('takes no billed endpoint whose usage nothing tells for a free one: %s%s', (hostname, path) => {
    expect(find(hostname, undefined)?.endpoint('POST', path, hostname).billing).toBe('expected');
  });

  it('lets a service of one’s own answer under its name and at its hosts', () => {
    const maps: ProviderAdapter = {
      provider: 'maps',
      hosts: ['maps.example.com', '.maps.example.org', 'secure.example.net:443', '::1:8080'],
      endpoint: () => ({
        operation: 'geocode',
        billing: 'expected',
        createReader: () => ({ reading: () => ({ complete: true }) }),
      }),
    };
    const withService = createAdapterFinder(
      [{ provider: 'maps', hostname: '127.0.0.1', port: 9000 }],
      [...ADAPTERS, maps],
    );
    expect(withService('maps.example.com', undefined)).toBe(maps);
    expect(withService('eu.maps.example.org', 8443)).toBe(maps);
    expect(withService('secure.example.net', undefined)).toBe(maps);
    expect(withService('secure.example.net', 8443)).toBeUndefined();
    expect(withService('::1', 8080)).toBe(maps);
    expect(withService('127.0.0.1', 9000)).toBe(maps);
    expect(withService('api.openai.com', undefined)?.provider).toBe('openai');
  });
});
