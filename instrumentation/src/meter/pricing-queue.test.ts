import { describe, expect, it } from 'vitest';
import { createPriceCatalogue, type PriceCatalogue } from '../pricing/catalogue.ts';
import { PricingQueue } from './pricing-queue.ts';

describe('PricingQueue', () => {
  it('prices what was pushed before the catalogue was there, in order, past a fault of one', async () => {
    const faults: unknown[] = [];
    let deliver: (catalogue: PriceCatalogue) => void = () => undefined;
    const queue = new PricingQueue({
      load: () => new Promise((resolve) => (deliver = resolve)),
      onUnavailable: () => expect.unreachable(),
      onOverflow: () => expect.unreachable(),
      onFault: (cause) => faults.push(cause),
    });
    const order: number[] = [];
    queue.push(() => order.push(1));
    queue.push(() => {
      throw new Error('ours');
    });
    queue.push(() => order.push(2));
    expect(order).toEqual([]);
    deliver(createPriceCatalogue(undefined));
    await queue.settled();
    queue.push(() => order.push(3));
    expect(order).toEqual([1, 2, 3]);
    expect(faults).toHaveLength(1);
  });

  it('counts what it gives up when too many wait', () => {
    let lost = 0;
    const queue = new PricingQueue({
      load: () => new Promise(() => undefined),
      onUnavailable: () => undefined,
      onOverflow: () => (lost += 1),
      onFault: () => undefined,
      limit: 2,
    });
    for (let i = 0; i < 5; i += 1) queue.push(() => undefined);
    expect(lost).toBe(3);
  });

  it('still prices units when model prices cannot be loaded', async () => {
    const causes: unknown[] = [];
    const queue = new PricingQueue({
      load: () => Promise.reject(new Error('not installed')),
      onUnavailable: (cause) => causes.push(cause),
      onOverflow: () => undefined,
      onFault: () => undefined,
    });
    let priced: unknown;
    queue.push((catalogue) => {
      priced = catalogue.price({ provider: 'resend', usage: { units: { emails: 1 } }, at: new Date() });
    });
    await queue.settled();
    expect(priced).toMatchObject({ priced: true, costNanoUsd: 900_000 });
    expect(causes).toHaveLength(1);
  });
});
