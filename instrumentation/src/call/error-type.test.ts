import { describe, expect, it } from 'vitest';
import { describeError, isCancelled } from './error-type.ts';

function failure(name: string, code?: unknown): Error {
  return Object.assign(new Error('SECRET message'), { name, code });
}

describe('describeError', () => {
  it.each([
    [failure('TimeoutError', 23), 'timeout'],
    [failure('HeadersTimeoutError', 'UND_ERR_HEADERS_TIMEOUT'), 'timeout'],
    [failure('Error', 'ETIMEDOUT'), 'timeout'],
    [failure('AbortError', 20), 'AbortError'],
    [failure('SocketError', 'UND_ERR_SOCKET'), 'SocketError'],
    [failure('Error', 'ECONNREFUSED'), 'ECONNREFUSED'],
    [failure('Error'), '_OTHER'],
    [failure('SECRET name with spaces', 'SECRET code too'), '_OTHER'],
    ['SECRET text', '_OTHER'],
    [undefined, '_OTHER'],
  ])('calls %s %s', (cause, type) => {
    expect(describeError(cause)).toBe(type);
  });

  it('takes an error that throws when it is looked at for one that says nothing', () => {
    const unkind = {
      get name(): string {
        throw new Error('no');
      },
      code: 'ECONNRESET',
    };
    expect(describeError(unkind)).toBe('ECONNRESET');
    expect(isCancelled(unkind)).toBe(false);
  });
});
