import { ConfigurationError } from './configuration-error.ts';

export const SPANS_VARIABLE = 'OUTLAY_SPANS';

export interface SpansSetting {
  /** False when no spans are to be made, though there is a tracer. */
  enabled: boolean;
  problem?: ConfigurationError;
}

/** Parses `off`, which makes no spans; they are on otherwise. */
export function parseSpans(written: string | undefined): SpansSetting {
  const text = written?.toLowerCase() ?? '';
  if (text === 'off') return { enabled: false };
  if (text === '' || text === 'on') return { enabled: true };
  return {
    enabled: true,
    problem: new ConfigurationError(
      `${SPANS_VARIABLE}: "${written}" is neither on nor off. Write off to make no spans; they are made now.`,
    ),
  };
}
