import { describe, expect, it } from 'vitest';
import { type Attribution, currentAttribution, withAttribution } from './attribution.ts';

describe('withAttribution', () => {
  it('holds for what the function awaits, and returns what it returns', async () => {
    const seen = await withAttribution({ feature: 'summary' }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return currentAttribution();
    });
    expect(seen).toEqual({ feature: 'summary' });
    expect(currentAttribution()).toEqual({});
  });

  it('merges nested attributions, the inner one first', () => {
    withAttribution({ feature: 'a', tenant: 't' }, () => {
      withAttribution({ feature: 'b', userId: 'u' }, () => {
        expect(currentAttribution()).toEqual({ feature: 'b', tenant: 't', userId: 'u' });
      });
      expect(currentAttribution()).toEqual({ feature: 'a', tenant: 't' });
    });
  });

  it('keeps tasks that run at once apart', async () => {
    const features = ['a', 'b', 'c'];
    const seen = await Promise.all(
      features.map((feature) =>
        withAttribution({ feature }, async () => {
          await new Promise((resolve) => setImmediate(resolve));
          return currentAttribution().feature;
        }),
      ),
    );
    expect(seen).toEqual(features);
  });

  it('drops what is empty or no text and cuts what is long', () => {
    const attribution = { feature: '', tenant: 7, userId: 'u'.repeat(500) } as unknown as { feature: string };
    withAttribution(attribution, () => {
      expect(currentAttribution()).toEqual({ userId: 'u'.repeat(128) });
    });
  });

  it('keeps labels that are texts, merges them name by name, and bounds how many there are', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`l${index}`, 'x']));
    withAttribution({ labels: { plan: 'pro', bot: 'a' }, environment: 'staging' }, () => {
      const inner = { labels: { bot: 'b', seats: 7, empty: '' } } as unknown as Attribution;
      withAttribution(inner, () => {
        expect(currentAttribution()).toEqual({
          labels: { plan: 'pro', bot: 'b' },
          environment: 'staging',
        });
      });
      withAttribution({ labels: many }, () => {
        expect(Object.keys(currentAttribution().labels ?? {}).length).toBeLessThanOrEqual(18);
      });
    });
  });

  it('takes no other trigger than the four', () => {
    withAttribution({ triggeredBy: 'cron' }, () => {
      withAttribution({ triggeredBy: 'somebody' } as unknown as Attribution, () => {
        expect(currentAttribution()).toEqual({ triggeredBy: 'cron' });
      });
    });
  });

  it.each([undefined, null, 7, new Proxy({}, { ownKeys: () => [{}] as unknown as string[] })])(
    'takes an attribution that is none for an empty one',
    (attribution) => {
      const run = () => withAttribution(attribution as { feature: string }, () => currentAttribution());
      expect(withAttribution({ feature: 'outer' }, run)).toEqual({ feature: 'outer' });
    },
  );

  it('lets an error of the function through', () => {
    expect(() =>
      withAttribution({ feature: 'a' }, () => {
        throw new Error('theirs');
      }),
    ).toThrow('theirs');
  });
});
