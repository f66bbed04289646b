import type { Dialect } from './dialect.ts';
import { asObject } from '../../wire/json-values.ts';
import { createShapes, ResultReader, type Shapes } from './result-reader.ts';

const RUN = 'thread.run';

export function createRunShapes(dialect: Dialect): Shapes {
  return createShapes(dialect, { object: true });
}

/** Reads runs of assistants. They state their usage when they are over; their steps state parts of it, which do not count. */
export class RunReader extends ResultReader {
  override readResponse(document: unknown): void {
    if (asObject(document)?.['object'] === RUN) super.readResponse(document);
  }
}
