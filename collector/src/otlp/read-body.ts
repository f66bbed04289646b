import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import {
  constants,
  gunzip,
  gunzipSync,
  inflate,
  inflateSync,
  zstdDecompress,
  zstdDecompressSync,
} from 'node:zlib';
import { OutlayError } from '../error.ts';
import type { BodyLease } from '../server/body-memory.ts';
import { DEFAULT_SERVER_LIMITS } from '../server/limits.ts';
import { RequestRefused } from '../server/request-refused.ts';
import { MalformedBodyError } from './malformed-body-error.ts';

export class UnsupportedEncodingError extends OutlayError {
  override readonly name = 'UnsupportedEncodingError';
}

export interface BodyOptions {
  /** How many times larger than its compressed form a body may be. */
  readonly maxCompressionRatio?: number;
  /** Counts the bytes for as long as the request is under way. */
  readonly lease?: BodyLease;
}

/** A body may always grow to this: a few bytes that say the same thing often compress better than any ratio. */
const UNSUSPICIOUS_BYTES = 65_536;

/** Up to here, decompressing on the spot costs less than handing it to another thread and back. */
const SMALL_BYTES = 16_384;

/** Window of zstd, as a power of two: 8 MiB. What needs more would take its memory before it is even read. */
const ZSTD_WINDOW_LOG_MAX = 23;

/**
 * Reads a request body and undoes its content encoding, stopping as soon as it is larger than allowed: a small body
 * that expands without end never gets into memory.
 *
 * @param limitBytes limit before and after decompression
 * @throws RequestRefused (413, 503) when it is larger than allowed, UnsupportedEncodingError, or MalformedBodyError when it
 *   does not decompress
 */
export async function readBody(
  body: Readable,
  contentEncoding: string | undefined,
  limitBytes: number,
  { maxCompressionRatio = DEFAULT_SERVER_LIMITS.maxCompressionRatio, lease }: BodyOptions = {},
): Promise<Buffer> {
  const encoding = encodingOf(contentEncoding);
  const raw = await readRaw(body, limitBytes, lease);
  if (encoding === 'identity') return raw;
  const ratioBytes = Math.max(UNSUSPICIOUS_BYTES, raw.length * maxCompressionRatio);
  const maxOutputLength = Math.min(limitBytes, ratioBytes);
  let decoded: Buffer;
  try {
    const decoder = DECODERS[encoding];
    decoded =
      raw.length <= SMALL_BYTES
        ? decoder.now(raw, { ...decoder.options, maxOutputLength })
        : await decoder.later(raw, { ...decoder.options, maxOutputLength });
  } catch (cause) {
    if (isTooLarge(cause)) throw limitBytes <= ratioBytes ? tooLarge(limitBytes) : bomb(maxCompressionRatio);
    throw new MalformedBodyError(`the body could not be read as ${encoding}`, { cause });
  }
  lease?.add(decoded.length);
  return decoded;
}

async function readRaw(body: Readable, limitBytes: number, lease: BodyLease | undefined): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      length += chunk.length;
      if (length > limitBytes) throw tooLarge(limitBytes);
      lease?.add(chunk.length);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof OutlayError) throw cause;
    throw new MalformedBodyError('the body ended before it was complete', { cause });
  }
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, length);
}

type Encoding = 'identity' | 'gzip' | 'deflate' | 'zstd';

function encodingOf(contentEncoding: string | undefined): Encoding {
  const encoding = contentEncoding?.trim().toLowerCase() || 'identity';
  if (encoding === 'identity' || encoding in DECODERS) return encoding as Encoding;
  throw new UnsupportedEncodingError('content-encoding must be gzip, deflate, zstd or identity');
}

const DECODERS = {
  gzip: { now: gunzipSync, later: promisify(gunzip), options: {} },
  deflate: { now: inflateSync, later: promisify(inflate), options: {} },
  zstd: {
    now: zstdDecompressSync,
    later: promisify(zstdDecompress),
    options: { params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG_MAX } },
  },
} as const;

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

/** Also for a body whose length is told before it comes. */
export function tooLarge(limitBytes: number): RequestRefused {
  return new RequestRefused(
    413,
    'body_too_large',
    `the body is larger than ${limitBytes} bytes after decompression; send smaller batches or raise --max-body-bytes`,
  );
}

function bomb(ratio: number): RequestRefused {
  return new RequestRefused(
    413,
    'compression_ratio',
    `the body is more than ${ratio} times larger than its compressed form; ` +
      'send it less compressed or raise --max-compression-ratio',
  );
}
