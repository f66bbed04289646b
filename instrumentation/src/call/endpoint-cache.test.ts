import { describe, expect, it } from 'vitest';
import type { ProviderAdapter } from '../adapters/types.ts';
import { EndpointCache } from './endpoint-cache.ts';

/** Counts how often an endpoint is looked up. */
function createCache(): { lookUp: (hostname: string, path: string) => void; lookUps: () => number } {
  let count = 0;
  const adapter: Pick<ProviderAdapter, 'provider' | 'hosts' | 'endpoint'> = {
    provider: 'p',
    hosts: [],
    endpoint: () => {
      count += 1;
      return {
        operation: 'o',
        billing: 'never',
        createReader: () => ({ reading: () => ({ complete: true }) }),
      };
    },
  };
  const cache = new EndpointCache((hostname) => (hostname === 'other' ? undefined : adapter));
  return {
    lookUp: (hostname, path) => {
      cache.find({ method: 'GET', hostname, port: undefined, path, header: () => undefined });
    },
    lookUps: () => count,
  };
}

describe('EndpointCache', () => {
  it('looks an endpoint up once', () => {
    const { lookUp, lookUps } = createCache();
    for (let i = 0; i < 3; i += 1) lookUp('a', '/v1/x');
    lookUp('b', '/v1/x');
    expect(lookUps()).toBe(2);
  });

  it('keeps no path that holds values', () => {
    const { lookUp, lookUps } = createCache();
    const path = `/set/key/${'v'.repeat(300)}`;
    lookUp('a', path);
    lookUp('a', path);
    expect(lookUps()).toBe(2);
  });

  it('forgets what it knows when there is too much of it, over all hosts', () => {
    const { lookUp, lookUps } = createCache();
    for (let host = 0; host < 10; host += 1) {
      for (let id = 0; id < 600; id += 1) lookUp(`h${host}`, `/${id}`);
    }
    expect(lookUps()).toBe(6_000);
    lookUp('h0', '/0');
    expect(lookUps()).toBe(6_001);
    lookUp('h9', '/599');
    expect(lookUps()).toBe(6_001);
  });
});
