import { FormFieldReader, parseFormBoundary } from './form-fields.ts';
import { JsonExtractor } from './json-extractor.ts';
import { type CallReader } from './types.ts';
import { isUrlEncodedForm, UrlEncodedFormReader } from './url-encoded-form.ts';

/** A request body that is read as it is sent. */
export interface RequestBody {
  write(bytes: Uint8Array): void;
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
  const extractor = new JsonExtractor(reader.requestShape);
  return {
    write: (bytes) => extractor.write(bytes),
    end() {
      const document = extractor.end();
      if (document !== undefined) reader.readRequest?.(document);
    },
  };
}
