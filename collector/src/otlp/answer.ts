import type { FastifyReply, FastifyRequest } from 'fastify';
import { LedgerBusyError, LedgerWriteError } from '../ledger/ledger.ts';
import { MalformedBodyError } from './malformed-body-error.ts';
import { UnsupportedEncodingError } from './read-body.ts';
import { type BodyFormat, encodeStatus } from './response.ts';

const CONTENT_TYPE: Record<BodyFormat, string> = {
  json: 'application/json',
  protobuf: 'application/x-protobuf',
};

export const CONTENT_TYPES = 'content-type must be application/x-protobuf or application/json';

/** Seconds after which a sender whose export could not be booked should try again. */
const RETRY_AFTER_SECONDS = 5;
/** The same, where only too much came at once. */
const BUSY_RETRY_AFTER_SECONDS = 1;

/**
 * Answers an export as OTLP asks.
 *
 * @param accept books the export and encodes what is answered to it
 */
export async function answerExport(
  request: FastifyRequest,
  reply: FastifyReply,
  accept: (format: BodyFormat) => Promise<string | Uint8Array>,
): Promise<unknown> {
  const format = formatOf(request.headers['content-type']);
  if (format === undefined) return refuse(reply, 'json', 415, CONTENT_TYPES);
  try {
    const answer = await accept(format);
    return reply.code(200).type(CONTENT_TYPE[format]).send(answer);
  } catch (error) {
    if (error instanceof UnsupportedEncodingError) return refuse(reply, format, 415, error.message);
    if (error instanceof MalformedBodyError) return refuse(reply, format, 400, error.message);
    if (error instanceof LedgerWriteError) {
      reply.header('retry-after', String(RETRY_AFTER_SECONDS));
      return refuse(reply, format, 503, `${error.message}; nothing of this export was booked, send it again`);
    }
    if (error instanceof LedgerBusyError) {
      reply.header('retry-after', String(BUSY_RETRY_AFTER_SECONDS));
      return refuse(reply, format, 429, error.message);
    }
    throw error;
  }
}

export function formatOf(contentType: string | undefined): BodyFormat | undefined {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === CONTENT_TYPE.json) return 'json';
  return type === CONTENT_TYPE.protobuf ? 'protobuf' : undefined;
}

export function refuse(reply: FastifyReply, format: BodyFormat, code: number, message: string): FastifyReply {
  return reply
    .code(code)
    .type(CONTENT_TYPE[format])
    .send(encodeStatus(format, code, message));
}
