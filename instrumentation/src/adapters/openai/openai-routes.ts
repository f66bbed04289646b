import type { Billing } from '../types.ts';

/** Which reader an endpoint needs. */
export type ReaderKind =
  | 'result'
  | 'stored'
  | 'run'
  | 'completion'
  | 'image'
  | 'speech'
  | 'transcription'
  | 'video'
  | 'batch'
  | 'batch-file'
  | 'message';

/** An endpoint by the end of its path, so that base paths and proxies do not matter. */
export interface Route {
  method: 'POST' | 'GET';
  path: RegExp;
  operation: string;
  genAiOperation?: string;
  billing: Billing;
  reader: ReaderKind;
}

export const OTHER = 'other';

/** A route whose successful responses are billed. */
function billed(path: RegExp, operation: string, reader: ReaderKind, genAiOperation?: string): Route {
  return {
    method: 'POST',
    path,
    operation,
    billing: 'expected',
    reader,
    ...(genAiOperation !== undefined && { genAiOperation }),
  };
}

/** A route that tells of a result that another request may have been charged with. */
function repeated(method: Route['method'], path: RegExp, operation: string, reader: ReaderKind): Route {
  return { method, path, operation, billing: 'once', reader };
}

function free(path: RegExp, operation: string): Route {
  return { method: 'POST', path, operation, billing: 'never', reader: 'result' };
}

/** Free at OpenAI; providers that charge for it state usage. */
export const FREE_MODERATION: Route = free(/\/moderations$/, 'moderation');

/**
 * Endpoints of OpenAI's wire, the most used ones first; the first match counts. Sources: the API references of OpenAI, and
 * of the providers that have taken its wire over, for `rerank`, `ocr`, `fim` and `messages`.
 */
export const ROUTES: readonly Route[] = [
  billed(/\/chat\/completions$/, 'chat', 'completion', 'chat'),
  billed(/\/responses$/, 'responses', 'result', 'chat'),
  billed(/\/embeddings(\/multimodal)?$/, 'embeddings', 'result', 'embeddings'),
  // Anthropic's wire, which many providers speak beside OpenAI's.
  billed(/\/v\d+\/messages$/, 'chat', 'message', 'chat'),
  free(/\/responses\/input_tokens$/, 'count_tokens'),
  free(/\/messages\/count_tokens$/, 'count_tokens'),
  billed(/\/responses\/compact$/, 'responses', 'result', 'chat'),
  repeated('POST', /\/responses\/[^/]+\/cancel$/, 'responses', 'stored'),
  repeated('GET', /\/responses\/[^/]+$/, 'responses', 'stored'),
  billed(/\/audio\/(transcriptions|translations)$/, 'transcription', 'transcription', 'transcription'),
  billed(/\/audio\/speech$/, 'speech', 'speech', 'speech'),
  billed(/\/images\/(generations|edits|variations)$/, 'image_generation', 'image', 'generate_content'),
  billed(/\/videos(\/[^/]+\/remix)?$/, 'video_generation', 'video'),
  repeated('GET', /\/videos\/[^/]+$/, 'video_generation', 'video'),
  billed(/\/rerank$/, 'rerank', 'result'),
  billed(/\/ocr$/, 'ocr', 'result'),
  repeated('GET', /\/batches\/[^/]+$/, 'batch', 'batch'),
  repeated('GET', /\/files\/[^/]+\/content$/, 'batch', 'batch-file'),
  repeated('POST', /\/threads(\/[^/]+)?\/runs(\/[^/]+\/(submit_tool_outputs|cancel))?$/, 'run', 'run'),
  repeated('GET', /\/threads\/[^/]+\/runs\/[^/]+$/, 'run', 'run'),
  // Stored completions, assistants and vector stores repeat usage that was billed elsewhere, or state none.
  free(
    /\/(chat\/completions\/[^/]+|threads(\/.*)?|vector_stores(\/.*)?|files|batches|traces\/ingest|tokenize|detokenize)$/,
    OTHER,
  ),
  billed(/\/completions$/, 'text_completion', 'completion', 'text_completion'),
  { method: 'POST', path: /\/moderations$/, operation: 'moderation', billing: 'stated', reader: 'result' },
  { method: 'POST', path: /./, operation: OTHER, billing: 'stated', reader: 'result' },
];
