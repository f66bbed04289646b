import { describe, expect, it } from 'vitest';
import { PeriodSums } from './period-sums.ts';

describe('PeriodSums', () => {
  it('reads a range once and keeps its sums up to date', () => {
    let loads = 0;
    const sums = new PeriodSums(() => {
      loads += 1;
      return new Map([[1, 5n]]);
    });
    const range = { from: 900, to: 2700 };
    sums.sums(range);
    sums.add(1, { slot: 900, amount: 2n });
    sums.add(1, { slot: 2700, amount: 100n });
    sums.add(2, { slot: 1800, amount: 3n });
    expect(sums.sums(range)).toEqual(
      new Map([
        [1, 7n],
        [2, 3n],
      ]),
    );
    expect(loads).toBe(1);
    sums.clear();
    sums.sums(range);
    expect(loads).toBe(2);
  });

  it('keeps what is asked for, and forgets the rest when the sums of many series take too much room', () => {
    const loaded: number[] = [];
    const sums = new PeriodSums(({ from }) => {
      loaded.push(from);
      return new Map(Array.from({ length: 200_000 }, (_, id) => [id, 1n]));
    });
    const ask = (from: number) => sums.sums({ from, to: from + 900 });
    for (const from of [0, 900, 0, 1800, 0, 900]) ask(from);
    expect(loaded).toEqual([0, 900, 1800, 900]);
  });
});
