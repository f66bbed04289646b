import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { OutlayError } from '../error.ts';
import { MalformedBodyError } from './malformed-body-error.ts';

export class BodyTooLargeError extends OutlayError {
  override readonly name = 'BodyTooLargeError';
}

export class UnsupportedEncodingError extends OutlayError {
  override readonly name = 'UnsupportedEncodingError';
}

/**
 * Reads a request body and undoes its content encoding, stopping as soon as it is larger than allowed: a small body
 * that expands without end never gets into memory.
 *
 * @param limitBytes limit after decompression
 * @throws BodyTooLargeError, UnsupportedEncodingError, or MalformedBodyError when it does not decompress
 */
export async function readBody(
  body: Readable,
  contentEncoding: string | undefined,
  limitBytes: number,
): Promise<Buffer> {
  const decoder = decoderFor(contentEncoding);
  // `pipe` does not pass errors on: a sender that hangs up must end the decoder too.
  if (decoder) body.once('error', (error) => decoder.destroy(error)).pipe(decoder);
  const source: Readable = decoder ?? body;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of source) {
      length += chunk.length;
      if (length > limitBytes) {
        throw new BodyTooLargeError(
          `the body is larger than ${limitBytes} bytes after decompression; send smaller batches or raise --max-body-bytes`,
        );
      }
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof OutlayError) throw cause;
    throw new MalformedBodyError(`the body could not be read as ${contentEncoding ?? 'plain bytes'}`, {
      cause,
    });
  }
  return Buffer.concat(chunks, length);
}

function decoderFor(contentEncoding: string | undefined) {
  switch (contentEncoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    default:
      throw new UnsupportedEncodingError('content-encoding must be gzip, deflate or identity');
  }
}
