import type { Dialect } from '../openai/dialect.ts';
import { asCount, asObject } from '../../wire/json-values.ts';

/** Every stream ends with its usage, asked for or not. */
export const STATES_USAGE: Dialect = { streamsStateUsage: true };

/** Streams state usage in `x_groq` unless asked. Source: console.groq.com/docs/api-reference, chat completion chunk. */
export const GROQ: Dialect = {
  streamsStateUsage: true,
  members: { x_groq: { object: { usage: true } } },
  findUsage: (result) => result['usage'] ?? asObject(result['x_groq'])?.['usage'],
};

/** Streams state usage inside the last choice. Source: platform.moonshot.ai/docs/api/chat, streaming. */
export const MOONSHOT: Dialect = {
  streamsStateUsage: true,
  members: { choices: { array: { object: { usage: true } } } },
  findUsage(result) {
    if (result['usage'] !== undefined && result['usage'] !== null) return result['usage'];
    const choices = Array.isArray(result['choices']) ? result['choices'] : [];
    return choices
      .map((choice) => asObject(choice)?.['usage'])
      .find((usage) => asObject(usage) !== undefined);
  },
};

/** Source: deepinfra.com/docs: `usage.estimated_cost`, what the request is billed, in USD. */
export const DEEPINFRA: Dialect = {
  streamsStateUsage: true,
  statedCostUsd: ({ estimated_cost: cost }) => asCount(cost),
};

/** Source: vercel.com/docs/ai-gateway: `usage.cost`, what was deducted, in USD. */
export const STATES_COST: Dialect = {
  statedCostUsd: ({ cost }) => parseAmount(cost),
};

/** Source: docs.litellm.ai/docs/proxy/response_headers: `x-litellm-response-cost`, in USD. */
export const LITELLM: Dialect = {
  readHeaders(header) {
    const cost = parseAmount(header('x-litellm-response-cost'));
    // Before a stream the cost is not known yet, and the header says 0.
    return cost === undefined || cost === 0 ? {} : { statedCostUsd: cost };
  },
};

function parseAmount(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const amount = Number(value);
  return Number.isFinite(amount) && amount >= 0 ? amount : undefined;
}
