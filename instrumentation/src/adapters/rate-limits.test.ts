import { describe, expect, it } from 'vitest';
import { parseRateLimits } from './rate-limits.ts';

const HEADERS = [
  { kind: 'requests', limit: 'limit-requests', remaining: 'remaining-requests' },
  { kind: 'tokens', limit: 'limit-tokens', remaining: 'remaining-tokens' },
];

function parse(headers: Record<string, string>) {
  return parseRateLimits(HEADERS, (name) => headers[name]);
}

describe('parseRateLimits', () => {
  it('tells the share that is left of each limit', () => {
    expect(
      parse({
        'limit-requests': '4000',
        'remaining-requests': '1000',
        'limit-tokens': '200',
        'remaining-tokens': '0',
      }),
    ).toEqual([
      { kind: 'requests', remainingRatio: 0.25 },
      { kind: 'tokens', remainingRatio: 0 },
    ]);
  });

  it.each([
    [{}],
    [{ 'limit-requests': '4000' }],
    [{ 'remaining-requests': '1' }],
    [{ 'limit-requests': '0', 'remaining-requests': '0' }],
    [{ 'limit-requests': '10', 'remaining-requests': '11' }],
    [{ 'limit-requests': '10', 'remaining-requests': '-1' }],
    [{ 'limit-requests': 'many', 'remaining-requests': 'few' }],
  ])('leaves out what is missing or impossible: %j', (headers) => {
    expect(parse(headers)).toEqual([]);
  });
});
