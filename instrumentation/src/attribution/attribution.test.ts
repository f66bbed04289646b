import { describe, expect, it } from 'vitest';
import { currentAttribution, withAttribution } from './attribution.ts';

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
