import { context, createContextKey, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withAttribution } from './attribution.ts';
import { AttributionResolver } from './attribution-resolver.ts';
import { createUserIdHash } from './user-id-hash.ts';

const NOTHING = { labels: [], baggage: [], routes: [] };

function withBaggage<T>(entries: Record<string, string>, fn: () => T): T {
  const baggage = propagation.createBaggage(
    Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, { value }])),
  );
  return context.with(propagation.setBaggage(ROOT_CONTEXT, baggage), fn);
}

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => context.disable());

describe('AttributionResolver', () => {
  it('passes on what the application set, where nothing is configured', () => {
    const resolver = new AttributionResolver(NOTHING);
    expect(resolver.current()).toEqual({});
    withAttribution({ feature: 'chat', userId: 'u', labels: { plan: 'pro' } }, () => {
      expect(resolver.current()).toEqual({ feature: 'chat', userId: 'u' });
    });
  });

  it('takes from baggage what is allowed, and nothing else', () => {
    const resolver = new AttributionResolver({
      ...NOTHING,
      labels: ['plan'],
      baggage: ['feature', 'user.id', 'triggered_by', 'plan'],
    });
    const entries = {
      feature: 'search',
      tenant: 'not-allowed',
      'user.id': 'u-1',
      triggered_by: 'system',
      plan: 'p'.repeat(300),
      session: 'x',
    };
    withBaggage(entries, () => {
      expect(resolver.current()).toEqual({
        feature: 'search',
        userId: 'u-1',
        triggeredBy: 'system',
        labels: { plan: 'p'.repeat(128) },
      });
    });
    withBaggage({ triggered_by: 'somebody', feature: '' }, () => expect(resolver.current()).toEqual({}));
    context.with(ROOT_CONTEXT.setValue(createContextKey('other'), 1), () =>
      expect(resolver.current()).toEqual({}),
    );
  });

  it('reads no baggage unless it is told to', () => {
    withBaggage({ feature: 'search' }, () => {
      expect(new AttributionResolver(NOTHING).current()).toEqual({});
    });
  });

  it('puts withAttribution before baggage before the defaults, name by name', () => {
    const resolver = new AttributionResolver({
      environment: 'production',
      labels: ['plan', 'bot'],
      baggage: ['feature', 'tenant', 'plan', 'bot'],
      routes: [],
    });
    withBaggage({ feature: 'carried', tenant: 'acme', plan: 'free', bot: 'b' }, () => {
      withAttribution({ feature: 'own', labels: { plan: 'pro', undeclared: 'x' } }, () => {
        expect(resolver.current()).toEqual({
          feature: 'own',
          tenant: 'acme',
          environment: 'production',
          labels: { plan: 'pro', bot: 'b' },
        });
      });
      withAttribution({ environment: 'canary' }, () => {
        expect(resolver.current().environment).toBe('canary');
      });
    });
  });

  it('hashes user ids when it is asked to', () => {
    const hashUserId = createUserIdHash('salt');
    const resolver = new AttributionResolver({ ...NOTHING, hashUserId });
    withAttribution({ userId: 'u-1' }, () => {
      expect(resolver.current()).toEqual({ userId: hashUserId('u-1') });
    });
    expect(resolver.complete({ tenant: 't' })).toEqual({ tenant: 't' });
  });

  it('tells equal labels in equal order', () => {
    const resolver = new AttributionResolver({ ...NOTHING, labels: ['a', 'b'] });
    expect(JSON.stringify(resolver.complete({ labels: { b: '2', a: '1' } }))).toBe(
      JSON.stringify(resolver.complete({ labels: { a: '1', b: '2' } })),
    );
  });
});
