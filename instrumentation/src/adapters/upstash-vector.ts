import { type ResponseHead } from '../capture/types.ts';
import { USAGE_UNIT } from '../names.ts';
import { type Shape } from './json-extractor.ts';
import { type CallReader, type Reading } from './types.ts';

/** One query or vector, or a list of them; an empty shape counts them and keeps nothing. */
const REQUEST_SHAPE: Shape = { object: {}, array: { object: {} } };

/** Counts queries and updates of a vector index: each one of a list is billed. */
export class UpstashVectorReader implements CallReader {
  readonly requestShape: Shape = REQUEST_SHAPE;
  #count = 1;
  #isAccepted = false;

  readRequest(document: unknown): void {
    if (Array.isArray(document)) this.#count = document.length;
  }

  readResponseHead({ statusCode }: ResponseHead): void {
    this.#isAccepted = statusCode >= 200 && statusCode < 300;
  }

  reading(): Reading {
    if (!this.#isAccepted) return { complete: true };
    return { complete: true, usage: { units: { [USAGE_UNIT.requests]: this.#count } } };
  }
}
