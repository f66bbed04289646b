import { USAGE_UNIT } from '../../names.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import type { CallReader, Reading } from '../types.ts';

/** One message, one for each address of a group, or a batch of these; empty shapes keep nothing of them. */
const RESPONSE_SHAPE: Shape = { object: {}, array: { object: {}, array: { object: {} } } };

/** Counts the messages that QStash accepted. What it tries again is billed too, and not seen here. */
export class UpstashMessageReader implements CallReader {
  readonly responseShape: Shape = RESPONSE_SHAPE;
  #messages: number | undefined;

  readResponse(document: unknown): void {
    this.#messages = Array.isArray(document) ? document.flat().length : 1;
  }

  reading(): Reading {
    if (this.#messages === undefined) return { complete: true };
    return { complete: true, usage: { units: { [USAGE_UNIT.messages]: this.#messages } } };
  }
}
