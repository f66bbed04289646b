import { BATCH_TIER, MAX_RESULTS } from '../openai/batch-reader.ts';
import { parseGeminiUsage } from './gemini-usage.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asObject, asText, listObjects } from '../../wire/json-values.ts';
import type { BilledResult } from '../types.ts';
import type { Wire, WireObject } from '../wire-reader.ts';

const RESULT_SHAPE: Shape = {
  object: { response: { object: { responseId: true, modelVersion: true, usageMetadata: true } } },
};
const INLINED_SHAPE: Shape = {
  object: { inlinedResponses: { object: { inlinedResponses: { array: RESULT_SHAPE } } } },
};

/**
 * A batch, whose results may stand inside once it is done. Each is booked once, however often the batch is asked for.
 *
 * Source: ai.google.dev/api/batch-api, GenerateContentBatch.
 */
export const BATCH_WIRE: Wire = {
  responseShape: {
    object: {
      name: true,
      metadata: { object: { name: true, model: true, output: INLINED_SHAPE } },
      response: INLINED_SHAPE,
    },
  },
  readResponse(facts, document) {
    const metadata = asObject(document['metadata']);
    const model = asText(metadata?.['model'])?.replace(/^models\//, '');
    const name = asText(document['name']) ?? asText(metadata?.['name']);
    const output = asObject(document['response']) ?? asObject(metadata?.['output']);
    const inlined = listObjects(asObject(output?.['inlinedResponses'])?.['inlinedResponses']);
    const results = inlined.map((item, index) => readResult(item, model, `${name}/${index}`));
    facts.results = results.filter((result) => result !== undefined);
    facts.complete = true;
  },
};

/** A file of results: one a line. */
export const BATCH_FILE_WIRE: Wire = {
  lines: true,
  responseShape: RESULT_SHAPE,
  eventMembers: ['usageMetadata'],
  readHead(facts, head) {
    facts.resultId = head.path;
  },
  readResponse(facts, document) {
    const results = (facts.results ??= []) as BilledResult[];
    if (results.length >= MAX_RESULTS) return;
    const result = readResult(document, undefined, `${facts.resultId}/${results.length}`);
    if (result !== undefined) results.push(result);
    facts.complete = true;
  },
};

function readResult(item: WireObject, model: string | undefined, id: string): BilledResult | undefined {
  const response = asObject(item['response']);
  const usage = parseGeminiUsage(response?.['usageMetadata']);
  if (usage === undefined) return undefined;
  const answered = asText(response?.['modelVersion']) ?? model;
  return {
    usage,
    serviceTier: BATCH_TIER,
    resultId: asText(response?.['responseId']) ?? id,
    ...(answered !== undefined && { model: answered }),
  };
}
