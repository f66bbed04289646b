import { isSuccess } from '../../call/status.ts';
import type { ResponseHead } from '../../capture/types.ts';
import { USAGE_UNIT } from '../../names.ts';
import type { Dialect } from './dialect.ts';
import { createShapes, ResultReader, type Shapes } from './result-reader.ts';
import type { Reading } from '../types.ts';

/** Speech of these models is billed by tokens, which only a stream of events states; all others by the character. */
const BILLED_BY_TOKENS = /^gpt-/;

export function createSpeechShapes(dialect: Dialect): Shapes {
  return createShapes({ ...dialect, requestMembers: { ...dialect.requestMembers, input: true } });
}

/** Reads speech: the answer is sound, so what is billed stands in the request. Of its text only the length is kept. */
export class SpeechReader extends ResultReader {
  #characters: number | undefined;
  #spoken = false;

  override readRequest(document: unknown): void {
    super.readRequest(document);
    const { input, ...rest } = this.request;
    this.request = rest;
    if (typeof input === 'string') this.#characters = countCharacters(input);
  }

  override readResponseHead(head: ResponseHead): void {
    super.readResponseHead(head);
    this.#spoken = isSuccess(head.statusCode);
  }

  override reading(): Reading {
    const reading = super.reading();
    if (reading.usage !== undefined || reading.notBilled === true || !this.#spoken) return reading;
    if (this.#characters === undefined || BILLED_BY_TOKENS.test(this.model ?? '')) return reading;
    return {
      ...reading,
      usage: { units: { [USAGE_UNIT.characters]: this.#characters } },
      complete: true,
      ...(this.model !== undefined && { variant: this.model }),
    };
  }
}

/** A low surrogate is the second half of a character. */
const SECOND_HALVES = /[\uDC00-\uDFFF]/g;

/** Unicode characters: what is a pair of surrogates in a string is one. */
function countCharacters(text: string): number {
  return text.length - (text.match(SECOND_HALVES)?.length ?? 0);
}
