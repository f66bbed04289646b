import { describe, expect, it } from 'vitest';
import { RunShares } from './run-shares.ts';

describe('RunShares', () => {
  it('gives one run what the process used while it ran', () => {
    let cpuSeconds = 5;
    const shares = new RunShares(() => cpuSeconds);
    const run = shares.begin();
    cpuSeconds = 7;
    expect(run.end()).toBe(2);
  });

  it('divides what is used at the same time, and gives out no more than there was', () => {
    let cpuSeconds = 0;
    const shares = new RunShares(() => cpuSeconds);
    const first = shares.begin();
    cpuSeconds = 2;
    const second = shares.begin();
    cpuSeconds = 6;
    expect(first.end()).toBe(4);
    cpuSeconds = 7;
    expect(second.end()).toBe(3);
  });

  it('passes over what is used between runs, and ends each once', () => {
    let cpuSeconds = 0;
    const shares = new RunShares(() => cpuSeconds);
    const first = shares.begin();
    first.end();
    first.end();
    cpuSeconds = 100;
    const second = shares.begin();
    cpuSeconds = 101;
    expect(second.end()).toBe(1);
  });
});
