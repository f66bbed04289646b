import { USAGE_UNIT } from '../../names.ts';
import type { Dialect, WireObject } from './dialect.ts';
import { asCount } from '../../wire/json-values.ts';
import { createShapes, ResultReader, type Shapes } from './result-reader.ts';
import type { Reading } from '../types.ts';

export function createTranscriptionShapes(dialect: Dialect): Shapes {
  return createShapes(dialect, { duration: true });
}

/** Reads transcriptions: their `usage`, or the length of the sound that `verbose_json` tells. */
export class TranscriptionReader extends ResultReader {
  #seconds: number | undefined;

  protected override readUsage(result: WireObject): void {
    super.readUsage(result);
    // whisper-1 once told it as a text.
    const duration = typeof result['duration'] === 'string' ? Number(result['duration']) : result['duration'];
    this.#seconds = asCount(duration) ?? this.#seconds;
  }

  override reading(): Reading {
    const reading = super.reading();
    if (reading.usage !== undefined || this.#seconds === undefined) return reading;
    return { ...reading, usage: { units: { [USAGE_UNIT.audioSeconds]: this.#seconds } }, complete: true };
  }
}
