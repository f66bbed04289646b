import type { Usage } from '../../pricing/usage.ts';
import { BATCH_FILE_WIRE, BATCH_WIRE } from './gemini-batch.ts';
import { CACHE_WIRE, PREDICT_WIRE, VIDEO_WIRE } from './gemini-media.ts';
import { CONTENT_WIRE, EMBED_WIRE, INTERACTION_WIRE } from './gemini-wire.ts';
import { createEndpointFinder } from '../openai/endpoints.ts';
import { asCount, asObject } from '../../wire/json-values.ts';
import { ROUTES } from '../openai/openai-routes.ts';
import { parseOpenAiUsage } from '../openai/openai-usage.ts';
import { createWireAdapter, UNREAD, type WireRoute } from '../wire-adapter.ts';

const GENERATE = {
  operation: 'chat',
  genAiOperation: 'generate_content',
  billing: 'expected',
  wire: CONTENT_WIRE,
} as const;
const EMBED = { operation: 'embeddings', genAiOperation: 'embeddings', billing: 'expected' } as const;
const FREE = { billing: 'never', wire: UNREAD } as const;

/** Methods of models that the Gemini API and Vertex have in common. Sources: ai.google.dev/api, cloud.google.com/vertex-ai/docs/reference/rest. */
export const GEMINI_ROUTES: readonly WireRoute[] = [
  { method: 'POST', path: /:(streamG|g)enerateContent$/, ...GENERATE },
  { method: 'POST', path: /:(embedContent|batchEmbedContents)$/, ...EMBED, wire: EMBED_WIRE },
  {
    method: 'POST',
    path: /:(countTokens|computeTokens|countTextTokens)$/,
    operation: 'count_tokens',
    ...FREE,
  },
  { method: 'POST', path: /:predictLongRunning$/, operation: 'video', billing: 'expected', wire: VIDEO_WIRE },
  { method: 'POST', path: /\/cachedContents$/, operation: 'cache', billing: 'expected', wire: CACHE_WIRE },
  {
    method: 'POST',
    path: /\/imagen[^/]*:predict$/,
    operation: 'image',
    billing: 'expected',
    wire: PREDICT_WIRE,
  },
];

const GOOGLE_ROUTES: readonly WireRoute[] = [
  ...GEMINI_ROUTES,
  { method: 'POST', path: /\/interactions$/, ...GENERATE, wire: INTERACTION_WIRE },
  // What was started in the background is booked by whoever asks for it when it is done.
  {
    method: 'GET',
    path: /\/interactions\/[^/]+$/,
    operation: 'chat',
    billing: 'once',
    wire: INTERACTION_WIRE,
  },
  { method: 'GET', path: /\/batches\/[^/]+$/, operation: 'batch', billing: 'once', wire: BATCH_WIRE },
  {
    method: 'GET',
    path: /\/download\/.*\/files\/[^/]+:download$/,
    operation: 'batch',
    billing: 'once',
    wire: BATCH_FILE_WIRE,
  },
];

/** OpenAI's wire, as Google speaks it: thinking is in the total alone. */
export const findGoogleOpenAiEndpoint = createEndpointFinder({ parseUsage: parseCompatibleUsage }, ROUTES);

function parseCompatibleUsage(wire: unknown): Usage | undefined {
  const usage = parseOpenAiUsage(wire);
  const total = asCount(asObject(wire)?.['total_tokens']);
  if (usage === undefined || total === undefined) return usage;
  const { inputTokens = 0, outputTokens = 0, reasoningTokens } = usage;
  const thoughts = total - inputTokens - outputTokens;
  if (thoughts <= 0) return usage;
  return { ...usage, outputTokens: outputTokens + thoughts, reasoningTokens: reasoningTokens ?? thoughts };
}

/** The Gemini API; its path `/v1beta/openai/` speaks the wire of OpenAI. */
export const google = createWireAdapter({
  provider: 'google',
  genAiProvider: 'gcp.gemini',
  hosts: ['generativelanguage.googleapis.com'],
  routes: GOOGLE_ROUTES,
  otherwise: (method, path) =>
    path.includes('/openai/') ? findGoogleOpenAiEndpoint(method, path) : undefined,
});
