import { USAGE_UNIT } from '../../names.ts';
import type { Dialect, WireObject } from './dialect.ts';
import { asText } from '../../wire/json-values.ts';
import { createShapes, ResultReader, type Shapes } from './result-reader.ts';
import type { Reading } from '../types.ts';

const COMPLETED = 'completed';

export function createVideoShapes(dialect: Dialect): Shapes {
  return createShapes(dialect, { seconds: true, size: true });
}

/**
 * Reads videos. They are made in the background and charged when they are finished: whoever sees the finished one first
 * books its seconds.
 */
export class VideoReader extends ResultReader {
  #seconds = Number.NaN;
  #size: string | undefined;
  #finished = false;

  protected override readUsage(result: WireObject): void {
    this.#seconds = Number(result['seconds'] ?? Number.NaN);
    this.#size = asText(result['size']);
    this.#finished = result['status'] === COMPLETED;
  }

  override reading(): Reading {
    const reading = super.reading();
    if (!this.#finished || Number.isNaN(this.#seconds))
      return { ...reading, complete: false, notBilled: true };
    return {
      ...reading,
      complete: true,
      usage: { units: { [USAGE_UNIT.videoSeconds]: this.#seconds } },
      ...(this.model !== undefined && { variant: [this.model, this.#size].filter(Boolean).join('/') }),
      repeatable: true,
    };
  }
}
