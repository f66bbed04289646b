import { USAGE_UNIT } from '../../names.ts';
import type { Usage } from '../../pricing/usage.ts';
import { createCompatibleAdapter } from './compatible.ts';
import type { WireObject } from '../openai/dialect.ts';
import { asCount, asObject } from '../../wire/json-values.ts';
import { parseOpenAiUsage } from '../openai/openai-usage.ts';
import type { Route } from '../openai/openai-routes.ts';
import type { RateLimitHeaders } from '../rate-limits.ts';

const RATE_LIMITS: readonly RateLimitHeaders[] = [
  { kind: 'requests', limit: 'x-ratelimit-limit-req-minute', remaining: 'x-ratelimit-remaining-req-minute' },
  {
    kind: 'tokens',
    limit: 'x-ratelimit-limit-tokens-minute',
    remaining: 'x-ratelimit-remaining-tokens-minute',
  },
];

/** Agents and conversations answer as chat completions do. Source: docs.mistral.ai/api. */
const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: /\/agents\/completions$/,
    operation: 'chat',
    genAiOperation: 'chat',
    billing: 'expected',
    reader: 'completion',
  },
  {
    method: 'POST',
    path: /\/conversations(\/[^/]+(\/restart)?)?$/,
    operation: 'chat',
    genAiOperation: 'chat',
    billing: 'expected',
    reader: 'result',
  },
];

export const mistral = createCompatibleAdapter('mistral', {
  hosts: ['api.mistral.ai', '.api.mistral.ai', 'codestral.mistral.ai'],
  genAiProvider: 'mistral_ai',
  rateLimitHeaders: RATE_LIMITS,
  routes: ROUTES,
  dialect: {
    streamsStateUsage: true,
    members: { usage_info: true },
    findUsage: (result) => result['usage_info'] ?? result['usage'],
    parseUsage,
    countUnits,
  },
});

/** OCR is billed by the page, transcription by the second of sound: both beside or instead of tokens. */
function parseUsage(wire: unknown): Usage | undefined {
  const usage = parseOpenAiUsage(wire);
  if (usage !== undefined) return usage;
  const pages = asCount(asObject(wire)?.['pages_processed']);
  return pages === undefined ? undefined : { units: { [USAGE_UNIT.pages]: pages } };
}

function countUnits(_result: WireObject, wire: WireObject): Usage['units'] | undefined {
  const seconds = asCount(wire['prompt_audio_seconds']) ?? 0;
  const searches = asCount(asObject(wire['connectors'])?.['web_search']) ?? 0;
  if (seconds + searches === 0) return undefined;
  return {
    ...(seconds > 0 && { [USAGE_UNIT.audioSeconds]: seconds }),
    ...(searches > 0 && { [USAGE_UNIT.webSearches]: searches }),
  };
}
