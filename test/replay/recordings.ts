import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface ExpectedUsage {
  inputTokens?: number;
  outputTokens?: number;
  cacheReadTokens?: number;
  cacheWriteTokens?: number;
  cacheWrite1hTokens?: number;
  reasoningTokens?: number;
  inputAudioTokens?: number;
  inputImageTokens?: number;
  outputImageTokens?: number;
  audioSeconds?: number;
  webSearches?: number;
  fileSearches?: number;
  emails?: number;
  /** The provider's own usage object. */
  raw?: { cache_creation?: { ephemeral_1h_input_tokens?: number } };
}

/** One exchange with a provider, to be answered byte for byte. */
export interface Recording {
  id: string;
  provider: string;
  url: string;
  method: string;
  request: unknown;
  status: number;
  responseHeaders: Readonly<Record<string, string>>;
  body: string;
  /** Null when the response carries no usage. */
  expectedUsage: ExpectedUsage | null;
  /** Reason on `outlay.unpriced`; absent where the usage and the price library tell it. */
  unpriced?: string | null;
  /** `error.type` of the request; absent where the status tells it. */
  errorType?: string;
  /** `pricing` of the cost; exact when absent. */
  pricing?: string;
}

/** As the shared files have it. */
interface RecordingFile extends Omit<Recording, 'body'> {
  bodyKind: string;
  responseBody?: unknown;
  sseText?: string;
  ndjsonText?: string;
}

const FOLDER = fileURLToPath(new URL('../../../shared/data/recordings/open/', import.meta.url));
const PROVIDERS: ReadonlySet<string> = new Set(['openai', 'anthropic', 'resend']);

export const RECORDINGS_FOLDER = 'shared/data/recordings/open beside the repository';

/** The recorded responses of the providers that are metered; undefined when the folder is not there. */
export function loadRecordings(): readonly Recording[] | undefined {
  if (!existsSync(FOLDER)) return undefined;
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(FOLDER + name, 'utf8')) as RecordingFile)
    .filter(({ provider }) => PROVIDERS.has(provider))
    .map(({ responseBody, sseText, ndjsonText, ...recording }) => ({
      ...recording,
      body: sseText ?? ndjsonText ?? JSON.stringify(responseBody),
    }));
}
