import { describe, expect, it } from 'vitest';
import { createAdapterFinder } from './registry.ts';

describe('createAdapterFinder', () => {
  const find = createAdapterFinder([
    { provider: 'openai', hostname: '127.0.0.1', port: 8081 },
    { provider: 'resend', hostname: '127.0.0.1', port: 8082 },
    { provider: 'anthropic', hostname: 'gateway.internal', port: undefined },
    { provider: 'openai', hostname: 'secure.internal', port: 443 },
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
    ['openai.com', undefined, undefined],
    ['evilapi.openai.com.example', undefined, undefined],
    ['xapi.openai.com', undefined, undefined],
  ])('finds at %s port %s: %s', (hostname, port, provider) => {
    expect(find(hostname, port)?.provider).toBe(provider);
  });
});
