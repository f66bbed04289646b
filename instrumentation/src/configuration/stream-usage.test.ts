import { describe, expect, it } from 'vitest';
import { parseStreamUsage } from './stream-usage.ts';

describe('parseStreamUsage', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['request', true],
  ])('with %j streams are asked for their usage: %s', (written, request) => {
    expect(parseStreamUsage(written)).toEqual({ request });
  });

  it('says what it does not know, and asks for nothing', () => {
    const { request, problem } = parseStreamUsage('ask');
    expect(request).toBe(false);
    expect(problem?.message).toContain('OUTLAY_STREAM_USAGE: "ask" is not known. Write "request"');
  });
});
