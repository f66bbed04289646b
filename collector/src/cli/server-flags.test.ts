import { Command } from 'commander';
import { expect, it } from 'vitest';
import { collectorCommand } from './collector.ts';
import { type ServerFlags, limitsOf, serverOptions } from './server-flags.ts';

function parse(...args: readonly string[]) {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  for (const option of serverOptions()) command.addOption(option);
  return limitsOf(command.parse(args, { from: 'user' }).opts<ServerFlags>());
}

it('takes the memory of bodies as it is given, and refuses what has no room for one', () => {
  expect(parse().maxBodyMemoryBytes).toBe(67_108_864);
  const small = ['--max-body-bytes', '1000', '--max-body-memory-bytes'];
  expect(parse(...small, '2000').maxBodyMemoryBytes).toBe(2000);
  expect(() => parse(...small, '1999')).toThrow(
    '--max-body-memory-bytes 1999 has no room for a body of --max-body-bytes 1000, compressed and not: ' +
      'give 2000 or more, or smaller bodies',
  );
  expect(() => parse('--max-body-bytes', '100000000')).toThrow('give 200000000 or more');
});

it('holds new series at 0 for two of the minutes at which Prometheus scrapes by default', () => {
  const hold = collectorCommand().options.find(({ long }) => long === '--exposition-hold');
  expect(hold?.defaultValue).toBe(2 * 60);
});
