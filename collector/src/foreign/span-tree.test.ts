import { describe, expect, it } from 'vitest';
import type { Span } from '../otlp/traces.ts';
import { SpanKeys } from './span-keys.ts';
import { CoveredSpans } from './span-tree.ts';

const span = (id: number, parent: number | undefined, isClient = false): Span => ({
  traceId: 'aa'.repeat(16),
  spanId: id.toString(16).padStart(16, '0'),
  parentSpanId: parent?.toString(16).padStart(16, '0'),
  isClient,
  isError: false,
  startUnixNano: 0n,
  endUnixNano: 0n,
  attributes: {},
});

describe('CoveredSpans', () => {
  const nested = Array.from({ length: 200 }, (_, depth) => span(depth + 1, depth === 0 ? undefined : depth));
  const leaves = Array.from({ length: 5_000 }, (_, leaf) => span(1_000 + leaf, 200));

  it('looks at a bounded depth, once for all that have the same parent', () => {
    const { around } = new CoveredSpans().cover([...nested, ...leaves], leaves);
    const [first, second] = leaves.map(around);
    expect(first).toHaveLength(64);
    expect(second).toBe(first);
  });

  it('gives spans with one parent the same keys, each worked out once', () => {
    const { around } = new CoveredSpans().cover([...nested, ...leaves], leaves);
    const keys = new SpanKeys();
    const lists = new Set(leaves.map((leaf) => keys.around(around(leaf))));
    expect(lists.size).toBe(1);
    expect(new Set([...lists].flatMap(({ lookedUp, covered }) => [...lookedUp, ...covered])).size).toBe(
      3 * 64,
    );
  });

  it('ends where ids form a ring', () => {
    const ring = [span(1, 2), span(2, 1)];
    expect(new CoveredSpans().cover(ring, ring).around(span(1, 2))).toHaveLength(64);
  });
});
