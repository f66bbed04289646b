import { expect, it } from 'vitest';
import { acceptsGzip } from './accepts-gzip.ts';

it.each([
  ['gzip', true],
  ['deflate, GZIP;q=1.0, br', true],
  [' gzip ; q = 0.5 ', true],
  ['gzip;q=.001', true],
  ['', false],
  ['br', false],
  ['gzip;q=0', false],
  ['gzip;q=0.000', false],
  ['gzip;q=', false],
  ['gzip;q=high', false],
  ['gzip;q=2', false],
  ['x-gzip', false],
  [`gzip;q=0.${'0'.repeat(15_000)}`, false],
  [`gzip;q=0.${'1'.repeat(15_000)}x`, false],
  [`gzip${' '.repeat(15_000)};q=1`, true],
  [`${'gzip;q=0,'.repeat(1_700)}gzip`, true],
])('reads Accept-Encoding %.40j as %s', (header, isAccepted) => {
  expect(acceptsGzip(header)).toBe(isAccepted);
});
