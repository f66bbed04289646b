import { createAwsEvents } from '../adapters/aws/aws-events.ts';
import { bodyTypeOf } from './body-type.ts';
import { EventReader, memberMarkers } from './event-reader.ts';
import { JsonElements } from './json-elements.ts';
import { JsonExtractor, type Shape } from './json-extractor.ts';
import { NdjsonParser } from './ndjson.ts';
import { SparseEvents } from './sparse-events.ts';
import { SseParser } from './sse.ts';
import type { CallReader } from '../adapters/types.ts';

/** A decoded response body that is read as it comes. */
export interface ResponseBody {
  write(bytes: Uint8Array): void;
  end(): void;
}

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;

/**
 * Reads a response for `reader`. Servers and proxies do not always name the type rightly, and no line of an event
 * stream begins with a bracket: but for binary and line streams the first byte decides between JSON and events. A JSON
 * array is one document when the reader wants an array, a stream of documents otherwise.
 */
export function createResponseBody(
  contentType: string | undefined,
  reader: CallReader,
): ResponseBody | undefined {
  const shape = reader.responseShape;
  const type = bodyTypeOf(contentType);
  if (shape === undefined || (type.binary && reader.lines !== true)) return undefined;
  if (type.awsEvents) {
    const stream = createAwsEvents(createEvents(shape, reader), (document) =>
      reader.readResponse?.(document),
    );
    return { write: (bytes) => stream.write(bytes), end: () => undefined };
  }
  if (type.ndjson) return new NdjsonParser(createEvents(shape, reader));
  let body: ResponseBody | undefined;
  return {
    write(bytes) {
      if (body === undefined) {
        const first = bytes.find((byte) => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf);
        if (first === undefined) return;
        if (first !== OPEN_OBJECT && first !== OPEN_ARRAY && type.untyped) body = IGNORED;
        else body = chooseBody(first, shape, reader, type.json);
      }
      body.write(bytes);
    },
    end() {
      body?.end();
    },
  };
}

const IGNORED: ResponseBody = { write: () => undefined, end: () => undefined };

function chooseBody(first: number, shape: Shape, reader: CallReader, isJson: boolean): ResponseBody {
  if (reader.lines === true && first === OPEN_OBJECT) return new NdjsonParser(createEvents(shape, reader));
  if (first === OPEN_ARRAY) {
    return shape === true || shape.array !== undefined
      ? readJson(shape, reader)
      : new JsonElements(createEvents(shape, reader));
  }
  if (first !== OPEN_OBJECT) return readEvents(shape, reader);
  // Without its type, what begins as an object may be one of many lines.
  return isJson ? readJson(shape, reader) : new JsonElements(createEvents(shape, reader));
}

function readEvents(shape: Shape, reader: CallReader): ResponseBody {
  const events = createEvents(shape, reader);
  const members = memberMarkers(reader.eventMembers);
  return members === undefined ? new SseParser(events) : new SparseEvents(events, members);
}

function createEvents(shape: Shape, reader: CallReader): EventReader {
  return new EventReader(shape, (document) => reader.readResponse?.(document), reader.eventMembers);
}

function readJson(shape: Shape, reader: CallReader): ResponseBody {
  const extractor = new JsonExtractor(shape);
  return {
    write: (bytes) => extractor.write(bytes),
    end() {
      const document = extractor.end();
      if (document !== undefined) reader.readResponse?.(document);
    },
  };
}
