import type { Transform } from 'node:stream';
// Node before 22.15 has no zstd: a named import would keep this file from loading at all there.
import zlib from 'node:zlib';

export interface ContentDecoder {
  write(bytes: Uint8Array): void;
  /** Ends the input; `done` is called once, after the last decoded bytes, with what went wrong if anything did. */
  end(done: (fault?: unknown) => void): void;
}

/** Compressed bytes that may wait for a decoder before it is given up. */
const MAX_BACKLOG_BYTES = 8 * 1024 * 1024;
/** From here on a body that unpacks to more than so many times its size is given up: it is made to keep somebody busy. */
const SUSPICIOUS_BYTES = 32 * 1024 * 1024;
const MAX_EXPANSION = 250;
/** As many as undici takes. */
const MAX_ENCODINGS = 5;

/**
 * Undoes a `Content-Encoding` piece by piece: gzip, deflate, br, zstd, also several in a row. A body that ends early
 * yields what could be decoded. Undefined when an encoding is not known.
 */
export function createContentDecoder(
  contentEncoding: string | undefined,
  onBytes: (bytes: Uint8Array) => void,
): ContentDecoder | undefined {
  if (contentEncoding === undefined) return { write: onBytes, end: (done) => done() };
  const encodings = contentEncoding
    .split(',')
    .map((encoding) => encoding.trim().toLowerCase())
    .filter((encoding) => encoding !== '' && encoding !== 'identity');
  if (encodings.length === 0) return { write: onBytes, end: (done) => done() };
  if (encodings.length > MAX_ENCODINGS) return undefined;

  let decoder: ContentDecoder | undefined;
  for (const encoding of encodings) {
    const next = decoder;
    decoder = createStage(encoding, next?.write ?? onBytes, next?.end);
    if (decoder === undefined) return undefined;
  }
  return decoder;
}

type End = ContentDecoder['end'];

function createStage(
  encoding: string,
  onBytes: (bytes: Uint8Array) => void,
  endNext?: End,
): ContentDecoder | undefined {
  const create = DECODERS[encoding];
  if (create === undefined) return undefined;
  let stream: Transform | undefined;
  let packedBytes = 0;
  let unpackedBytes = 0;
  let fault: unknown;
  let finished = false;
  let done: ((fault?: unknown) => void) | undefined;

  function finish(cause?: unknown): void {
    fault ??= cause;
    if (finished || done === undefined) return;
    finished = true;
    const callDone = done;
    if (endNext) endNext((nextFault) => callDone(fault ?? nextFault));
    else callDone(fault);
  }

  function open(first: Uint8Array): Transform {
    const opened = create?.(first) as Transform;
    opened.on('data', (bytes: Uint8Array) => {
      unpackedBytes += bytes.length;
      if (unpackedBytes > SUSPICIOUS_BYTES && unpackedBytes > packedBytes * MAX_EXPANSION) {
        opened.destroy(new Error('The response unpacks to far more than what was sent.'));
        return;
      }
      try {
        onBytes(bytes);
      } catch (cause) {
        fault ??= cause;
      }
    });
    opened.on('error', finish);
    opened.on('close', () => finish());
    return opened;
  }

  return {
    write(bytes) {
      if (fault !== undefined || bytes.length === 0) return;
      stream ??= open(bytes);
      packedBytes += bytes.length;
      if (stream.writableLength > MAX_BACKLOG_BYTES) {
        fault = new Error('The decoder cannot keep up with the response.');
        stream.destroy();
        return;
      }
      stream.write(bytes);
    },
    end(callback) {
      done = callback;
      if (stream === undefined || stream.destroyed) finish();
      else stream.end();
    },
  };
}

const DECODERS: Readonly<Record<string, (first: Uint8Array) => Transform>> = {
  gzip: () => zlib.createGunzip({ finishFlush: zlib.constants.Z_SYNC_FLUSH }),
  'x-gzip': () => zlib.createGunzip({ finishFlush: zlib.constants.Z_SYNC_FLUSH }),
  // Servers send `deflate` with and without the zlib header; its first byte tells.
  deflate: (first) =>
    ((first[0] ?? 0) & 0x0f) === 0x08
      ? zlib.createInflate({ finishFlush: zlib.constants.Z_SYNC_FLUSH })
      : zlib.createInflateRaw({ finishFlush: zlib.constants.Z_SYNC_FLUSH }),
  br: () => zlib.createBrotliDecompress({ finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH }),
  zstd: () => zlib.createZstdDecompress({ finishFlush: zlib.constants.ZSTD_e_continue }),
};
