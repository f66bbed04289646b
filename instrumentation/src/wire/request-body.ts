import { FormFieldReader, parseFormBoundary } from './form-fields.ts';
import { JsonExtractor, type Shape } from './json-extractor.ts';
import type { CallReader } from '../adapters/types.ts';
import { isUrlEncodedForm, UrlEncodedFormReader } from './url-encoded-form.ts';

/** A request body that is read as it is sent. */
export interface RequestBody {
  write(bytes: Uint8Array): void;
  /** Tells the reader what was sent so far, when that is more than it was told: the response begins, or the call is over. */
  end(): void;
}

/** Reads a request for `reader`; undefined when the reader does not need it. */
export function createRequestBody(
  contentType: string | undefined,
  reader: CallReader,
): RequestBody | undefined {
  const boundary = parseFormBoundary(contentType);
  if (boundary !== undefined) {
    if (!reader.readFormField) return undefined;
    const form = new FormFieldReader(boundary, (name, value) => reader.readFormField?.(name, value));
    return { write: (bytes) => form.write(bytes), end: () => undefined };
  }
  if (isUrlEncodedForm(contentType)) {
    if (!reader.readFormField) return undefined;
    return new UrlEncodedFormReader((name, value) => reader.readFormField?.(name, value));
  }
  if (reader.requestShape === undefined) return undefined;
  return new JsonRequestBody(reader.requestShape, reader);
}

class JsonRequestBody implements RequestBody {
  readonly #reader: CallReader;
  readonly #extractor: JsonExtractor;
  #hasNews = false;

  constructor(shape: Shape, reader: CallReader) {
    this.#reader = reader;
    this.#extractor = new JsonExtractor(shape);
  }

  write(bytes: Uint8Array): void {
    this.#hasNews = true;
    this.#extractor.write(bytes);
  }

  end(): void {
    if (!this.#hasNews) return;
    this.#hasNews = false;
    const { document } = this.#extractor;
    if (document !== undefined) this.#reader.readRequest?.(document);
  }
}
