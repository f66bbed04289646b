import type { FastifyRequest } from 'fastify';
import { MalformedBodyError } from '../otlp/malformed-body-error.ts';
import { readRequestBody } from '../otlp/read-request-body.ts';

/**
 * Reads a JSON body under the limits of every other body, compressed or not.
 *
 * @throws as `readRequestBody`; MalformedBodyError for what is no JSON, which is not quoted
 */
export async function readJsonBody(request: FastifyRequest): Promise<unknown> {
  const body = await readRequestBody(request);
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    // The parser's own message quotes what it read.
    throw new MalformedBodyError('the body is no JSON');
  }
}
