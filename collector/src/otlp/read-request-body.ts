import type { FastifyRequest } from 'fastify';
import '../server/guard-requests.ts';
import { readBody, tooLarge } from './read-body.ts';

/**
 * Reads the body of a request within its port's limits; its memory is counted until the request is answered.
 *
 * @throws as `readBody`
 */
export async function readRequestBody({ raw, headers, bodyLimits }: FastifyRequest): Promise<Buffer> {
  const { maxBytes, maxCompressionRatio, lease } = bodyLimits;
  if (Number(headers['content-length']) > maxBytes) throw tooLarge(maxBytes);
  return readBody(raw, headers['content-encoding'], maxBytes, { maxCompressionRatio, lease });
}
