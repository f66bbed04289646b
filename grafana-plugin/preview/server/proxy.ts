import type { ServerResponse } from 'node:http';

const TIMEOUT_MS = 10_000;

/** Hands the answer of another server on; tells which one it was if that doesn't answer. */
export async function proxyGet(name: string, target: URL, response: ServerResponse): Promise<void> {
  try {
    const answer = await fetch(target, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'application/octet-stream',
      'content-length': body.length,
    });
    response.end(body);
  } catch (error) {
    const error_ = `${name} can't be reached at ${target.origin}: ${reasonOf(error)}`;
    // The shape of Prometheus's own errors, so that the page reads both alike.
    const body = JSON.stringify({ status: 'error', errorType: 'unavailable', error: error_ });
    response.writeHead(502, { 'content-type': 'application/json; charset=utf-8' });
    response.end(body);
  }
}

/** `fetch` hides the reason (connection refused, unknown host) in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.message : error.message;
}
