import { describe, expect, it } from 'vitest';
import { BookedResults } from './booked-results.ts';

describe('BookedResults', () => {
  it('remembers the results of each provider apart', () => {
    const booked = new BookedResults();
    booked.add('openai', 'r1');
    expect(booked.has('openai', 'r1')).toBe(true);
    expect(booked.has('resend', 'r1')).toBe(false);
  });

  it('remembers the latest results, and forgets those that were booked long ago', () => {
    const booked = new BookedResults(2);
    for (const id of ['r1', 'r2', 'r3', 'r4', 'r5']) booked.add('p', id);
    expect(['r1', 'r2', 'r4', 'r5'].map((id) => booked.has('p', id))).toEqual([false, false, true, true]);
  });

  it('remembers a result for as long as it is booked again', () => {
    const booked = new BookedResults(2);
    for (const id of ['r1', 'r2', 'r1', 'r3', 'r1', 'r4']) booked.add('p', id);
    expect(booked.has('p', 'r1')).toBe(true);
  });
});
