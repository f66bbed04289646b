import { describe, expect, it } from 'vitest';
import { isRetry } from './retry.ts';

describe('isRetry', () => {
  it.each([
    ['x-stainless-retry-count', '0', false],
    ['x-stainless-retry-count', '1', true],
    ['x-stainless-retry-count', 'many', false],
    ['x-retry-count', '2', true],
    ['retry-attempt', '1', true],
    ['amz-sdk-request', 'attempt=1; max=3', false],
    ['amz-sdk-request', 'attempt=2; max=3', true],
    ['amz-sdk-request', 'ttl=20260101T000000Z; attempt=3; max=3', true],
    ['amz-sdk-request', 'max=3', false],
    ['content-type', 'application/json', false],
  ])('reads %s: %s as %s', (name, value, expected) => {
    expect(isRetry({ header: (asked) => (asked === name ? value : undefined) })).toBe(expected);
  });
});
