import type { Socket } from 'node:net';
import type { RefusalLog } from './refusal-log.ts';

/**
 * Answers what never became a request: headers or body that took too long, or bytes that are no HTTP. The connection ends
 * with it.
 */
export function answerClientError(error: Error, socket: Socket, refusals: RefusalLog): void {
  const code = 'code' in error ? String(error.code) : '';
  // Hung up: nobody is there to answer, and it is no fault.
  if (code === 'ECONNRESET' || code === 'EPIPE' || !socket.writable) {
    socket.destroy();
    return;
  }
  const peer = socket.remoteAddress;
  const isSlow = code === 'ERR_HTTP_REQUEST_TIMEOUT';
  refusals.note(isSlow ? 'slow_sender' : 'malformed_request', { peer });
  const status = isSlow
    ? '408 Request Timeout'
    : code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
