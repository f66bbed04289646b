import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RunningMedian } from './running-median.ts';

it('a running median is the median of the last values', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5, max: 5 })), fc.integer({ min: 1, max: 9 }), (values, size) => {
      const running = new RunningMedian(size);
      expect(running.median()).toBe(0);
      for (const [index, value] of values.entries()) {
        running.push(value);
        const last = values.slice(Math.max(0, index + 1 - size), index + 1).sort((a, b) => a - b);
        const half = Math.floor(last.length / 2);
        const [below = 0, above = 0] = [last[last.length % 2 === 1 ? half : half - 1], last[half]];
        expect(running.median()).toBe((below + above) / 2);
      }
    }),
  );
});
