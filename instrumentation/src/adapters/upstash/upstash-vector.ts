import { isSuccess } from '../../call/status.ts';
import type { ResponseHead } from '../../capture/types.ts';
import { USAGE_UNIT } from '../../names.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asObject } from '../../wire/json-values.ts';
import type { CallReader, Reading } from '../types.ts';

/** One query or vector, or a list of them; an empty shape counts them and keeps nothing. */
const REQUEST_SHAPE: Shape = { object: {}, array: { object: {} } };
/** What is deleted is named by its ids, in a member or alone. */
const DELETE_SHAPE: Shape = { object: { ids: true }, array: true };

/** Counts queries and updates of a vector index: each one of a list is billed. */
export class UpstashVectorReader implements CallReader {
  readonly requestShape: Shape;
  #count = 1;
  #isAccepted = false;

  constructor(operation: string) {
    this.requestShape = operation === 'delete' ? DELETE_SHAPE : REQUEST_SHAPE;
  }

  readRequest(document: unknown): void {
    const list = asObject(document)?.['ids'] ?? document;
    if (Array.isArray(list)) this.#count = list.length;
  }

  readResponseHead({ statusCode }: ResponseHead): void {
    this.#isAccepted = isSuccess(statusCode);
  }

  reading(): Reading {
    if (!this.#isAccepted) return { complete: true };
    return { complete: true, usage: { units: { [USAGE_UNIT.requests]: this.#count } } };
  }
}
