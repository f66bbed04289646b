import { describe, expect, it } from 'vitest';
import { BookedResults } from './booked-results.ts';

describe('BookedResults', () => {
  it('remembers the results of each provider apart', () => {
    const booked = new BookedResults();
    booked.add('openai', 'r1');
    expect(booked.has('openai', 'r1')).toBe(true);
    expect(booked.has('resend', 'r1')).toBe(false);
  });

  it('forgets the result that was booked longest ago', () => {
    const booked = new BookedResults(2);
    for (const id of ['r1', 'r2', 'r1', 'r3']) booked.add('p', id);
    expect(['r1', 'r2', 'r3'].map((id) => booked.has('p', id))).toEqual([true, false, true]);
  });
});
