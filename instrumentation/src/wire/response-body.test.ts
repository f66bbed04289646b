import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Shape } from './json-extractor.ts';
import { isEventStream } from './body-type.ts';
import { createResponseBody } from './response-body.ts';

const SHAPE: Shape = { object: { model: true, usage: true, ':exception-type': true } };
/** Characters of two, three and four bytes, an escaped quote and brackets inside a text. */
const TEXT = 'é “]}” 😀 \\ {"usage":{"n":0}}';

function read(
  type: string | undefined,
  bytes: Uint8Array,
  pieceSize: number,
  shape: Shape = SHAPE,
  lines = false,
  eventMembers: readonly string[] = ['usage'],
): unknown[] {
  const documents: unknown[] = [];
  const body = createResponseBody(type, {
    responseShape: shape,
    lines,
    eventMembers,
    readResponse: (document) => documents.push(document),
    reading: () => ({ complete: true }),
  });
  // The bytes belong to the source, which may use them again.
  for (let i = 0; i < bytes.length; i += pieceSize) {
    const piece = Uint8Array.prototype.slice.call(bytes, i, i + pieceSize);
    body?.write(piece);
    piece.fill(0x7b);
  }
  body?.end();
  return documents;
}

function encodeMessage(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const bytes = Buffer.alloc(1 + name.length + 3);
      bytes.writeUInt8(name.length, 0);
      bytes.write(name, 1);
      bytes.writeUInt8(7, 1 + name.length);
      bytes.writeUInt16BE(Buffer.byteLength(value), 2 + name.length);
      return Buffer.concat([bytes, Buffer.from(value)]);
    }),
  );
  const body = Buffer.from(payload);
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(head.length + body.length + 16, 0);
  prelude.writeUInt32BE(head.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, head, body]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(message));
  return Buffer.concat([message, checksum]);
}

function event(type: string, payload: unknown): Buffer {
  return encodeMessage({ ':message-type': 'event', ':event-type': type }, JSON.stringify(payload));
}

function chunk(payload: unknown): Buffer {
  return event('chunk', { bytes: Buffer.from(JSON.stringify(payload)).toString('base64'), p: 'abc' });
}

const AWS = 'application/vnd.amazon.eventstream';
const FIRST = { model: 'm', text: TEXT };
const MIDDLE = { text: TEXT, more: [1, [2, {}], 'x'] };
const LAST = { text: TEXT, usage: { n: 5 } };
const DOCUMENTS = [FIRST, MIDDLE, LAST];
const EXPECTED = [{ model: 'm' }, { usage: { n: 5 } }];

const BODIES: readonly [string, string | undefined, Buffer][] = [
  ['NDJSON', 'application/x-ndjson', lines(DOCUMENTS, '\n')],
  ['NDJSON with a last line end and CRLF', 'application/jsonl', lines([...DOCUMENTS, ''], '\r\n')],
  ["Cohere's lines", 'application/stream+json; charset=utf-8', lines(DOCUMENTS, '\n\n')],
  ['lines without their type', 'text/plain', lines(DOCUMENTS, '\n')],
  ['lines of no type', undefined, lines(DOCUMENTS, ' ')],
  ['a JSON array', 'application/json', Buffer.from(`[${DOCUMENTS.map(pretty).join(',\r\n')}\n]`)],
  ['an AWS event stream', AWS, Buffer.concat(DOCUMENTS.map((document) => event('metadata', document)))],
  ['an AWS stream of chunks', AWS, Buffer.concat(DOCUMENTS.map(chunk))],
];

function lines(documents: readonly unknown[], end: string): Buffer {
  return Buffer.from(
    documents.map((document) => (document === '' ? '' : JSON.stringify(document))).join(end),
  );
}

function pretty(document: unknown): string {
  return JSON.stringify(document, null, 2);
}

describe('createResponseBody', () => {
  it.each(BODIES)('reads the wanted parts of %s at any split', (_name, type, bytes) => {
    for (let pieceSize = 1; pieceSize <= 40; pieceSize += 1) {
      expect(read(type, bytes, pieceSize), `pieces of ${pieceSize}`).toEqual(EXPECTED);
    }
    expect(read(type, bytes, bytes.length)).toEqual(EXPECTED);
  });

  it('reads a JSON array as one document for a reader that wants an array', () => {
    const bytes = Buffer.from(JSON.stringify(DOCUMENTS));
    expect(read('application/json', bytes, 7, { array: { object: { model: true } } })).toEqual([
      [{ model: 'm' }, {}, {}],
    ]);
  });

  it('reads one JSON document that has white space between its lines as one', () => {
    const bytes = Buffer.from(pretty(LAST));
    for (const type of ['application/json', 'text/plain']) {
      expect(read(type, bytes, 3)).toEqual([{ usage: { n: 5 } }]);
    }
  });

  it('reads JSON of no type', () => {
    expect(read('application/octet-stream', Buffer.from(pretty(LAST)), 2)).toEqual([{ usage: { n: 5 } }]);
  });

  it('reads lines of a file whatever its type for a reader that wants lines', () => {
    expect(read('application/octet-stream', lines(DOCUMENTS, '\n'), 11, SHAPE, true)).toEqual(EXPECTED);
  });

  it('parses the events that hold a wanted member as a number or a text, and not those that hold it as null', () => {
    const bytes = lines([{ model: 'm' }, { n: null, x: '"n":1' }, { n: 5 }, { n: 0 }, { n: 'text' }], '\n');
    expect(read('application/x-ndjson', bytes, 4, { object: { n: true } }, false, ['n'])).toEqual([
      {},
      { n: 5 },
      { n: 0 },
      { n: 'text' },
    ]);
  });

  it('reads no sound, pictures or archives', () => {
    expect(read('audio/mpeg', lines(DOCUMENTS, '\n'), 100)).toEqual([]);
    expect(read('application/octet-stream', Buffer.from('\x89data: {"usage":{}}\n\n'), 100)).toEqual([]);
  });

  it('tells what was complete of a stream that is cut', () => {
    const cut = lines(DOCUMENTS, '\n').subarray(0, -1);
    expect(read('application/x-ndjson', cut, 5)).toEqual(EXPECTED);
    const frames = Buffer.concat(DOCUMENTS.map(chunk));
    expect(read(AWS, frames.subarray(0, -1), 5)).toEqual([{ model: 'm' }]);
  });

  it('names the exceptions and errors of an AWS event stream, and none of their texts', () => {
    const stream = Buffer.concat([
      chunk(FIRST),
      encodeMessage(
        { ':message-type': 'exception', ':exception-type': 'throttlingException' },
        JSON.stringify({ message: TEXT }),
      ),
      encodeMessage({ ':message-type': 'error', ':error-code': '500', ':error-message': TEXT }, ''),
    ]);
    expect(read(AWS, stream, 9)).toEqual([
      { model: 'm' },
      { ':exception-type': 'throttlingException' },
      { ':exception-type': '500' },
    ]);
  });

  it('leaves out an AWS message whose checksum is wrong, and ends at a broken prelude', () => {
    const damaged = chunk(LAST);
    damaged[damaged.length - 10] = (damaged[damaged.length - 10] ?? 0) ^ 1;
    expect(read(AWS, Buffer.concat([damaged, chunk(FIRST)]), 6)).toEqual([{ model: 'm' }]);
    const lost = chunk(LAST);
    lost[3] = (lost[3] ?? 0) ^ 1;
    expect(read(AWS, Buffer.concat([chunk(FIRST), lost, chunk(LAST)]), 6)).toEqual([{ model: 'm' }]);
  });

  it('passes over an AWS message that is too large to be held', () => {
    const large = event('contentBlockDelta', { text: 'x'.repeat(2 * 1024 * 1024) });
    expect(read(AWS, Buffer.concat([chunk(FIRST), large, chunk(LAST)]), 60_000)).toEqual(EXPECTED);
  });
});

describe('isEventStream', () => {
  it.each([
    ['text/event-stream; charset=utf-8', true],
    ['application/x-ndjson', true],
    ['application/stream+json', true],
    [AWS, true],
    ['application/json', false],
    ['application/vnd.api+json', false],
    [undefined, false],
  ])('knows of %s: %s', (type, expected) => {
    expect(isEventStream(type)).toBe(expected);
  });
});
