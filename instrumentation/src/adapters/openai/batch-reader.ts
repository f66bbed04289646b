import type { RequestHead } from '../../capture/types.ts';
import type { Dialect, WireObject } from './dialect.ts';
import { OUTPUT_SHAPE } from './hosted-tools.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asCount, asObject, asText } from '../../wire/json-values.ts';
import { parseOpenAiUsage } from './openai-usage.ts';
import { parseResultUsage } from '../result-usage.ts';
import type { BilledResult, CallReader, Reading } from '../types.ts';

/** The price tier of results of a batch. */
export const BATCH_TIER = 'batch';
/** OpenAI takes 50,000 requests in a batch, Anthropic 100,000; what is more than this is no batch. */
export const MAX_RESULTS = 100_000;

const BATCH_SHAPE: Shape = {
  object: {
    status: true,
    model: true,
    usage: true,
    output_file_id: true,
    request_counts: { object: { completed: true } },
  },
};

/**
 * Reads a batch: a finished one may state the usage of all its results together. Its booking is named after the file of
 * the results, so that downloading them afterwards books nothing more.
 */
export class BatchReader implements CallReader {
  readonly responseShape = BATCH_SHAPE;
  #batch: WireObject = {};

  readResponse(document: unknown): void {
    this.#batch = asObject(document) ?? {};
  }

  reading(): Reading {
    const model = asText(this.#batch['model']);
    const resultId = asText(this.#batch['output_file_id']);
    const usage = this.#batch['status'] === 'completed' ? parseOpenAiUsage(this.#batch['usage']) : undefined;
    // Without a model there is no price, and without a file there is nothing to tell a second sight by.
    if (usage === undefined || model === undefined || resultId === undefined) {
      return { complete: false, notBilled: true };
    }
    const requests = asCount(asObject(this.#batch['request_counts'])?.['completed']);
    return {
      complete: true,
      responseModel: model,
      usage,
      resultId,
      serviceTier: BATCH_TIER,
      ...(requests !== undefined && requests > 0 && { requests }),
    };
  }
}

/** Reads one line of a file of results; undefined when it is no result, or one that is not charged. */
export type ReadBatchLine = (line: WireObject) => BilledResult | undefined;

/**
 * Reads a file of batch results, one JSON document a line, each of which is billed on its own. A file that was read to
 * its end is named as a whole; one that broke off by its lines, so that the next download books the rest.
 */
export class BatchResultsReader implements CallReader {
  readonly responseShape: Shape;
  readonly lines = true;
  readonly #readLine: ReadBatchLine;
  readonly #fileId: string | undefined;
  readonly #results: BilledResult[] = [];

  constructor(shape: Shape, fileId: string | undefined, readLine: ReadBatchLine) {
    this.responseShape = shape;
    this.#fileId = fileId;
    this.#readLine = readLine;
  }

  readResponse(document: unknown): void {
    if (this.#results.length >= MAX_RESULTS) return;
    const line = asObject(document);
    const result = line && this.#readLine(line);
    if (result) this.#results.push({ ...result, serviceTier: result.serviceTier ?? BATCH_TIER });
  }

  reading(): Reading {
    return {
      complete: this.#results.length > 0,
      notBilled: this.#results.length === 0,
      ...(this.#results.length > 0 && { results: this.#results }),
      ...(this.#fileId !== undefined && { resultId: this.#fileId }),
    };
  }
}

const FILE = /\/files\/([^/]+)\/content$/;

/** Results of a batch of OpenAI's wire: `{"id", "response": {"status_code", "body"}}`. */
export function createBatchFileReader(dialect: Dialect, head: RequestHead): CallReader {
  const body = {
    object: { id: true, model: true, usage: true, output: OUTPUT_SHAPE, ...dialect.members },
  } as const;
  const shape: Shape = { object: { id: true, response: { object: { status_code: true, body } } } };
  return new BatchResultsReader(shape, FILE.exec(head.path)?.[1], (line) => {
    const response = asObject(line['response']);
    const result = asObject(response?.['body']);
    if (result === undefined || response?.['status_code'] !== 200) return undefined;
    const found = parseResultUsage(dialect, result);
    if (found === undefined) return undefined;
    const { wire, usage } = found;
    const statedCostUsd = dialect.statedCostUsd?.(wire);
    const model = asText(result['model']);
    const resultId = asText(line['id']);
    return {
      usage,
      ...(statedCostUsd !== undefined && { statedCostUsd }),
      ...(model !== undefined && { model }),
      ...(resultId !== undefined && { resultId }),
    };
  });
}
