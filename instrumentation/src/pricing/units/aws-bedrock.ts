import { USAGE_UNIT } from '../../names.ts';
import { type UnitPrice } from '../unit-price.ts';

const SOURCE = 'aws.amazon.com/bedrock/pricing, seen 2026-03';

/** Text units of a guardrail, in USD for a thousand; one is up to a thousand characters. */
const GUARDRAIL: readonly (readonly [unit: string, usd: number])[] = [
  ['guardrail_content_units', 0.15],
  ['guardrail_topic_units', 0.15],
  ['guardrail_grounding_units', 0.1],
  ['guardrail_sensitive_information_units', 0.1],
  ['guardrail_image_units', 0.75],
];

/** Rerank queries of up to 100 documents, in USD for a thousand. */
const QUERIES: readonly (readonly [model: string, usd: number])[] = [
  ['amazon.rerank-v1:0', 1],
  ['cohere.rerank-v3-5:0', 2],
];

export const BEDROCK_UNITS: readonly UnitPrice[] = [
  ...GUARDRAIL.map(([unit, usd]) => ({
    provider: 'aws-bedrock',
    unit,
    from: '2024-12-01',
    nanoUsdPerUnit: usd * 1e6,
    source: SOURCE,
  })),
  ...QUERIES.map(([variant, usd]) => ({
    provider: 'aws-bedrock',
    unit: USAGE_UNIT.searchUnits,
    variant,
    from: '2024-12-01',
    nanoUsdPerUnit: usd * 1e6,
    source: SOURCE,
  })),
];
