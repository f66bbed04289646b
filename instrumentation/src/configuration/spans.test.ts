import { expect, it } from 'vitest';
import { parseSpans } from './spans.ts';

it('makes spans unless they are turned off, and says what it does not understand', () => {
  expect(parseSpans(undefined)).toEqual({ enabled: true });
  expect(parseSpans('on')).toEqual({ enabled: true });
  expect(parseSpans('OFF')).toEqual({ enabled: false });
  const { enabled, problem } = parseSpans('nein');
  expect(enabled).toBe(true);
  expect(problem?.message).toContain('OUTLAY_SPANS: "nein" is neither on nor off. Write off');
});
