import { describe, expect, it } from 'vitest';
import { parseCardinalityLimit } from './cardinality-limit.ts';

describe('parseCardinalityLimit', () => {
  it('takes the defaults when nothing is set', () => {
    expect(parseCardinalityLimit(undefined)).toEqual({ limits: { sets: 2_000, users: 10_000 } });
    expect(parseCardinalityLimit('')).toEqual({ limits: { sets: 2_000, users: 10_000 } });
  });

  it('allows five times as many users as sets', () => {
    expect(parseCardinalityLimit('300')).toEqual({ limits: { sets: 300, users: 1_500 } });
  });

  it.each(['many', '-1', '9', '1.5'])(
    'says what is wrong with %s and goes on with the defaults',
    (written) => {
      const { limits, problem } = parseCardinalityLimit(written);
      expect(limits.sets).toBe(2_000);
      expect(problem?.message).toBe(
        `OUTLAY_CARDINALITY_LIMIT: "${written}" is no limit. Write a whole number of attribute sets from 10 on; 2000 count now.`,
      );
    },
  );
});
