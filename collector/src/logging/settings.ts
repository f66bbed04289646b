import type { CollectorOptions } from '../configuration/collector-options.ts';
import type { Credentials } from '../server/credentials.ts';
import { certificateEnd } from '../server/tls.ts';

/** The settings that an operator wants to see in the first line of the log. Names of files, nothing that is in them. */
export function describeSettings(options: CollectorOptions, { access, tls }: Credentials): object {
  const { host, dataDirectory, limits, instanceLabels, seriesIdleSeconds, logLevel } = options;
  return {
    host,
    data: dataDirectory,
    budgetsFile: options.budgetsFile,
    tokens: access === undefined ? 'none: whoever reaches the ports is let in' : options.tokensFile,
    tls:
      tls === undefined ? 'off' : { certificateEnds: certificateEnd(tls), asksClients: tls.ca !== undefined },
    expositionHoldSeconds: options.expositionHoldSeconds,
    seriesIdleSeconds,
    foreignHoldSeconds: options.foreignHoldSeconds,
    instanceLabels,
    logLevel,
    ...limits,
  };
}
