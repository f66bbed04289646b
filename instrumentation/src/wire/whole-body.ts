// Node before 22.15 has no zstd: a named import would keep this file from loading at all there.
import zlib from 'node:zlib';

/** A body that is larger when decoded is decoded as it comes, where nobody waits for it. */
const MAX_DECODED_BYTES = 256 * 1024;

type Decode = (bytes: Uint8Array) => Buffer;

const GZIP: Decode = (bytes) =>
  zlib.gunzipSync(bytes, { finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength: MAX_DECODED_BYTES });

const DECODERS: Readonly<Record<string, Decode>> = {
  gzip: GZIP,
  'x-gzip': GZIP,
  br: (bytes) =>
    zlib.brotliDecompressSync(bytes, {
      finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
      maxOutputLength: MAX_DECODED_BYTES,
    }),
  zstd: (bytes) =>
    zlib.zstdDecompressSync(bytes, {
      finishFlush: zlib.constants.ZSTD_e_continue,
      maxOutputLength: MAX_DECODED_BYTES,
    }),
};

/** Undoes a `Content-Encoding` of a small body at once; undefined when that is no way to do it. */
export function decodeWholeBody(contentEncoding: string, bytes: Buffer): Buffer | undefined {
  const encoding = contentEncoding.trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return bytes;
  try {
    return DECODERS[encoding]?.(bytes);
  } catch {
    // Damaged or too large: whoever reads it in pieces tells which.
    return undefined;
  }
}
