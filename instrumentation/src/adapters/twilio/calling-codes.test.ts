import { describe, expect, it } from 'vitest';
import { countryOfNumber } from './calling-codes.ts';

describe('countryOfNumber', () => {
  it.each([
    ['+14155550100', 'US'],
    ['+1 (416) 555-0100', 'CA'],
    ['+18765550100', 'JM'],
    ['+17875550100', 'PR'],
    ['+442079460100', 'GB'],
    ['+441481960100', 'GG'],
    ['+447700900100', 'GB'],
    ['+4930901820', 'DE'],
    ['+79161234567', 'RU'],
    ['+77011234567', 'KZ'],
    ['+3906698', 'IT'],
    ['+38344123456', 'XK'],
    ['+5997171234', 'BQ'],
    ['+59991234567', 'CW'],
    ['+861012345678', 'CN'],
    ['+919876543210', 'IN'],
    ['+393471234567', 'IT'],
  ])('takes %s for a number of %s', (number, country) => {
    expect(countryOfNumber(number)).toBe(country);
  });

  it.each([
    ['a toll-free number', '+18005550100'],
    ['a satellite phone', '+881612345678'],
    ['no international form', '020 7946 0100'],
    ['a name', 'OUTLAY'],
    ['a short code', '12345'],
    ['nothing', ''],
    ['a plus alone', '+'],
    ['an address', 'someone@example.org'],
  ])('knows no country of %s', (_, number) => {
    expect(countryOfNumber(number)).toBeUndefined();
  });
});
