import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { type RetentionFlags, retentionOf, retentionOptions } from './retention-options.ts';

function parse(...args: readonly string[]) {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  for (const option of retentionOptions()) command.addOption(option);
  return retentionOf(command.parse(args, { from: 'user' }).opts<RetentionFlags>());
}

describe('the retention options', () => {
  it('keep 13 months of quarter hours and all days unless told otherwise', () => {
    expect(parse()).toEqual({ quarterHourMonths: 13, dayMonths: undefined });
    expect(parse('--retention', '2y', '--day-retention', '60mo')).toEqual({
      quarterHourMonths: 24,
      dayMonths: 60,
    });
    expect(parse('--day-retention', 'forever').dayMonths).toBeUndefined();
  });

  it.each([
    [['--retention', '30d'], /13mo or 2y/],
    [['--retention', '0mo'], /13mo or 2y/],
    [['--retention', '1mo'], /too short/],
    [['--day-retention', '12mo'], /shorter than --retention 13mo/],
  ])('refuse %j', (args, reason) => {
    expect(() => parse(...args)).toThrow(reason);
  });
});
