import { INSTRUMENT } from '../names.ts';

/** What each instrument tells, as OpenTelemetry carries it. */
export const DESCRIPTION = {
  [INSTRUMENT.costUsd]: 'Cost of calls to metered APIs',
  [INSTRUMENT.userCostUsd]: 'Cost of calls made for a user',
  [INSTRUMENT.usage]: 'Billed units that calls used',
  [INSTRUMENT.unpriced]: 'Billed requests whose price is not known',
  [INSTRUMENT.retries]: 'Requests that repeat an earlier attempt',
  [INSTRUMENT.slowQueries]: 'Database requests that took long',
  [INSTRUMENT.instrumentationDropped]: 'What the instrumentation lost',
  [INSTRUMENT.requestDuration]: 'Duration of requests to metered APIs, to the last byte',
  [INSTRUMENT.genAiTokenUsage]: 'Number of input and output tokens used',
  [INSTRUMENT.genAiOperationDuration]: 'GenAI operation duration',
  [INSTRUMENT.genAiTimeToFirstChunk]: 'Time from the start of the request to the first chunk of the response',
  [INSTRUMENT.rateLimitRemaining]: "Share of the provider's rate limit that is left",
} as const;
