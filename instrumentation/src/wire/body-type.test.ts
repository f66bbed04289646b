import { describe, expect, it } from 'vitest';
import { bodyTypeOf, isEventStream } from './body-type.ts';

describe('bodyTypeOf', () => {
  it.each([
    ['application/json', true, false],
    ['application/json; charset=utf-8', true, false],
    ['application/problem+json', true, false],
    ['application/stream+json', false, true],
    ['application/json-seq', false, true],
    ['application/x-ndjson', false, true],
    ['text/event-stream', false, true],
    ['application/vnd.amazon.eventstream', false, true],
    ['text/html', false, false],
    [undefined, false, false],
  ])('takes %s for one document: %s, for a stream: %s', (contentType, isDocument, isStream) => {
    expect(bodyTypeOf(contentType).json).toBe(isDocument);
    expect(isEventStream(contentType)).toBe(isStream);
  });
});
