import { EventReader } from './event-reader.ts';
import { JsonExtractor, type Shape } from './json-extractor.ts';
import { SseParser } from './sse.ts';
import { type CallReader } from './types.ts';

/** A decoded response body that is read as it comes. */
export interface ResponseBody {
  write(bytes: Uint8Array): void;
  end(): void;
}

/** Bodies of these types hold sound, pictures or archives: nothing to read in them. */
const BINARY_TYPE = /^(audio|image|video|font)\/|^application\/(octet-stream|zip|gzip|pdf)\b/i;
const EVENT_STREAM_TYPE = /^text\/event-stream\b/i;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;

export function isEventStream(contentType: string | undefined): boolean {
  return EVENT_STREAM_TYPE.test(contentType ?? '');
}

/**
 * Reads a response for `reader`. Servers and proxies do not always name the type rightly, and no line of an event
 * stream begins with a bracket: the first byte decides between JSON and events.
 */
export function createResponseBody(
  contentType: string | undefined,
  reader: CallReader,
): ResponseBody | undefined {
  const shape = reader.responseShape;
  if (shape === undefined || BINARY_TYPE.test(contentType ?? '')) return undefined;
  let body: ResponseBody | undefined;
  return {
    write(bytes) {
      if (body === undefined) {
        const first = bytes.find((byte) => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf);
        if (first === undefined) return;
        body =
          first === OPEN_OBJECT || first === OPEN_ARRAY ? readJson(shape, reader) : readEvents(shape, reader);
      }
      body.write(bytes);
    },
    end() {
      body?.end();
    },
  };
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

function readEvents(shape: Shape, reader: CallReader): ResponseBody {
  const events = new EventReader(shape, (document) => reader.readResponse?.(document), reader.eventMembers);
  const parser = new SseParser(events);
  return { write: (bytes) => parser.write(bytes), end: () => parser.end() };
}
