import { describe, expect, it } from 'vitest';
import { addUp, countRun, renderCount } from './tests.mjs';

describe('the last line of npm test', () => {
  it('counts what passed and failed, and what was skipped only where something was', () => {
    expect(renderCount({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
    expect(renderCount({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped');
  });

  it('adds up checks and tests', () => {
    const counts = [
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 40, failed: 2, skipped: 1 },
    ];
    expect(addUp(counts)).toEqual({ passed: 41, failed: 2, skipped: 1 });
  });

  it('takes a run as it was reported', () => {
    expect(countRun({ passed: 5, failed: 0, skipped: 1 }, 0)).toEqual({ passed: 5, failed: 0, skipped: 1 });
    expect(countRun({ passed: 5, failed: 2, skipped: 0 }, 1)).toEqual({ passed: 5, failed: 2, skipped: 0 });
  });

  it.each([
    ['broke off before it reported', undefined, 139],
    ['was ended by a signal', undefined, null],
    ['failed though no test did', { passed: 5, failed: 0, skipped: 0 }, 1],
    ['ran no test', { passed: 0, failed: 0, skipped: 0 }, 0],
  ])('counts a failure when vitest %s', (_what, reported, exitCode) => {
    expect(countRun(reported, exitCode).failed).toBe(1);
  });
});
