import { ConfigurationError } from './configuration-error.ts';

export const STREAM_USAGE_VARIABLE = 'OUTLAY_STREAM_USAGE';

const REQUEST = 'request';

export interface StreamUsage {
  /** True when streams that would state no usage are asked for it; otherwise their usage is estimated. */
  request: boolean;
  problem?: ConfigurationError;
}

/** Parses how the usage of streams is had that do not state it by themselves. */
export function parseStreamUsage(written: string | undefined): StreamUsage {
  if (written === undefined || written === '') return { request: false };
  if (written === REQUEST) return { request: true };
  return {
    request: false,
    problem: new ConfigurationError(
      `${STREAM_USAGE_VARIABLE}: "${written}" is not known. Write "${REQUEST}" to ask providers for the usage of streams, ` +
        'or nothing to have it estimated, as it is now.',
    ),
  };
}
