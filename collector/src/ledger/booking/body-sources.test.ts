import protobuf from 'protobufjs/minimal.js';
import { describe, expect, it } from 'vitest';
import { BodySources } from './body-sources.ts';

/** A resource of one attribute. */
function resourceOf(name: string): Buffer {
  const value = protobuf.Writer.create().uint32(0x0a).string(name).finish();
  const attribute = protobuf.Writer.create().uint32(0x0a).string('service.name').uint32(0x12).bytes(value);
  return Buffer.from(protobuf.Writer.create().uint32(0x0a).bytes(attribute.finish()).finish());
}

describe('what is kept decoded of bodies', () => {
  const ask = (sources: BodySources, body: Buffer) => sources.resource(body, 0, body.length);

  it('is bounded in bytes, and keeps who reports while others come and go', () => {
    const sources = new BodySources(false);
    const shop = resourceOf('shop');
    const first = ask(sources, shop);
    expect(first.source.job).toBe('shop');
    const passing = (i: number) => resourceOf(`${i} ${'x'.repeat(100_000)}`);
    const once = ask(sources, passing(0));
    // 100 MB of text, each its own.
    for (let i = 1; i < 1_000; i += 1) {
      ask(sources, passing(i));
      expect(ask(sources, shop)).toBe(first);
      expect(sources.usedBytes).toBeLessThan(17 << 20);
    }
    expect(ask(sources, passing(0))).not.toBe(once);
  });

  it('forgets the metrics of a resource that makes up ever more names', () => {
    const sources = new BodySources(false);
    const shop = ask(sources, resourceOf('shop'));
    const empty = Buffer.alloc(0);
    for (let i = 0; i < 10_000; i += 1) {
      const name = Buffer.from(`metric ${i}`);
      const scope = sources.scope(shop, empty, 0, 0);
      expect(sources.metric(scope, name, 0, name.length, false).metric).toBe(`metric ${i}`);
      expect(shop.bytes).toBeLessThanOrEqual(1 << 20);
    }
    expect(sources.scope(shop, empty, 0, 0).metrics.size).toBeLessThan(3_000);
  });
});
