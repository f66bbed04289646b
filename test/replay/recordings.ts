import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface ExpectedUsage {
  /** Null where the response tells only one of the two. */
  inputTokens?: number | null;
  outputTokens?: number;
  cacheReadTokens?: number;
  cacheWriteTokens?: number;
  cacheWrite1hTokens?: number;
  reasoningTokens?: number;
  inputAudioTokens?: number;
  inputImageTokens?: number;
  inputVideoTokens?: number;
  outputAudioTokens?: number;
  outputImageTokens?: number;
  audioSeconds?: number;
  searchUnits?: number;
  webSearches?: number;
  fileSearches?: number;
  emails?: number;
  statedCostUsd?: number;
  /** Units that have no name above. */
  units?: Readonly<Record<string, number>>;
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
  body: string | Uint8Array;
  /** Null when the response carries no usage. */
  expectedUsage: ExpectedUsage | null;
  /** What the provider itself says that the call cost. */
  statedCostUsd?: number;
  /** What it should cost by the prices in force; null for no price. Absent where the price library alone tells it. */
  costUsd?: number | null;
  /** Reason on `outlay.unpriced`; null for none; absent where the usage and the price library tell it. */
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
  responseBase64?: string;
}

const FOLDER = fileURLToPath(new URL('../../../shared/data/recordings/open/', import.meta.url));

export const RECORDINGS_FOLDER = 'shared/data/recordings/open beside the repository';

/** The recorded responses of all providers; undefined when the folder is not there. */
export function loadRecordings(): readonly Recording[] | undefined {
  if (!existsSync(FOLDER)) return undefined;
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(FOLDER + name, 'utf8')) as RecordingFile)
    .map(({ responseBody, sseText, ndjsonText, responseBase64, ...recording }) => ({
      ...recording,
      method: recording.method.toUpperCase(),
      body:
        responseBase64 === undefined
          ? (sseText ?? ndjsonText ?? JSON.stringify(responseBody))
          : Buffer.from(responseBase64, 'base64'),
    }));
}

/** The body as it goes over the wire. */
export function bytesOf({ body, status }: Recording): Buffer {
  return status === 204 ? Buffer.alloc(0) : Buffer.from(body);
}

/** The body as text; of a binary stream what of it is text. */
export function textOf({ body }: Recording): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('latin1');
}
